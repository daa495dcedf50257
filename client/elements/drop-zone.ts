/** Files that are dropped on a call, or pasted in it, are offered to the other person. */
import { html, nothing } from 'lit';
import type { AllLabels } from '../locales/labels.js';
import { droppedFiles } from './dropped-files.js';
import type { Chosen } from './picked-files.js';
import { FileUp } from './icon-shapes/file-up.js';
import { icon } from './icons.js';

export interface DropZoneOptions {
  /** Whether somebody is there to take them. */
  readonly open: () => boolean;
  readonly onchosen: (chosen: Promise<Chosen[]>) => void;
  readonly onchange: () => void;
}

const hasFiles = (data: DataTransfer | null): data is DataTransfer => data?.types.includes('Files') === true;

export class DropZone {
  readonly #options: DropZoneOptions;
  readonly #life = new AbortController();
  #over = false;

  constructor(element: HTMLElement, options: DropZoneOptions) {
    this.#options = options;
    const { signal } = this.#life;
    element.addEventListener('dragover', (event) => this.#dragged(event), { signal });
    element.addEventListener('dragleave', (event) => this.#left(element, event), { signal });
    element.addEventListener('drop', (event) => this.#dropped(event), { signal });
    element.addEventListener('paste', (event) => this.#pasted(event), { signal });
  }

  render(name: string, { files }: AllLabels) {
    if (!this.#over) return nothing;
    return html`<div part="drop" class="drop">
      ${icon(FileUp)}
      <p>${files.drop(name)}</p>
    </div>`;
  }

  close(): void {
    this.#life.abort();
  }

  /** Told again and again while it goes on. What is not taken must not be opened in the call's place. */
  #dragged(event: DragEvent): void {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    const open = this.#options.open();
    event.dataTransfer.dropEffect = open ? 'copy' : 'none';
    this.#set(open);
  }

  #left(element: HTMLElement, { relatedTarget }: DragEvent): void {
    if (!(relatedTarget instanceof Node) || !element.contains(relatedTarget)) this.#set(false);
  }

  #dropped(event: DragEvent): void {
    this.#set(false);
    if (!this.#takes(event.dataTransfer)) return;
    event.preventDefault();
    this.#options.onchosen(droppedFiles(event.dataTransfer));
  }

  #pasted(event: ClipboardEvent): void {
    if (!this.#takes(event.clipboardData)) return;
    event.preventDefault();
    this.#options.onchosen(droppedFiles(event.clipboardData));
  }

  #takes(data: DataTransfer | null): data is DataTransfer {
    return hasFiles(data) && this.#options.open();
  }

  #set(over: boolean): void {
    if (over === this.#over) return;
    this.#over = over;
    this.#options.onchange();
  }
}
