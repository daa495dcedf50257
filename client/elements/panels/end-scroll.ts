/** Keeps the end of a list in sight, unless the person has scrolled away from it. */

/** So near to the end is at it. */
const NEAR_PX = 40;

export class EndScroll {
  readonly #onchange: () => void;
  readonly #sizes = new ResizeObserver(() => this.settle());
  #scroller: HTMLElement | null = null;
  #atEnd = true;

  /** @param onchange the person scrolled away from the end, or back */
  constructor(onchange: () => void) {
    this.#onchange = onchange;
  }

  get atEnd(): boolean {
    return this.#atEnd;
  }

  watch(scroller: HTMLElement): void {
    if (scroller === this.#scroller) return;
    this.close();
    this.#scroller = scroller;
    scroller.addEventListener('scroll', this.#scrolled, { passive: true });
    this.#sizes.observe(scroller);
    this.settle();
  }

  /** Something was drawn. */
  settle(): void {
    if (this.#atEnd) this.#scroller?.scrollTo({ top: this.#scroller.scrollHeight, behavior: 'instant' });
  }

  /** To the end, and it stays in sight from now on. */
  toEnd(): void {
    this.#set(true);
    this.settle();
  }

  close(): void {
    this.#sizes.disconnect();
    this.#scroller?.removeEventListener('scroll', this.#scrolled);
    this.#scroller = null;
  }

  readonly #scrolled = (): void => {
    if (!this.#scroller) return;
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#set(scrollHeight - scrollTop - clientHeight < NEAR_PX);
  };

  #set(atEnd: boolean): void {
    if (atEnd === this.#atEnd) return;
    this.#atEnd = atEnd;
    this.#onchange();
  }
}
