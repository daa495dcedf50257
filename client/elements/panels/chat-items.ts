/** Draws the items of a chat; of each line there is a button that copies it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ChatEntry } from '../../data/chat.js';
import type { AllLabels } from '../../locales/labels.js';
import { nodeOf } from '../chat-lines.js';
import { Copying } from '../copying.js';
import { Check } from '../icon-shapes/check.js';
import { CheckCheck } from '../icon-shapes/check-check.js';
import { Clock } from '../icon-shapes/clock.js';
import { Copy } from '../icon-shapes/copy.js';
import { icon } from '../icons.js';
import { fileCard, type FileCardView } from './file-card.js';
import { onlyEmoji, partsOf, type Part } from './linked.js';
import { groupsOf, type Group, type Item } from './timeline.js';

const MARKS = { sending: Clock, delivered: Check, read: CheckCheck } as const;

/** Whatever is drawn anew, a line's parts are found once. */
const found = new WeakMap<ChatEntry, readonly (readonly Part[])[]>();

export interface ItemsView {
  readonly texts: AllLabels;
  /** The other person's name. */
  readonly name: string;
  readonly language: string;
  readonly file: FileCardView;
}

export class ChatItems {
  readonly #onchange: () => void;
  readonly #copying: Copying;
  /** The item that was copied last, or is in the order of the Tab key: one of them is, the arrows go to the others. */
  #current: string | null = null;

  constructor(onchange: () => void) {
    this.#onchange = onchange;
    this.#copying = new Copying(onchange);
  }

  /** Just now. */
  get copied(): boolean {
    return this.#copying.done;
  }

  render(items: readonly Item[], view: ItemsView): TemplateResult {
    const known = items.some(({ id }) => id === this.#current);
    const tabbed = known ? this.#current : (items.at(-1)?.id ?? null);
    return html`<ul class="items" role="list" aria-label=${view.texts.chat.messages}>
      ${groupsOf(items, Date.now()).map((group) => this.#renderGroup(group, tabbed, view))}
    </ul>`;
  }

  /** Safe at any time, twice too. */
  close(): void {
    this.#copying.close();
  }

  #renderGroup({ mine, at, day, items }: Group, tabbed: string | null, view: ItemsView): TemplateResult {
    const date = new Date(at);
    const format = (options: Intl.DateTimeFormatOptions): string =>
      new Intl.DateTimeFormat(view.language, options).format(date);
    return html`<li class=${mine ? 'group mine' : 'group'}>
      ${day ? html`<p class="day">${format({ weekday: 'long', day: 'numeric', month: 'long' })}</p>` : nothing}
      <p class="who">
        <bdi>${mine ? view.texts.you : view.name}</bdi>
        <time datetime=${date.toISOString()}>${format({ hour: 'numeric', minute: '2-digit' })}</time>
      </p>
      ${items.map((item) => this.#renderItem(item, tabbed, view))}
    </li>`;
  }

  #renderItem(item: Item, tabbed: string | null, { texts, file }: ItemsView): TemplateResult {
    switch (item.kind) {
      case 'file':
        return fileCard(item.transfer, file);
      case 'line':
        return this.#renderLine(item.entry, item.id === tabbed, texts);
    }
  }

  #renderLine(entry: ChatEntry, tabbed: boolean, texts: AllLabels): TemplateResult {
    const { id, mine, text } = entry;
    const node = nodeOf(entry);
    const large = !node && onlyEmoji(text);
    return html`<div class="line">
      <div id=${id} class=${large ? 'bubble large' : 'bubble'}>
        <div class="text">${node ?? partsIn(entry).map(renderParagraph)}</div>
        ${mine ? renderMark(entry, texts) : nothing}
      </div>
      ${this.#renderCopy(entry, tabbed, texts)}
    </div>`;
  }

  #renderCopy(entry: ChatEntry, tabbed: boolean, { copied, chat }: AllLabels): TemplateResult {
    const done = this.copied && this.#current === entry.id;
    return html`<button
      class="copy"
      type="button"
      tabindex=${tabbed ? 0 : -1}
      aria-label=${done ? copied : chat.copy}
      title=${done ? copied : chat.copy}
      aria-describedby=${entry.id}
      @click=${(event: Event) => void this.#copy(entry, event)}
      @focus=${() => this.#go(entry.id)}
      @keydown=${pressed}
    >
      ${icon(done ? Check : Copy)}
    </button>`;
  }

  #go(id: string): void {
    if (id === this.#current) return;
    this.#current = id;
    this.#onchange();
  }

  /** Where there is no clipboard, the line is selected, to be copied by hand. */
  async #copy({ id, text }: ChatEntry, { currentTarget }: Event): Promise<void> {
    this.#current = id;
    const bubble = (currentTarget as HTMLElement).parentElement?.querySelector('.text');
    if (!(await this.#copying.copy(text)) && bubble) getSelection()?.selectAllChildren(bubble);
  }
}

function pressed(event: KeyboardEvent): void {
  const button = event.currentTarget as HTMLElement; // Which the template has.
  const all = [...(button.closest('.items')?.querySelectorAll<HTMLElement>('.copy') ?? [])];
  const at = all.indexOf(button);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[to]?.focus();
}

const renderMark = ({ state }: ChatEntry, { chat: { states } }: AllLabels): TemplateResult =>
  html`<span class="mark ${state}" role="img" aria-label=${states[state]}>${icon(MARKS[state])}</span>`;

function partsIn(entry: ChatEntry): readonly (readonly Part[])[] {
  const known = found.get(entry) ?? entry.text.split('\n').map(partsOf);
  found.set(entry, known);
  return known;
}

/** Each has a direction of its own: no line turns another one round. */
const renderParagraph = (parts: readonly Part[]): TemplateResult =>
  html`<div dir="auto">${parts.length === 0 ? html`<br />` : parts.map(renderPart)}</div>`;

const renderPart = (part: Part) =>
  typeof part === 'string'
    ? part
    : html`<a dir="ltr" href=${part.href} target="_blank" rel="noopener noreferrer nofollow">${part.text}</a>`;
