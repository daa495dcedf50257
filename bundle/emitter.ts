/** Socket.IO's emitter without what its client never calls. */
type Listener = (...words: unknown[]) => void;
/** A listener for one time has the one that was given. */
type Kept = Listener & { given?: Listener };

export class Emitter {
  #listeners: Record<string, readonly Kept[]> = {};

  on(type: string, listener: Kept): this {
    this.#listeners[type] = [...(this.#listeners[type] ?? []), listener];
    return this;
  }

  once(type: string, given: Listener): this {
    const listener: Kept = (...words) => {
      this.off(type, listener);
      given.apply(this, words);
    };
    return this.on(type, Object.assign(listener, { given }));
  }

  /** Without a listener all of that type, without a type all there are. */
  off(type?: string, listener?: Listener): this {
    if (type === undefined) this.#listeners = {};
    else
      this.#listeners[type] = (this.#listeners[type] ?? []).filter(
        (kept) => listener && kept !== listener && kept.given !== listener,
      );
    return this;
  }

  removeListener(type: string, listener: Listener): this {
    return this.off(type, listener);
  }

  removeAllListeners(type?: string): this {
    return this.off(type);
  }

  emit(type: string, ...words: unknown[]): this {
    return this.emitReserved(type, ...words);
  }

  emitReserved(type: string, ...words: unknown[]): this {
    for (const listener of this.#listeners[type] ?? []) listener.apply(this, words);
    return this;
  }
}
