/** The ledger of many servers: a key a room that is open, and one a room with a call, which only the first may set or take. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { CallRecord, Ledger } from './ledger.js';

/** Of node-redis, as much as is used. */
export interface LedgerCommands {
  set(
    key: string,
    value: string,
    options: { condition: 'NX'; expiration: { type: 'EX'; value: number } },
  ): Promise<string | null>;
  del(key: string): Promise<number>;
  getDel(key: string): Promise<string | null>;
}

/** Fails soon where Redis is away. */
export interface AskRedis {
  ask<T>(question: (redis: LedgerCommands) => Promise<T>): Promise<T>;
}

/** What crashed servers leave behind goes by itself; no call is so long. */
const FORGOTTEN_S = 48 * 3_600;

const record: v.GenericSchema<unknown, CallRecord> = v.object({ id: v.string(), since: v.number() });

/** A room's name is a key to it, so Redis never sees one. The braces are what a cluster hashes. */
const keyOf = (kind: 'open' | 'call', room: string): string =>
  `rtc-call:${kind}:{${createHash('sha256').update(room).digest('base64url').slice(0, 22)}}`;

export class RedisLedger implements Ledger {
  readonly #redis: AskRedis;

  constructor(redis: AskRedis) {
    this.#redis = redis;
  }

  open(room: string): Promise<boolean> {
    return this.#setFirst(keyOf('open', room), '1');
  }

  async close(room: string): Promise<void> {
    await this.#redis.ask((redis) => redis.del(keyOf('open', room)));
  }

  begin(room: string, call: CallRecord): Promise<boolean> {
    return this.#setFirst(keyOf('call', room), JSON.stringify(call));
  }

  async end(room: string): Promise<CallRecord | null> {
    const text = await this.#redis.ask((redis) => redis.getDel(keyOf('call', room)));
    return text === null ? null : v.parse(record, JSON.parse(text));
  }

  async #setFirst(key: string, value: string): Promise<boolean> {
    const expiration = { type: 'EX', value: FORGOTTEN_S } as const;
    return (await this.#redis.ask((redis) => redis.set(key, value, { condition: 'NX', expiration }))) !== null;
  }
}
