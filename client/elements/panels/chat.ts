/** The chat: what was written in this call, how far it came, and the field for the next line. */
import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Chat } from '../../data/chat.js';
import type { Files } from '../../data/files/files.js';
import type { Transfer } from '../../data/files/transfer.js';
import { languageOf } from '../../locales/language.js';
import { tellAgain } from '../chat-lines.js';
import { pickFiles } from '../picked-files.js';
import { Outbound } from '../outbound.js';
import { acceptFile } from '../save-file.js';
import { ArrowDown } from '../icon-shapes/arrow-down.js';
import { MessageCircle } from '../icon-shapes/message-circle.js';
import { icon } from '../icons.js';
import { ChatItems } from './chat-items.js';
import { Attach } from './attach.js';
import { chatStyles } from './chat.styles.js';
import { Composer, grow } from './composer.js';
import { EndScroll } from './end-scroll.js';
import type { FileCardView } from './file-card.js';
import { fileStyles } from './file.styles.js';
import { keepAboveKeyboard } from './keyboard-room.js';
import { Panel } from './panel.js';
import { panelStyles } from './panel.styles.js';
import { beginningOf, itemsOf, STEP, type Item } from './timeline.js';

const NAME = 'rtc-call-chat';

/** What was written and not sent, until the panel is opened again. */
const drafts = new WeakMap<Chat, string>();

class ChatPanel extends Panel {
  static override styles = [panelStyles, chatStyles, fileStyles];

  @state() private chat: Chat | null = null;
  /** A line that the call could not take. */
  @state() private refused = false;

  #files: Files | null = null;
  #outbound: Outbound | null = null;
  readonly #attach = new Attach({
    onchange: () => this.requestUpdate(),
    onchosen: (chosen) => void this.#outbound?.send(chosen),
  });
  #composer: Composer | null = null;
  readonly #end = new EndScroll(() => this.requestUpdate());
  readonly #list = new ChatItems(() => this.requestUpdate());
  #life = new AbortController();
  #undo: (() => void)[] = [];
  /** One picture for many lines of a moment; 0: none is asked for. */
  #frame = 0;
  /** All of them, and the first that is shown. */
  #items: readonly Item[] = [];
  #first: string | null = null;
  /** The newest item that was in sight. */
  #seen: string | null = null;
  /** Earlier ones were asked for: what is in sight stays where it is. */
  #before = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#life = new AbortController();
    document.addEventListener('visibilitychange', () => this.#draw(), { signal: this.#life.signal });
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#life.abort();
    for (const undo of this.#undo) undo();
    this.#undo = [];
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#end.close();
    this.#list.close();
    this.chat?.typing(false);
    if (this.chat && this.#composer) drafts.set(this.chat, this.#composer.text);
  }

  override focus(): void {
    const field = this.renderRoot.querySelector('textarea');
    if (field) field.focus();
    else super.focus();
  }

  protected override get heading(): string {
    return this.texts.chat.title;
  }

  protected override willUpdate(): void {
    const items = (this.#items = this.chat ? itemsOf(this.chat.entries, this.#files?.transfers ?? []) : []);
    const beginning = beginningOf(items, this.#first, this.#end.atEnd);
    this.#first = items[beginning]?.id ?? null;
    if (this.#end.atEnd) this.#seen = items.at(-1)?.id ?? null;
  }

  protected override renderBody(): TemplateResult {
    const { texts, chat } = this;
    if (!chat) return html`<p class="empty" aria-busy="true"></p>`;
    const items = this.#items;
    const shown = items.slice(items.findIndex(({ id }) => id === this.#first));
    return html`<div class="lines">
        <div class="scroller">
          ${items.length === 0 ? this.#renderEmpty() : this.#renderItems(items, shown)}
          ${chat.peerTyping ? html`<p class="typing"><i aria-hidden="true"></i>${texts.chat.typing(this.#name)}</p>` : nothing}
        </div>
        ${this.#renderNewer(items)}
      </div>
      ${this.host.state.name === 'connected' ? nothing : html`<p class="note">${texts.chat.away}</p>`}
      ${this.refused ? html`<p class="note" role="alert">${texts.chat.notSent}</p>` : nothing} ${this.#renderOutbound()}
      ${this.#composer?.render(texts.chat, (count) => this.#number(count), this.#renderAttach())}
      <p class="said" role="status">${this.#list.copied ? texts.copied : ''}</p>`;
  }

  protected override updated(): void {
    const scroller = this.renderRoot.querySelector<HTMLElement>('.scroller');
    if (!scroller) return;
    if (this.#before > 0) scroller.scrollTop += scroller.scrollHeight - this.#before;
    this.#before = 0;
    this.#end.watch(scroller);
    this.#end.settle();
    // What nobody looks at is not read.
    if (this.#end.atEnd && !document.hidden) this.chat?.markRead();
  }

  get #name(): string {
    return this.host.peerName || this.texts.guest;
  }

  #renderEmpty(): TemplateResult {
    const { empty, emptyHint } = this.texts.chat;
    return html`<div class="empty">
      ${icon(MessageCircle)}
      <p><strong>${empty}</strong></p>
      <p>${emptyHint}</p>
    </div>`;
  }

  #renderItems(items: readonly Item[], shown: readonly Item[]): TemplateResult {
    const { earlier } = this.texts.chat;
    return html`${
      shown.length < items.length
        ? html`<button class="button earlier" type="button" @click=${() => this.#showEarlier()}>${earlier}</button>`
        : nothing
    }
    ${this.#list.render(shown, { texts: this.texts, name: this.#name, language: languageOf(this.host), file: this.#card })}`;
  }

  get #card(): FileCardView {
    const connected = this.host.state.name === 'connected';
    return {
      texts: this.texts.files,
      name: this.#name,
      language: languageOf(this.host),
      connected,
      accept: (transfer) => void (this.#files && acceptFile(this.#files, transfer)),
      again: (transfer) => void again(transfer),
    };
  }

  /** Nothing where the page allows no files. */
  #renderAttach() {
    return this.host.fileLimits.size === 0 ? nothing : this.#attach.render(this.texts.files);
  }

  #renderOutbound() {
    const { files } = this.texts;
    const { preparing = false, notSent = [] } = this.#outbound ?? {};
    return html`${preparing ? html`<p class="note">${files.preparing}</p>` : nothing}
    ${notSent.map(
      ({ name, code }) => html`<p class="note" role="alert">${files.notSent(name, files.failures[code])}</p>`,
    )}`;
  }

  #renderNewer(items: readonly Item[]) {
    const last = items.at(-1);
    if (this.#end.atEnd || !last || last.id === this.#seen) return nothing;
    return html`<button class="newer" type="button" @click=${() => this.#toEnd()}>
      ${icon(ArrowDown)}${this.texts.chat.newer}
    </button>`;
  }

  #showEarlier(): void {
    const items = this.#items;
    const index = items.findIndex(({ id }) => id === this.#first);
    this.#first = items[Math.max(0, index - STEP)]?.id ?? null;
    this.#before = this.renderRoot.querySelector('.scroller')?.scrollHeight ?? 0;
    this.requestUpdate();
  }

  #toEnd(): void {
    this.#end.toEnd();
    this.focus();
  }

  async #load(): Promise<void> {
    // Without a call the panel stays empty; its code is there before the panel is.
    const both = await Promise.all([this.host.chat(), this.host.files()]).catch(() => null);
    if (this.isConnected && both) this.#begin(...both);
  }

  #begin(chat: Chat, files: Files): void {
    this.#files = files;
    this.#outbound = this.host.call && Outbound.of(this.host.call);
    this.#undo.push(files.on('change', () => this.#draw()));
    if (this.#outbound) this.#undo.push(this.#outbound.on('change', () => this.#draw()));
    this.#composer = new Composer(
      {
        limit: chat.limit,
        onchange: () => this.requestUpdate(),
        send: (text) => void this.#send(chat, text),
        typing: (on) => chat.typing(on),
      },
      drafts.get(chat) ?? '',
    );
    this.#undo.push(chat.on('change', () => this.#draw()));
    if (this.parentElement) this.#undo.push(keepAboveKeyboard(this.parentElement, this.host));
    tellAgain(this.host, chat);
    this.chat = chat;
    void this.#settle();
  }

  /** The field is there now, with what was written before. */
  async #settle(): Promise<void> {
    const focused = this.shadowRoot?.activeElement;
    await this.updateComplete;
    const field = this.renderRoot.querySelector('textarea');
    if (field) grow(field);
    if (field && focused) field.focus();
  }

  async #send(chat: Chat, text: string): Promise<void> {
    this.refused = false;
    this.#end.toEnd();
    // Only where so much waits that there is no room for more; whoever is gone, or hung up, takes the chat along.
    await chat.send(text).catch((error: unknown) => (this.refused = isTooMuch(error)));
  }

  #draw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.requestUpdate();
    });
  }

  #number(count: number): string {
    return new Intl.NumberFormat(languageOf(this.host)).format(count);
  }
}

/** By what the browser still lets it read, else by what the person chooses. */
async function again(transfer: Transfer): Promise<void> {
  const known = await transfer.again().then(
    () => true,
    () => false,
  );
  const [chosen] = known ? [] : await pickFiles();
  // Another one than that goes on with nothing.
  if (chosen) await transfer.again(chosen.file).catch(() => undefined);
}

const isTooMuch = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'too-large';

export function create(): ChatPanel {
  if (!customElements.get(NAME)) customElements.define(NAME, ChatPanel);
  return document.createElement(NAME) as ChatPanel;
}
