/** The button that opens the chat, with how much in it is new; while it is closed the newest of it is shown for a moment. */
import { html, nothing } from 'lit';
import { cut } from '../../shared/text.js';
import type { Call } from '../call/call.js';
import type { Chat, ChatEntry } from '../data/chat.js';
import type { Transfer } from '../data/files/transfer.js';
import type { AllLabels } from '../locales/labels.js';
import { MessageCircle } from './icon-shapes/message-circle.js';
import { icon } from './icons.js';
import type { View } from './view.js';

const TOAST_MS = 6_000;
/** Of a line, beside the button; and what is read aloud of one. */
const FIRST_WORDS = 120;
const ALOUD = 500;
const MOST_COUNTED = 99;
/** Lines of one picture that each have a place to be said at. */
const PLACES = 4;

/** What has just come: a line, or a file that is offered or has arrived. */
type News = ChatEntry | Transfer;
const isLine = (news: News): news is ChatEntry => 'text' in news;

export class ChatSign {
  readonly #onchange: () => void;
  readonly #call: Call;
  readonly #stops: (() => void)[];
  #chat: Chat | null = null;
  #unfollow: (() => void)[] = [];
  /** Of files that are on their way. */
  #watching: (() => void)[] = [];
  /** Files that came since the chat was open last. */
  #files = new Set<Transfer>();
  #toast: News | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** One picture for many lines of a moment; 0: none is asked for. */
  #frame = 0;
  /** Each at its own place, which the next one but three has again. */
  #said: News[] = [];
  #heard = 0;

  constructor(call: Call, onchange: () => void) {
    this.#call = call;
    this.#onchange = onchange;
    this.#stops = [
      call.on('chat', ({ chat }) => this.#follow(chat)),
      call.on('file', (transfer) => this.#offered(transfer)),
    ];
  }

  /** The element was drawn anew; `open`: the chat is. */
  drawn(open: boolean): void {
    this.#follow(this.#call.begunChat);
    if (open) this.#files.clear();
    if (open) this.#show(null);
  }

  /** Nothing before there is somebody to talk to. */
  render(view: View, texts: AllLabels) {
    const { state, panel, actions } = view;
    const open = panel === 'chat';
    if (!('since' in state) && !open && !this.#chat?.entries.length) return nothing;
    const unread = (this.#chat?.unread ?? 0) + [...this.#files].filter(({ hidden }) => !hidden).length;
    const label = texts.chat.open(unread);
    const toggle = (): void => actions.openPanel(open ? null : 'chat');
    return html`<button
        part="button button-chat"
        class="round"
        type="button"
        aria-label=${label}
        title=${label}
        aria-expanded=${open}
        @click=${toggle}
      >
        <slot name="icon-chat">${icon(MessageCircle)}</slot>
        ${unread > 0 ? html`<span class="count" aria-hidden="true">${counted(unread)}</span>` : nothing}</button
      >${open ? nothing : this.#renderToast(view, texts, toggle)}`;
  }

  /** What a screen reader says once, whether the chat is open or not. */
  news({ peerName, labels }: View, texts: AllLabels): readonly string[] {
    const name = peerName || labels.guest;
    const all = Array.from({ length: PLACES }, (_, place) => this.#said[place]);
    return all.map((news) => {
      if (!news) return '';
      return isLine(news) ? texts.chat.said(name, firstOf(news.text, ALOUD)) : fileText(news, name, texts);
    });
  }

  /** Safe at any time, twice too. */
  close(): void {
    for (const stop of [...this.#stops, ...this.#watching]) stop();
    this.#follow(null);
    this.#files.clear();
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
  }

  /** For the pointer: whoever uses keys has the button, and would lose the focus when it goes. */
  #renderToast({ peerName, labels }: View, texts: AllLabels, open: () => void) {
    const news = this.#toast;
    const name = peerName || labels.guest;
    if (!news || (!isLine(news) && news.hidden)) return nothing;
    const text = isLine(news) ? firstOf(news.text, FIRST_WORDS) : fileText(news, name, texts);
    return html`<button
      part="chat-toast"
      class="chat-toast"
      type="button"
      tabindex="-1"
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${open}
    >
      ${isLine(news) ? html`<bdi class="from">${name}</bdi> ` : nothing}<bdi>${text}</bdi>
    </button>`;
  }

  #follow(chat: Chat | null): void {
    if (chat === this.#chat) return;
    for (const stop of this.#unfollow) stop();
    // What came first may have been a file.
    if (this.#chat) this.#said = [];
    if (this.#chat) this.#toast = null;
    this.#chat = chat;
    this.#unfollow = chat
      ? [chat.on('line', ({ entry }) => this.#heardLine(entry)), chat.on('change', () => this.#changed(chat))]
      : [];
    if (chat) this.#draw();
  }

  #heardLine(entry: ChatEntry): void {
    if (!entry.mine) this.#tell(entry);
  }

  #offered(transfer: Transfer): void {
    this.#files.add(transfer);
    this.#tell(transfer);
    const stop = transfer.on('change', () => {
      if (!transfer.over) return;
      stop();
      if (transfer.state === 'done') this.#tell(transfer);
    });
    this.#watching.push(stop);
  }

  #tell(news: News): void {
    this.#said[this.#heard++ % PLACES] = news;
    this.#show(news);
    this.#draw();
  }

  #changed({ entries }: Chat): void {
    // The lines were somebody else's.
    if (entries.length === 0) this.#said = [];
    if (entries.length === 0) this.#show(null);
    this.#draw();
  }

  #show(news: News | null): void {
    clearTimeout(this.#timer);
    this.#toast = news;
    if (news) this.#timer = setTimeout(() => this.#fade(), TOAST_MS);
  }

  #fade(): void {
    this.#toast = null;
    this.#draw();
  }

  #draw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#onchange();
    });
  }
}

const fileText = ({ hidden, state, name: file }: Transfer, name: string, { files }: AllLabels): string => {
  if (hidden) return '';
  return state === 'done' ? files.arrived(file) : files.offered(name, file);
};

const counted = (unread: number): string => (unread > MOST_COUNTED ? `${MOST_COUNTED}+` : `${unread}`);

const firstOf = (text: string, most: number): string => (text.length > most ? `${cut(text, most)}…` : text);
