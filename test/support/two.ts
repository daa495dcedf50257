/** Two pages in calls with each other, over connections without a network: what they are told, and what outlives a reload. */
import { afterEach, beforeEach, vi } from 'vitest';
import type { ByteStream } from '../../client/data/byte-stream.js';
import type { ChatNews } from '../../client/data/chat.js';
import { Tab } from '../../client/call/tab.js';
import { Data } from '../../client/data/data.js';
import type { FileLimits } from '../../client/data/files/limits.js';
import type { Transfer } from '../../client/data/files/transfer.js';
import { FakeLink } from './ways.js';

/** Of the page that is made. */
let events = new EventTarget();

export interface Tabs {
  /** Characters that a tab keeps of one thing. */
  quota: number;
}

/** A window and a session storage for each test. */
export function useTabs(): Tabs {
  const tabs: Tabs = { quota: Infinity };
  beforeEach(() => {
    tabs.quota = Infinity;
    vi.stubGlobal('addEventListener', (...listening: Parameters<EventTarget['addEventListener']>) =>
      events.addEventListener(...listening),
    );
    const store = new Map<string, string>();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => store.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (value.length > tabs.quota) throw new DOMException('full', 'QuotaExceededError');
        store.set(key, value);
      },
      removeItem: (key: string) => void store.delete(key),
    });
  });
  afterEach(() => void vi.unstubAllGlobals());
  return tabs;
}

export class Page {
  readonly messages: unknown[] = [];
  readonly streams: ByteStream[] = [];
  readonly offers: Transfer[] = [];
  limits: FileLimits = {};
  onoffer: (transfer: Transfer) => void = () => undefined;
  onchat: (news: ChatNews) => void = () => undefined;
  onstream: (stream: ByteStream) => void = () => undefined;
  data: Data;
  #events = new EventTarget();
  #before: { data: Data; events: EventTarget } | null = null;

  constructor(readonly name: string) {
    this.data = this.#newData(false);
  }

  get chat(): Data['chat'] {
    return this.data.chat;
  }

  /** As a browser does that keeps a page for the way back. */
  hide(): void {
    this.#events.dispatchEvent(new Event('pagehide'));
  }

  show(): void {
    this.#events.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  }

  /** What was there before the reload, but for what `pagehide` kept, is gone. */
  reload(): void {
    this.hide();
    this.#before = { data: this.data, events: this.#events };
    this.data = this.#newData(true);
  }

  /** The page before the reload is shown again: the browser had kept it. */
  back(): void {
    if (!this.#before) throw new Error('there is no page before');
    this.hide();
    this.data = this.#before.data;
    this.#events = this.#before.events;
    this.show();
  }

  #streamed(stream: ByteStream): void {
    this.streams.push(stream);
    this.onstream(stream);
  }

  #offered(transfer: Transfer): void {
    this.offers.push(transfer);
    this.onoffer(transfer);
  }

  #newData(resumed: boolean): Data {
    events = this.#events = new EventTarget();
    const tab = new Tab({ server: '', room: this.name, as: 'auto' }, []);
    tab.resumed = resumed;
    return new Data(
      tab,
      (type, event) => {
        if (type === 'message') this.messages.push(event);
        if (type === 'chat') this.onchat(event as ChatNews);
        if (type === 'stream') this.#streamed(event as ByteStream);
        if (type === 'file') this.#offered(event as Transfer);
      },
      () => this.limits,
    );
  }
}

export class Two {
  readonly left = new Page('left');
  readonly right = new Page('right');
  link = new FakeLink();

  constructor() {
    this.#attach();
  }

  reconnect(): void {
    this.link.cut();
    this.link = new FakeLink();
    this.#attach();
  }

  #attach(): void {
    const [left, right] = this.link.ways;
    this.left.data.attach(left);
    this.right.data.attach(right);
  }

  /** What is done beside the pages is done: their next tasks. */
  protected rest(): Promise<unknown> {
    return new Promise((resolve) => setTimeout(resolve));
  }

  /** Everything arrives, until nothing is said any more. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      await this.rest();
      while (this.link.carry(0)) quiet = 0;
    }
  }
}
