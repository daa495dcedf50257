/** Copies a text, and says for a moment that it did. */
const SHOWN_MS = 2_000;

export class Copying {
  readonly #onchange: () => void;
  #done = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onchange: () => void) {
    this.#onchange = onchange;
  }

  /** Copied a moment ago. */
  get done(): boolean {
    return this.#done;
  }

  /** False where there is no clipboard, or it is refused: the text has to be copied by hand. */
  async copy(text: string): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(text);
    } catch (error) {
      if (error instanceof DOMException || error instanceof TypeError) return false;
      throw error;
    }
    this.#set(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#set(false), SHOWN_MS);
    return true;
  }

  /** Safe at any time, twice too. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #set(done: boolean): void {
    this.#done = done;
    this.#onchange();
  }
}
