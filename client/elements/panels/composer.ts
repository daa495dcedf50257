/** The field for the next line: it grows, Enter sends, and it says how much room is left before there is none. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ChatLabels } from '../../locales/on-demand-labels.js';
import { ArrowUp } from '../icon-shapes/arrow-up.js';
import { icon } from '../icons.js';

/** Characters that are left when it is said. */
const TELL_AT = 400;
/** A key that an input method has taken; Safari says so by this alone, after the composition has ended. */
const TAKEN_BY_METHOD = 229;

export interface ComposerOptions {
  /** Characters of a line, at the most. */
  readonly limit: number;
  readonly onchange: () => void;
  /** The line goes out. */
  readonly send: (text: string) => void;
  readonly typing: (on: boolean) => void;
}

export class Composer {
  readonly #options: ComposerOptions;
  readonly #draft: string;
  #text: string;

  /** @param draft what was written and not sent before */
  constructor(options: ComposerOptions, draft: string) {
    this.#options = options;
    this.#text = this.#draft = draft;
  }

  get text(): string {
    return this.#text;
  }

  /** @param start what comes before the field */
  render(texts: ChatLabels, format: (count: number) => string, start: unknown): TemplateResult {
    const room = this.#options.limit - this.#text.length;
    const limit = room < 0 ? texts.over(format(-room)) : texts.left(format(room));
    const told = room <= TELL_AT;
    return html`<form class="composer" @submit=${this.#submitted}>
        ${start}
        <textarea
          rows="1"
          dir="auto"
          enterkeyhint="send"
          aria-label=${texts.message}
          placeholder=${texts.message}
          aria-invalid=${room < 0}
          aria-describedby=${told ? 'limit' : nothing}
          .defaultValue=${this.#draft}
          @input=${this.#wrote}
          @keydown=${this.#pressed}
          @blur=${() => this.#options.typing(false)}
        ></textarea>
        <button
          class="send"
          type="submit"
          aria-label=${texts.send}
          title=${texts.send}
          ?disabled=${!this.#sendable}
          @click=${this.#submitted}
        >
          ${icon(ArrowUp)}
        </button>
      </form>
      <p id="limit" class=${room < 0 ? 'limit over' : 'limit'} role="status" ?hidden=${!told}>
        ${told ? limit : nothing}
      </p>`;
  }

  get #sendable(): boolean {
    return this.#text.trim() !== '' && this.#text.length <= this.#options.limit;
  }

  readonly #wrote = ({ currentTarget }: Event): void => {
    const field = currentTarget as HTMLTextAreaElement; // Which the template has.
    this.#text = field.value;
    grow(field);
    this.#options.typing(this.#text !== '');
    this.#options.onchange();
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    // An input method has it, Escape too: nothing is sent or closed.
    if (event.isComposing || event.keyCode === TAKEN_BY_METHOD) return event.stopPropagation();
    if (event.key === 'Enter' && !event.shiftKey) this.#submitted(event);
  };

  /** By the button's click or the key, and by the form last: a sandboxed frame may submit none. */
  readonly #submitted = (event: Event): void => {
    event.preventDefault();
    if (!this.#sendable) return;
    const text = this.#text;
    this.#text = '';
    this.#options.send(text);
    this.#clear((event.currentTarget as HTMLElement).closest('form')); // Which the template has.
    this.#options.onchange();
  };

  #clear(form: HTMLFormElement | null): void {
    const field = form?.querySelector('textarea');
    if (!field) return;
    field.value = '';
    grow(field);
    field.focus();
  }
}

/** As high as what is in it, as far as the styles allow. */
export function grow(field: HTMLTextAreaElement): void {
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}
