/** From `unknown` to a typed payload, or a refusal. All limits on what a stranger can send stand here. */
import * as v from 'valibot';
import type { ControlMessage } from './messages.js';
import { PROTOCOL_VERSION, REFUSALS } from './protocol.js';
import { plainText } from './text.js';
import type {
  Candidates,
  Acknowledged,
  Bye,
  Handshake,
  Ice,
  IceCandidate,
  LeaveReason,
  PeerNews,
  RefusalCode,
  SessionDescription,
  Signal,
  Welcome,
} from './protocol.js';
import { TROUBLES } from './troubles.js';

/** Bytes of one Socket.IO message, and of one control message; the transport closes on more. */
export const MAX_MESSAGE_BYTES = 65_536;
/** Characters. An offer of four transceivers and a data channel is about 10,000. */
export const MAX_SDP = 32_768;
export const MAX_CANDIDATE = 1_024;
export const MAX_CANDIDATES = 32;
export const MAX_NAME = 64;
/** Of a JWT; those with an RSA signature and a few claims of others are about 1,000. */
export const MAX_TOKEN = 4_096;
/** A week: of a call, or to wait. */
const MAX_MS = 7 * 24 * 3_600_000;

/** `field`: the path of the first one that is not as it has to be; absent where nothing could be read at all. */
export interface Refused {
  ok: false;
  code: RefusalCode;
  field?: string;
}
export type Parsed<T> = { ok: true; value: T } | Refused;

export const id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
/** At least 128 bits as base64url, so that nobody guesses one. */
export const secret = v.pipe(v.string(), v.regex(/^[\w-]{22,64}$/));
export const room = v.pipe(v.string(), v.regex(/^[\w.~-]{1,64}$/));
/** A text for people, cut to so many characters. */
export const plain = (most: number) =>
  v.pipe(
    v.string(),
    v.transform((text) => plainText(text, most)),
  );
const name = plain(MAX_NAME);
const answer = v.exactOptional(v.literal('manual'));
const sdp = v.pipe(v.string(), v.maxLength(MAX_SDP));
const offerId = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0)));
const offer: v.GenericSchema<unknown, SessionDescription> = v.object({ type: v.literal('offer'), sdp, id: offerId });
const description: v.GenericSchema<unknown, SessionDescription> = v.object({
  type: v.picklist(['offer', 'answer']),
  sdp,
  id: offerId,
});
const short = v.pipe(v.string(), v.maxLength(256));
const candidate: v.GenericSchema<unknown, IceCandidate> = v.object({
  candidate: v.pipe(v.string(), v.maxLength(MAX_CANDIDATE)),
  sdpMid: v.exactOptional(v.nullable(short)),
  sdpMLineIndex: v.exactOptional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)))),
  usernameFragment: v.exactOptional(v.nullable(short)),
});
const candidates = v.pipe(v.array(candidate), v.minLength(1), v.maxLength(MAX_CANDIDATES));
const restart = v.literal(true);
const signal: v.GenericSchema<unknown, Signal> = v.union([
  v.object({ description }),
  v.object({ restart }),
  v.object({ candidates }),
]);

const handshake: v.GenericSchema<unknown, Handshake> = v.object({
  v: v.literal(PROTOCOL_VERSION),
  room,
  owner: secret,
  token: v.exactOptional(v.pipe(v.string(), v.maxLength(MAX_TOKEN))),
  instance: secret,
  name: v.exactOptional(name),
  answer,
  offer: v.exactOptional(offer),
});
const leave: v.GenericSchema<unknown, { reason: LeaveReason }> = v.object({
  reason: v.picklist(['hang-up', 'closing']),
});

const ice: v.GenericSchema<unknown, Ice> = v.object({
  servers: v.array(
    v.object({
      urls: v.array(v.string()),
      username: v.exactOptional(v.string()),
      credential: v.exactOptional(v.string()),
    }),
  ),
  ttl: v.pipe(v.number(), v.finite(), v.minValue(0)),
  relay: v.exactOptional(v.literal(true)),
});
const yes = v.exactOptional(v.literal(true));
const peerInfo = v.object({
  instance: id,
  state: v.picklist(['here', 'away']),
  name: v.exactOptional(name),
  named: yes,
  answer,
});
const welcome: v.GenericSchema<unknown, Welcome> = v.object({ peer: v.nullable(peerInfo), ice });
const peerNews: v.GenericSchema<unknown, PeerNews> = v.nullable(
  v.union([peerInfo, v.object({ instance: id, state: v.literal('left') })]),
);

const ms = v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_MS)));
const level = v.picklist([0, 1, 2, 3, 4, 5]);
const trouble = v.exactOptional(v.picklist(TROUBLES));
const control: v.GenericSchema<unknown, ControlMessage> = v.variant('type', [
  v.object({
    type: v.literal('media'),
    mic: v.boolean(),
    camera: v.boolean(),
    screen: v.exactOptional(v.boolean()),
    trouble: v.exactOptional(v.object({ mic: trouble, camera: trouble })),
    name: v.exactOptional(name),
    saving: v.exactOptional(v.boolean()),
    elapsed: ms,
  }),
  v.object({ type: v.literal('quality'), sending: level, receiving: level, busy: v.boolean(), stills: v.boolean() }),
  v.object({ type: v.literal('signal'), signal }),
  v.object({ type: v.literal('bye'), reason: v.picklist(['hang-up', 'closing']) }),
]);

const tooLong = (issue: v.BaseIssue<unknown>): boolean =>
  issue.type === 'max_length' || (issue.issues?.some(tooLong) ?? false);

export function parse<T>(schema: v.GenericSchema<unknown, T>, value: unknown): Parsed<T> {
  const result = v.safeParse(schema, value);
  if (result.success) return { ok: true, value: result.output };
  const field = pathOf(result.issues[0]).join('.');
  const code = result.issues.some(tooLong) ? 'too-large' : 'bad-request';
  return { ok: false, code, ...(field ? { field } : {}) };
}

/** Of several forms that a message can have, the one that fits the furthest is meant. Names of fields only, never a value. */
function pathOf({ path, issues }: v.BaseIssue<unknown>): string[] {
  const [deepest = []] = (issues ?? []).map(pathOf).sort((a, b) => b.length - a.length);
  return [...(path ?? []).map(({ key }) => String(key)), ...deepest];
}

/** The handshake's `auth`; another protocol version is `version`, whatever else is in it. */
export function parseHandshake(auth: unknown): Parsed<Handshake> {
  const version = v.safeParse(v.object({ v: v.number() }), auth);
  if (version.success && version.output.v !== PROTOCOL_VERSION) return { ok: false, code: 'version' };
  return parse(handshake, auth);
}

type To = { to: string };
type From = { from: string };
// A server reads many of these two: their schemas are made once.
const signalTo: v.GenericSchema<unknown, Acknowledged & To> = v.union([
  v.object({ to: id, description }),
  v.object({ to: id, restart }),
]);
const candidatesTo: v.GenericSchema<unknown, Candidates & To> = v.object({ to: id, candidates });
export const parseSignalTo = (value: unknown): Parsed<Acknowledged & To> => parse(signalTo, value);
export const parseCandidatesTo = (value: unknown): Parsed<Candidates & To> => parse(candidatesTo, value);
export const parseSignalFrom = (value: unknown): Parsed<Acknowledged & From> =>
  parse(v.union([v.object({ from: id, description }), v.object({ from: id, restart })]), value);
export const parseCandidatesFrom = (value: unknown): Parsed<Candidates & From> =>
  parse(v.object({ from: id, candidates }), value);
export const parseLeave = (value: unknown): Parsed<{ reason: LeaveReason }> => parse(leave, value);
export const parseWelcome = (value: unknown): Parsed<Welcome> => parse(welcome, value);
export const parsePeerNews = (value: unknown): Parsed<PeerNews> => parse(peerNews, value);
export const parseIce = (value: unknown): Parsed<{ ice: Ice }> => parse(v.object({ ice }), value);

const bye: v.GenericSchema<unknown, Bye> = v.object({
  code: v.picklist(Object.keys(REFUSALS) as RefusalCode[]),
  busy: yes,
  retryAfter: ms,
});
/** A `bye`, or the data of a `connect_error`; what is none of ours is `unavailable`. */
export function parseBye(value: unknown): Bye {
  const result = parse(bye, value);
  return result.ok ? result.value : { code: 'unavailable' };
}

/** One message of a data channel. The peer is a stranger: what is not one of ours is refused. */
export function parseText<T>(schema: v.GenericSchema<unknown, T>, text: unknown): Parsed<T> {
  if (typeof text !== 'string') return { ok: false, code: 'bad-request' };
  if (text.length > MAX_MESSAGE_BYTES) return { ok: false, code: 'too-large' };
  try {
    return parse(schema, JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, code: 'bad-request' };
    throw error;
  }
}

export const parseControl = (text: unknown): Parsed<ControlMessage> => parseText(control, text);
