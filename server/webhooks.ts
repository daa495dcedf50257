/**
 * Tells other programs of rooms and calls by signed POSTs. Signaling never waits for it: what is to be told stands in queues of a
 * limited length, is tried again for a limited time, and is then given up, which is logged and counted.
 */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Calls } from './calls.js';
import type { Log } from './log.js';
import type { Delivered, WebhooksState } from './status-model.js';
import { signWebhook, type WebhookEvent } from './webhook-signature.js';

export interface WebhooksOptions {
  readonly urls: readonly string[];
  readonly secrets: readonly string[];
  readonly log: Log;
  readonly ondone?: (result: Delivered) => void;
  readonly retryMs?: readonly number[];
  readonly timeoutMs?: number;
  readonly maxQueued?: number;
}

interface Letter {
  readonly id: string;
  readonly body: string;
}

/** About 40 minutes in all: long enough for a receiver that is being updated. A fifth more or less of each, by chance. */
const RETRY_MS = [1_000, 5_000, 30_000, 120_000, 300_000, 900_000, 900_000];
const JITTER = 0.2;
const TIMEOUT_MS = 10_000;
/** Of one receiver. About 300 bytes each. */
const MAX_QUEUED = 2_000;
/** To one receiver at a time. What is told of one room stays in its lane, and so in order. */
const LANES = 8;

export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #lanes: readonly Lane[][];
  readonly #done = { delivered: 0, retried: 0, dropped: 0, 'given-up': 0 };

  constructor(options: WebhooksOptions) {
    this.#options = options;
    const counted = { ...options, ondone: (result: Delivered) => this.#count(result) };
    this.#lanes = options.urls.map((url) => Array.from({ length: LANES }, () => new Lane(url, counted)));
  }

  /** What waits, and what came of the rest. */
  get state(): WebhooksState {
    const queued = this.#lanes.flat().reduce((sum, { size }) => sum + size, 0);
    return { queued, ...this.#done };
  }

  /** Tells what these calls do from now on. */
  follow(calls: Calls): void {
    const iso = (ms: number): string => new Date(ms).toISOString();
    calls.on('opened', (room, at) => this.tell({ type: 'room.opened', timestamp: iso(at), data: { room } }));
    calls.on('started', (room, call, since) =>
      this.tell({ type: 'call.started', timestamp: iso(since), data: { room, call } }),
    );
    calls.on('ended', ({ room, call, reason, since, until }) => {
      const seconds = Math.round((until - since) / 1_000);
      this.tell({
        type: 'call.ended',
        timestamp: iso(until),
        data: { room, call, started: iso(since), seconds, reason },
      });
    });
  }

  tell(event: WebhookEvent): void {
    const letter = { id: `msg_${randomUUID()}`, body: JSON.stringify(event) };
    const lane = createHash('sha256').update(event.data.room).digest().readUInt8(0) % LANES;
    for (const lanes of this.#lanes) {
      const queued = lanes.reduce((sum, { size }) => sum + size, 0);
      if (queued < (this.#options.maxQueued ?? MAX_QUEUED)) lanes[lane]?.put(letter);
      else this.#dropped(event.type);
    }
  }

  /** Everything that is queued is tried once more, now; resolves when that is done, or after `ms`. Nothing is taken any more. */
  async drain(ms: number): Promise<void> {
    const lanes = this.#lanes.flat();
    const over = new AbortController();
    const emptied = Promise.all(lanes.map((lane) => lane.hurry()));
    await Promise.race([emptied, delay(ms, undefined, { signal: over.signal }).catch(() => undefined)]);
    over.abort();
    this.close();
  }

  close(): void {
    for (const lane of this.#lanes.flat()) lane.close();
  }

  #count(result: Delivered): void {
    this.#done[result] += 1;
    this.#options.ondone?.(result);
  }

  #dropped(type: string): void {
    this.#count('dropped');
    this.#options.log.warn({ type }, 'webhook dropped: too many wait for their receiver');
  }
}

/** Letters to one receiver, one after another. */
class Lane {
  readonly #url: string;
  readonly #options: WebhooksOptions;
  readonly #closing = new AbortController();
  /** Ends the wait between two tries. */
  #hurry = new AbortController();
  #hurried = false;
  #letters: Letter[] = [];
  #work: Promise<void> | null = null;

  constructor(url: string, options: WebhooksOptions) {
    this.#url = url;
    this.#options = options;
  }

  get size(): number {
    return this.#letters.length;
  }

  put(letter: Letter): void {
    if (this.#closing.signal.aborted) return;
    this.#letters.push(letter);
    this.#work ??= this.#deliverAll()
      .catch((error: unknown) => this.#options.log.error({ err: error }, 'webhooks could not be delivered'))
      .finally(() => (this.#work = null));
  }

  async hurry(): Promise<void> {
    this.#hurried = true;
    this.#hurry.abort();
    await this.#work;
  }

  close(): void {
    this.#closing.abort();
    this.#hurry.abort();
  }

  async #deliverAll(): Promise<void> {
    for (let letter = this.#letters[0]; letter && !this.#closing.signal.aborted; letter = this.#letters[0]) {
      await this.#deliver(letter);
      this.#letters.shift();
    }
    if (this.#letters.length > 0) this.#giveUp(this.#letters.length);
    this.#letters = [];
  }

  async #deliver(letter: Letter): Promise<void> {
    for (const wait of [...(this.#options.retryMs ?? RETRY_MS), null]) {
      const last = wait === null || this.#hurried;
      const fault = await this.#post(letter);
      if (fault === null) return this.#options.ondone?.('delivered');
      this.#options.log.debug({ id: letter.id, fault }, 'webhook not taken');
      if (last || this.#closing.signal.aborted) return this.#giveUp(1, fault);
      this.#options.ondone?.('retried');
      await this.#pause(wait);
    }
  }

  async #pause(ms: number): Promise<void> {
    const spread = ms * (1 + JITTER * (2 * Math.random() - 1));
    await delay(spread, undefined, { signal: this.#hurry.signal, ref: false }).catch(() => undefined);
  }

  #giveUp(count: number, fault = 'closed'): void {
    for (let told = 0; told < count; told += 1) this.#options.ondone?.('given-up');
    this.#options.log.warn({ receiver: new URL(this.#url).host, count, fault }, 'webhook given up');
  }

  /** Null, or why it was not taken. A redirect is not followed: the secret's holder is who the settings name. */
  async #post({ id, body }: Letter): Promise<string | null> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs ?? TIMEOUT_MS);
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signWebhook(this.#options.secrets, id, body, Date.now()) },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([timeout, this.#closing.signal]),
      });
      await response.body?.cancel();
      return response.ok ? null : String(response.status);
    } catch (error) {
      return timeout.aborted ? 'timeout' : codeOf(error);
    }
  }
}

/** `fetch` wraps what the network said. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreachable';
}
