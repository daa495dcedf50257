/** The button beside the field of the chat: sends files, or a folder. */
import { html, nothing, type TemplateResult } from 'lit';
import type { FileLabels } from '../../locales/on-demand-labels.js';
import { pickFiles, pickFolder, type Chosen } from '../picked-files.js';
import { Paperclip } from '../icon-shapes/paperclip.js';
import { icon } from '../icons.js';

export interface AttachOptions {
  readonly onchange: () => void;
  readonly onchosen: (chosen: Promise<Chosen[]>) => void;
}

/** Phones give out no folders. */
const canPickFolders = (): boolean =>
  'webkitdirectory' in HTMLInputElement.prototype && !matchMedia('(pointer: coarse)').matches;

export class Attach {
  readonly #options: AttachOptions;
  #open = false;

  constructor(options: AttachOptions) {
    this.#options = options;
  }

  /** Where there are no folders to choose, it chooses files at once. */
  render({ attach, pickFiles: files, pickFolder: folder }: FileLabels): TemplateResult {
    const menu = canPickFolders();
    return html`<div class="attach" @focusout=${this.#left} @keydown=${this.#pressed}>
      <button
        class="clip"
        type="button"
        aria-label=${attach}
        title=${attach}
        aria-expanded=${menu ? this.#open : nothing}
        @click=${() => (menu ? this.#set(!this.#open) : this.#choose(pickFiles))}
      >
        ${icon(Paperclip)}
      </button>
      ${
        this.#open
          ? html`<div class="choices">
              <button type="button" @click=${() => this.#choose(pickFiles)}>${files}</button>
              <button type="button" @click=${() => this.#choose(pickFolder)}>${folder}</button>
            </div>`
          : nothing
      }
    </div>`;
  }

  #choose(pick: () => Promise<Chosen[]>): void {
    this.#set(false);
    this.#options.onchosen(pick());
  }

  readonly #left = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (!(currentTarget instanceof Node && relatedTarget instanceof Node && currentTarget.contains(relatedTarget)))
      this.#set(false);
  };

  /** Closes what is open, and not the chat with it. */
  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.#open) return;
    event.preventDefault();
    event.stopPropagation();
    this.#set(false);
  };

  #set(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    this.#options.onchange();
  }
}
