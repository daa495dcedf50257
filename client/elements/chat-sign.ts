/** The button that opens the chat, with how many lines are unread; while it is closed the newest one is shown for a moment. */
import { html, nothing } from 'lit';
import type { Call } from '../call/call.js';
import type { Chat, ChatEntry } from '../data/chat.js';
import type { AllLabels } from '../locales/labels.js';
import { icon, MessageCircle } from './icons.js';
import type { View } from './view.js';

const TOAST_MS = 6_000;
/** Of a line, beside the button; and what is read aloud of one. */
const FIRST_WORDS = 120;
const ALOUD = 500;
const MOST_COUNTED = 99;
/** Lines of one picture that each have a place to be said at. */
const PLACES = 4;

export class ChatSign {
  readonly #onchange: () => void;
  readonly #call: Call;
  readonly #stop: () => void;
  #chat: Chat | null = null;
  #stops: (() => void)[] = [];
  #toast: ChatEntry | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** One picture for many lines of a moment; 0: none is asked for. */
  #frame = 0;
  /** Each at its own place, which the next one but three has again. */
  #said: ChatEntry[] = [];
  #heard = 0;

  constructor(call: Call, onchange: () => void) {
    this.#call = call;
    this.#onchange = onchange;
    this.#stop = call.on('chat', ({ chat }) => this.#follow(chat));
  }

  /** The element was drawn anew; `open`: the chat is. */
  drawn(open: boolean): void {
    this.#follow(this.#call.begunChat);
    if (open) this.#show(null);
  }

  /** Nothing before there is somebody to talk to. */
  render({ state, panel, actions, peerName, labels }: View, { chat: texts }: AllLabels) {
    const open = panel === 'chat';
    if (!('since' in state) && !open && !this.#chat?.entries.length) return nothing;
    const unread = this.#chat?.unread ?? 0;
    const label = texts.open(unread);
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
      >${open ? nothing : this.#renderToast(peerName || labels.guest, toggle)}`;
  }

  /** What a screen reader says once, whether the chat is open or not. */
  news({ peerName, labels }: View, { chat: texts }: AllLabels): readonly string[] {
    const lines = Array.from({ length: PLACES }, (_, place) => this.#said[place]);
    return lines.map((entry) => (entry ? texts.said(peerName || labels.guest, firstOf(entry.text, ALOUD)) : ''));
  }

  /** Safe at any time, twice too. */
  close(): void {
    this.#stop();
    this.#follow(null);
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
  }

  /** For the pointer: whoever uses keys has the button, and would lose the focus when it goes. */
  #renderToast(name: string, open: () => void) {
    if (!this.#toast) return nothing;
    return html`<button
      part="chat-toast"
      class="chat-toast"
      type="button"
      tabindex="-1"
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${open}
    >
      <bdi class="from">${name}</bdi> <bdi>${firstOf(this.#toast.text, FIRST_WORDS)}</bdi>
    </button>`;
  }

  #follow(chat: Chat | null): void {
    if (chat === this.#chat) return;
    for (const stop of this.#stops) stop();
    this.#chat = chat;
    this.#said = [];
    this.#toast = null;
    this.#stops = chat
      ? [chat.on('line', ({ entry }) => this.#heardLine(entry)), chat.on('change', () => this.#changed(chat))]
      : [];
    if (chat) this.#draw();
  }

  #heardLine(entry: ChatEntry): void {
    if (entry.mine) return;
    this.#said[this.#heard++ % PLACES] = entry;
    this.#show(entry);
  }

  #changed({ entries }: Chat): void {
    // The lines were somebody else's.
    if (entries.length === 0) this.#said = [];
    if (entries.length === 0) this.#show(null);
    this.#draw();
  }

  #show(entry: ChatEntry | null): void {
    clearTimeout(this.#timer);
    this.#toast = entry;
    if (entry) this.#timer = setTimeout(() => this.#fade(), TOAST_MS);
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

const counted = (unread: number): string => (unread > MOST_COUNTED ? `${MOST_COUNTED}+` : `${unread}`);

/** No half of a character. */
const firstOf = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : text;
