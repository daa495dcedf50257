/**
 * What servers say to each other: a letter goes to the one server that holds the seat it is for, and to no other
 * (docs/decisions/0019). Knows no socket.
 */
import * as v from 'valibot';
import { parsePeerNews, parseSignalFrom, type Parsed } from '../shared/parse.js';
import type { PeerNews, Role, SessionDescription } from '../shared/protocol.js';

export interface Letter {
  readonly kind: 'signal' | 'candidates' | 'ring' | 'peer' | 'retire' | 'bye';
  /** The seat it is for. */
  readonly room: string;
  readonly role: Role;
  /** Who sent it: the instance opposite. */
  readonly from: string;
  /** Parsed by who knows its kind. */
  readonly body: unknown;
}

/** The body of a letter of kind `peer`. */
export interface Tidings {
  /** Whom it is for: the instance in the seat, and nobody who took it since. */
  readonly to: string;
  readonly news: PeerNews;
  /** The server of whom it is about. */
  readonly node: string;
  /** Said again to a client whose peer came back, so that it resyncs. */
  readonly again: boolean;
  /** A newcomer's. */
  readonly offer?: SessionDescription;
}

/** `answer` may be called once, or never: who asks waits for a limited time. */
export type Reader = (letter: Letter, answer: (value: unknown) => void) => void;

export interface Post {
  /** Letters go out and come in. */
  readonly up: boolean;
  /** Who reads what comes for this server. */
  open(reader: Reader): void;
  /** At most once: a word that is lost is made good by the next renewal. */
  tell(node: string, letter: Letter): void;
  /** The answer; null where that server is gone, the post does not run, or no answer comes within `ms`. */
  ask(node: string, letter: Letter, ms: number): Promise<unknown>;
  close(): void;
}

/** Of a server that is alone. */
export const NO_POST: Post = {
  up: true,
  open: () => undefined,
  tell: () => undefined,
  ask: () => Promise.resolve(null),
  close: () => undefined,
};

const letter = v.object({
  kind: v.picklist(['signal', 'candidates', 'ring', 'peer', 'retire', 'bye']),
  room: v.string(),
  role: v.picklist(['caller', 'callee']),
  from: v.string(),
  body: v.unknown(),
});
/** On the way: a letter, one with the number and the sender of a question, or an answer to such a number. */
const parcel = v.union([
  v.object({ letter, ask: v.exactOptional(v.number()), node: v.exactOptional(v.string()) }),
  v.object({ answer: v.number(), value: v.unknown() }),
]);
export type Parcel = v.InferOutput<typeof parcel>;

/** What is no parcel was sent by another version, or by somebody else. */
export function parseParcel(text: string): Parcel | null {
  try {
    const result = v.safeParse(parcel, JSON.parse(text));
    return result.success ? result.output : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const tidings = v.object({
  to: v.string(),
  news: v.unknown(),
  node: v.string(),
  again: v.boolean(),
  offer: v.exactOptional(v.unknown()),
});

/** A newcomer's words travel in it, so they are read as strictly here as there. */
export function parseTidings(body: unknown): Parsed<Tidings> {
  const result = v.safeParse(tidings, body);
  if (!result.success) return { ok: false, code: 'bad-request' };
  const { to, news, node, again, offer } = result.output;
  const parsed = parsePeerNews(news);
  if (!parsed.ok) return parsed;
  if (offer === undefined) return { ok: true, value: { to, news: parsed.value, node, again } };
  const signal = parseSignalFrom({ from: 'newcomer', description: offer });
  if (!signal.ok || !('description' in signal.value)) return { ok: false, code: 'bad-request' };
  return { ok: true, value: { to, news: parsed.value, node, again, offer: signal.value.description } };
}
