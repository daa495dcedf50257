/** The buttons fade while nobody moves or types, and are back at once when somebody does. They stay where they are. */
import { steadyNow } from '../call/clock.js';
import type { RtcCall } from './rtc-call.js';

const QUIET_AFTER_MS = 4_000;
const ACTIVITY = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;

export class Quiet {
  readonly #host: RtcCall;
  readonly #mark: (on: boolean) => void;
  readonly #life = new AbortController();
  #quiet = false;
  #activeAt = steadyNow();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** A tap that brings them back presses none of them. */
  #swallow = false;

  constructor(host: RtcCall, mark: (on: boolean) => void) {
    this.#host = host;
    this.#mark = mark;
    const { signal } = this.#life;
    // Before the element keeps the keys of its fields to itself.
    const first = { signal, capture: true, passive: true };
    host.addEventListener('pointerdown', this.#touched, first);
    for (const type of ACTIVITY) host.addEventListener(type, this.#active, first);
    host.addEventListener('click', this.#clicked, { signal, capture: true });
    this.#wait(QUIET_AFTER_MS);
  }

  /** Something changed that may forbid it. */
  drawn(): void {
    if (this.#quiet && !this.#allowed) this.#set(false);
  }

  close(): void {
    this.#life.abort();
    clearTimeout(this.#timer);
    this.#set(false);
  }

  get #allowed(): boolean {
    const host = this.#host;
    const needed = host.renderRoot.querySelector(
      '.notice, .panel, .chat-toast, .toolbar :focus-visible, .local:focus-visible',
    );
    const own = host.querySelector(':focus-visible'); // The page's own buttons, in the slots of the toolbar.
    // Without a picture there is nothing that fading would clear: what is left would look broken.
    const seen = host.call?.peer?.camera || host.call?.remoteScreen;
    return host.toolbar !== 'fixed' && host.state.name === 'connected' && needed === null && own === null && !!seen;
  }

  readonly #active = (): void => {
    this.#activeAt = steadyNow();
    this.#set(false);
  };

  readonly #touched = (event: PointerEvent): void => {
    this.#swallow = this.#quiet && isFinger(event);
  };

  readonly #clicked = (event: MouseEvent): void => {
    const bar = this.#host.renderRoot.querySelector('.toolbar');
    if (this.#swallow && bar && event.composedPath().includes(bar)) {
      event.preventDefault();
      event.stopPropagation();
    }
    this.#swallow = false;
  };

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      const rest = this.#activeAt + QUIET_AFTER_MS - steadyNow();
      if (rest <= 0) this.#set(this.#allowed);
      this.#wait(rest > 0 ? rest : QUIET_AFTER_MS);
    }, milliseconds);
  }

  #set(quiet: boolean): void {
    if (quiet === this.#quiet) return;
    this.#quiet = quiet;
    this.#mark(quiet);
  }
}

/** What a screen reader presses is meant, seen or not; its touches have no size. */
const isFinger = ({ pointerType, width, height }: PointerEvent): boolean =>
  pointerType === 'touch' && width > 0 && height > 0;
