/** The same as parse.ts for the channels of words and bytes, which a client loads when it first needs them. */
import * as v from 'valibot';
import { parse, parseText, secret, type Parsed } from './parse.js';
import { cutFileName } from './file-name.js';
import { STOP_REASONS } from './stop-reasons.js';
import { cut, plainText } from './text.js';
import {
  LINE_STATES,
  type ChannelOptions,
  type ChatLine,
  type ChatMemory,
  type FileOffer,
  type FilesMemory,
  type MailMemory,
  type Post,
  type Word,
} from './messages.js';

/** Characters of a letter as JSON: whatever the alphabet, that is less than a message may have bytes. */
export const MAX_LETTER = 16_384;
export const MAX_LABEL = 64;
/** Characters of a line of the chat. */
export const MAX_LINE = 4_000;
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

/** Larger than any disk, and whatever is added to it is still exact. */
export const MAX_FILE = 2 ** 50;
const MAX_FILE_NAME = 255;
export const fileName = (name: string): string => cutFileName(plainText(name, Infinity), MAX_FILE_NAME);
export const MAX_THUMBNAIL = 12_000;
/** Base64 of a picture whose size is at its beginning (client/data/files/small-picture.ts). */
const thumbnail = v.pipe(v.string(), v.maxLength(MAX_THUMBNAIL), v.regex(/^data:image\/jpeg;base64,[\w+/]+={0,2}$/));
const file: v.GenericSchema<unknown, FileOffer> = v.object({
  name: v.pipe(v.string(), v.transform(fileName)),
  size: v.pipe(whole, v.maxValue(MAX_FILE)),
  type: v.pipe(v.string(), v.maxLength(127), v.regex(/^(?:[\w.+-]+\/[\w.+-]+)?$/)),
  at: whole,
  thumbnail: v.exactOptional(thumbnail),
});
/**
 * What a person wrote. Lines end in one way, and what could turn the order of what is around it (Unicode's bidirectional
 * embeddings, overrides and isolates) is left out; marks and joiners, which writing needs, are not.
 */
const written = (text: string): string =>
  cut(
    text
      .replace(/\r\n?|[\u2028\u2029]/g, '\n')
      .replace(/(?![\n\t])\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/gu, '')
      .replace(/^\n+/, ''),
    MAX_LINE,
  ).trimEnd();
const chat = {
  text: v.pipe(v.string(), v.transform(written), v.minLength(1)),
  at: whole,
  own: v.exactOptional(v.object({ kind: label, body })),
};

const post: v.GenericSchema<unknown, Post> = v.variant('kind', [
  v.object({ kind: v.literal('message'), body }),
  v.object({ kind: v.literal('request'), id: secret, body }),
  v.object({ kind: v.literal('answer'), id: secret, ok: v.boolean(), body }),
  v.object({ kind: v.literal('stream'), label }),
  v.object({ kind: v.literal('end'), of: n, size: whole }),
  v.object({ kind: v.literal('stop'), of: n, mine: v.boolean(), why: v.picklist(STOP_REASONS) }),
  v.object({ kind: v.literal('file'), file }),
  v.object({ kind: v.literal('saved'), of: n }),
  v.object({ kind: v.literal('pause'), of: n, mine: v.boolean(), on: v.boolean() }),
  v.object({ kind: v.literal('channel'), label, options, turn }),
  v.object({ kind: v.literal('close-channel'), label, turn }),
  v.object({ kind: v.literal('chat'), ...chat }),
  v.object({ kind: v.literal('read'), of: n }),
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
  v.object({ type: v.literal('came'), bytes: whole }),
  v.object({ type: v.literal('gone'), n }),
  v.object({ type: v.literal('typing'), on: v.boolean() }),
]);

const memory: v.GenericSchema<unknown, MailMemory> = v.object({
  log: secret,
  peer: v.nullable(secret),
  got: whole,
  next: n,
  letters: v.array(v.object({ n, post: anyPost })),
});

const history: v.GenericSchema<unknown, ChatMemory> = v.object({
  lines: v.array(v.object({ n, mine: v.boolean(), state: v.picklist(LINE_STATES), ...chat })),
  seen: whole,
  told: whole,
  telling: v.nullable(n),
});

export const parseWord = (text: unknown): Parsed<Word> => parseText(word, text);

export const parseChannel = (value: unknown): Parsed<{ label: string; options: ChannelOptions }> =>
  parse(v.object({ label, options }), value);

const files: v.GenericSchema<unknown, FilesMemory> = v.object({
  folder: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  person: whole,
  files: v.array(
    v.object({
      n,
      mine: v.boolean(),
      person: v.exactOptional(whole),
      offer: file,
      state: v.picklist(['offered', 'running', 'done', 'ended']),
      paused: v.boolean(),
      held: v.boolean(),
      kept: v.exactOptional(v.object({ bytes: whole, seal: v.pipe(v.string(), v.regex(/^[\da-f]{64}$/)) })),
      modified: v.exactOptional(v.number()),
    }),
  ),
});

/** A line as it is sent: its text without what no line has. */
export const parseLine = (value: unknown): Parsed<ChatLine> => parse(v.object(chat), value);

/** What is kept over a reload; null where it is none of ours. */
export const parseMemory = (text: string | null): MailMemory | null => recalled(memory, text);
export const parseFilesMemory = (text: string | null): FilesMemory | null => recalled(files, text);
export const parseHistory = (text: string | null): ChatMemory | null => recalled(history, text);

function recalled<T>(schema: v.GenericSchema<unknown, T>, text: string | null): T | null {
  try {
    const parsed = parse(schema, JSON.parse(text ?? 'null'));
    return parsed.ok ? parsed.value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
