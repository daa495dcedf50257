/** The post by Redis: each server hears one channel of its own (sharded publish and subscribe, Redis 7). */
import { guarded } from './guarded.js';
import type { Log } from './log.js';
import { parseParcel, type Letter, type Parcel, type Post, type Reader } from './post.js';
import { RedisUnavailable, type Redis } from './redis.js';

const channelOf = (node: string): string => `rtc-call:node:{${node}}`;

export class RedisPost implements Post {
  readonly #redis: Redis;
  readonly #node: string;
  readonly #log: Log;
  /** Questions that wait; each ends with its answer or its time. */
  readonly #asked = new Map<number, (value: unknown) => void>();
  #count = 0;
  #reader: Reader = () => undefined;

  constructor(redis: Redis, node: string, log: Log) {
    this.#redis = redis;
    this.#node = node;
    this.#log = log;
  }

  get up(): boolean {
    return this.#redis.answers;
  }

  open(reader: Reader): void {
    this.#reader = reader;
    this.#redis.subscribe(channelOf(this.#node), (text) => this.#begin(() => this.#receive(text)));
  }

  tell(node: string, letter: Letter): void {
    this.#begin(() => this.#send(node, { letter }));
  }

  ask(node: string, letter: Letter, ms: number): Promise<unknown> {
    if (!this.#redis.answers) return Promise.resolve(null);
    const ask = (this.#count += 1);
    return new Promise((resolve) => {
      const settle = (value: unknown): void => {
        clearTimeout(timer);
        this.#asked.delete(ask);
        resolve(value);
      };
      const timer = setTimeout(settle, ms, null);
      this.#asked.set(ask, settle);
      this.#begin(async () => {
        if (!(await this.#send(node, { letter, ask, node: this.#node }))) settle(null);
      });
    });
  }

  close(): void {
    this.#reader = () => undefined;
    for (const settle of this.#asked.values()) settle(null);
  }

  #begin(work: () => unknown): void {
    guarded(work, (error) => this.#log.error({ err: error }, 'another server could not be written to, or not be read'));
  }

  /** Whether somebody heard it: Redis counts who listens. */
  async #send(node: string, parcel: Parcel): Promise<boolean> {
    try {
      return (await this.#redis.ask((redis) => redis.sPublish(channelOf(node), JSON.stringify(parcel)))) > 0;
    } catch (error) {
      if (error instanceof RedisUnavailable) return false;
      throw error;
    }
  }

  #receive(text: string): void {
    const parcel = parseParcel(text);
    if (!parcel) return this.#log.warn('a word of another version of this server was not understood');
    if ('answer' in parcel) return this.#asked.get(parcel.answer)?.(parcel.value);
    const { letter, ask, node } = parcel;
    this.#reader(letter, (value) => {
      if (ask !== undefined && node !== undefined) this.#begin(() => this.#send(node, { answer: ask, value }));
    });
  }
}
