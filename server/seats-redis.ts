/** The seats of rooms in Redis, for many servers: the same rules, as one Lua script on one key a room. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Role } from '../shared/protocol.js';
import type { Redis } from './redis.js';
import {
  LEASE_MS,
  LOCK_MS,
  SeatsUnavailable,
  type Claim,
  type Claimant,
  type Goodbye,
  type Room,
  type Seat,
  type Seats,
  type Sitter,
} from './seats.js';

interface Answer {
  readonly verdict: string;
  readonly holder: Seat | null;
  readonly opposite: Seat | null;
  readonly locked: number | null;
}
type Verb = 'claim' | 'renew' | 'part' | 'leave' | 'look' | 'lock';
type By = Sitter & Partial<Claimant>;

/** A room's name is its key to whoever holds it, so Redis never sees one. The braces are what a cluster hashes. */
export const keyOf = (room: string): string =>
  `rtc-call:{${createHash('sha256').update(room).digest('base64url').slice(0, 22)}}`;

const reply = v.tuple([v.string(), v.string(), v.string(), v.string()]);
const rest = v.object({ name: v.exactOptional(v.string()), answer: v.exactOptional(v.literal('manual')) });
const refusal = v.picklist(['occupied', 'replaced', 'locked', 'moved']);
const NOBODY: By = { instance: '', node: '' };

export class RedisSeats implements Seats {
  readonly #redis: Redis;
  readonly #now: () => number;

  /** `now` is for tests; Redis's own clock counts otherwise, so that servers need not agree on theirs. */
  constructor(redis: Redis, now: () => number = () => 0) {
    this.#redis = redis;
    this.#now = now;
  }

  async claim(room: string, role: Role, by: Claimant): Promise<Claim> {
    // Who was told that it failed is gone, or asks again: this seat would be nobody's. If it cannot be freed, its lease ends.
    const undo = ({ verdict }: Answer) => void (verdict === 'ok' && this.leave(room, role, by).catch(() => undefined));
    return seated(await this.#rule('claim', room, role, by, LEASE_MS, undo), by);
  }

  async renew(room: string, role: Role, by: Claimant): Promise<Claim> {
    return seated(await this.#rule('renew', room, role, by, LEASE_MS), by);
  }

  async part(room: string, role: Role, by: Sitter, graceMs: number): Promise<Goodbye> {
    const { verdict, opposite: across } = await this.#rule('part', room, role, by, graceMs);
    return { ok: verdict === 'ok', opposite: across };
  }

  async leave(room: string, role: Role, by: Sitter): Promise<Goodbye> {
    const { verdict, opposite: across } = await this.#rule('leave', room, role, by, 0);
    return { ok: verdict === 'ok', opposite: across };
  }

  async look(room: string): Promise<Room> {
    const { holder, opposite: across, locked } = await this.#rule('look', room, 'caller', NOBODY, 0);
    const seats = { ...(holder ? { caller: holder } : {}), ...(across ? { callee: across } : {}) };
    return { ...seats, ...(locked ? { locked } : {}) };
  }

  async lock(room: string, on: boolean): Promise<void> {
    await this.#rule('lock', room, 'caller', NOBODY, on ? LOCK_MS : 0);
  }

  async #rule(
    verb: Verb,
    room: string,
    role: Role,
    by: By,
    ms: number,
    late?: (answer: Answer) => void,
  ): Promise<Answer> {
    const { owner = '', instance, node, name, answer } = by;
    const words = [String(this.#now()), String(ms), JSON.stringify(owner), instance, node];
    try {
      const more = JSON.stringify({ name, answer });
      return parse(
        await this.#redis.ask(
          (redis) => redis.rule(keyOf(room), verb, role, ...words, more),
          (raw) => late?.(parse(raw)),
        ),
      );
    } catch (error) {
      throw new SeatsUnavailable('seats cannot be asked', { cause: error });
    }
  }
}

function seated({ verdict, holder, opposite: across }: Answer, by: Sitter): Claim {
  if (verdict !== 'ok') return { ok: false, code: v.parse(refusal, verdict) };
  const same = holder?.instance === by.instance && holder.node === by.node;
  return { ok: true, opposite: across, previous: same ? null : holder };
}

function parse(raw: unknown): Answer {
  const [verdict, holder, across, locked] = v.parse(reply, raw);
  return { verdict, holder: toSeat(holder), opposite: toSeat(across), locked: Number(locked) || null };
}

function toSeat(text: string): Seat | null {
  if (text === '') return null;
  const [expires, here, owner = '""', instance = '', node = '', more = '{}'] = text.split('\n');
  return {
    owner: v.parse(v.string(), JSON.parse(owner)),
    instance,
    node,
    ...v.parse(rest, JSON.parse(more)),
    here: here === '1',
    expires: Number(expires),
  };
}
