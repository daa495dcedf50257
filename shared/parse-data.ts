/** The same as parse.ts for the channels of words and bytes, which a client loads when it first needs them. */
import * as v from 'valibot';
import { parse, parseText, secret, type Parsed } from './parse.js';
import { STOP_REASONS, type ChannelOptions, type MailMemory, type Post, type Word } from './messages.js';

/** Characters of a letter as JSON: whatever the alphabet, that is less than a message may have bytes. */
export const MAX_LETTER = 16_384;
export const MAX_LABEL = 64;
/** Streams, and channels, that one side may have open. */
export const MAX_STREAMS = 16;
export const MAX_CHANNELS = 16;
/** Above that the numbers of JavaScript are not exact. */
const MOST = Number.MAX_SAFE_INTEGER;
const MOST_RETRANSMITS = 65_535;

const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST));
const n = v.pipe(whole, v.minValue(1));
const label = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_LABEL));
/** Left out. */
const never = v.exactOptional(v.picklist([]));
const retransmits = v.exactOptional(v.pipe(whole, v.maxValue(MOST_RETRANSMITS)));
const turn = whole;
const body = v.pipe(v.string(), v.maxLength(MAX_LETTER));
const ordered = v.exactOptional(v.boolean());
/** Not both: webrtc-pc, `createDataChannel`. */
const options: v.GenericSchema<unknown, ChannelOptions> = v.union([
  v.object({ ordered, maxRetransmits: retransmits, maxPacketLifeTime: never }),
  v.object({ ordered, maxRetransmits: never, maxPacketLifeTime: retransmits }),
]);

const post: v.GenericSchema<unknown, Post> = v.variant('kind', [
  v.object({ kind: v.literal('message'), body }),
  v.object({ kind: v.literal('request'), id: secret, body }),
  v.object({ kind: v.literal('answer'), id: secret, ok: v.boolean(), body }),
  v.object({ kind: v.literal('stream'), label }),
  v.object({ kind: v.literal('end'), of: n, size: whole }),
  v.object({ kind: v.literal('stop'), of: n, mine: v.boolean(), why: v.picklist(STOP_REASONS) }),
  v.object({ kind: v.literal('channel'), label, options, turn }),
  v.object({ kind: v.literal('close-channel'), label, turn }),
]);
const anyPost = v.union([post, v.object({})]);
const word: v.GenericSchema<unknown, Word> = v.variant('type', [
  v.object({
    type: v.literal('hello'),
    log: secret,
    to: v.nullable(secret),
    got: whole,
    from: n,
    streams: v.pipe(v.array(n), v.maxLength(MAX_STREAMS)),
  }),
  v.object({ type: v.literal('letter'), n, post: anyPost }),
  v.object({ type: v.literal('got'), n: whole }),
  v.object({ type: v.literal('flow'), n, got: whole, until: whole }),
  v.object({ type: v.literal('gone'), n }),
]);

const memory: v.GenericSchema<unknown, MailMemory> = v.object({
  log: secret,
  peer: v.nullable(secret),
  got: whole,
  next: n,
  letters: v.array(v.object({ n, post: anyPost })),
});

export const parseWord = (text: unknown): Parsed<Word> => parseText(word, text);

export const parseChannel = (value: unknown): Parsed<{ label: string; options: ChannelOptions }> =>
  parse(v.object({ label, options }), value);

/** What is kept over a reload; null where it is none of ours. */
export function parseMemory(text: string | null): MailMemory | null {
  try {
    const parsed = parse(memory, JSON.parse(text ?? 'null'));
    return parsed.ok ? parsed.value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
