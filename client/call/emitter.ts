/** Typed events for classes that are no DOM nodes. */

type Listener<T> = (event: T) => void;

export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** Listens until the returned function is called. */
  on<K extends keyof Events>(type: K, listener: Listener<Events[K]>): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  protected emit<K extends keyof Events>(type: K, event: Events[K]): void {
    for (const listener of this.#listeners.get(type) ?? [])
      try {
        // The map's sets hold listeners of their own type only: `on` is the one place that fills them.
        (listener as Listener<Events[K]>)(event);
      } catch (error) {
        reportError(error); // As with DOM events: the others hear it all the same.
      }
  }
}
