/** Every word that crosses a data channel. Control: the negotiated channel with id 0, ordered and reliable. */
import type { Signal } from './protocol.js';
import type { StopReason } from './stop-reasons.js';
import type { Troubles } from './troubles.js';

/** What the other person sends: shown as badges and placeholders. The newest one holds. */
export interface MediaState {
  mic: boolean;
  camera: boolean;
  screen?: boolean;
  trouble?: Troubles;
}

/** How well each direction goes by the sender's account: 5 is as good as it gets, 0: nothing arrives. */
export interface QualityView {
  sending: Level;
  receiving: Level;
  /** The sender's computer cannot keep up with its picture. */
  busy: boolean;
  /** The sender's picture is down to one now and then. */
  stills: boolean;
}
export type Level = 0 | 1 | 2 | 3 | 4 | 5;

export type ControlMessage =
  /**
   * `elapsed`: milliseconds since the call began, by the sender's account; after a reload it is the only one.
   * `saving`: the sender wants few bytes, of the other side too.
   */
  | ({ type: 'media'; name?: string; elapsed?: number; saving?: boolean } & MediaState)
  /** Once a second at most, and only when it changed. */
  | ({ type: 'quality' } & QualityView)
  /** Negotiation while the server is away. */
  | { type: 'signal'; signal: Signal }
  /** `hang-up` ends the call; `closing` says that the page goes, perhaps to reload. */
  | { type: 'bye'; reason: 'hang-up' | 'closing' };

/**
 * Every word that crosses the channel of words: negotiated, id 2, ordered and reliable, JSON. Nothing is said on it before
 * both have said `hello`. Numbers are the sender's own, from 1.
 */
export type Word =
  /** The first word on every connection, and again when the one who says it gave up what it had to say. */
  | ({ type: 'hello' } & Hello)
  | ({ type: 'letter' } & Letter)
  /** All letters up to `n` have arrived. */
  | { type: 'got'; n: number }
  /** Of the stream `n`, sent by the other side: `got` bytes have arrived, and it may be sent up to byte `until`. */
  | { type: 'flow'; n: number; got: number; until: number }
  /** So many bytes, frames and all, have come by the channel of bytes of this connection; said where a frame asks. */
  | { type: 'came'; bytes: number }
  /** Nothing is known of the other side's stream `n` any more. */
  | { type: 'gone'; n: number }
  /** The person writes a line of the chat; `on` is said again while they do, and is over by itself. Not kept. */
  | { type: 'typing'; on: boolean };

export interface Hello {
  /** Names what the one who says it sends, for as long as its page remembers it: a reload does not change it. */
  log: string;
  /** The other side's log, as far as it is known. */
  to: string | null;
  /** Letters of that log that have arrived. */
  got: number;
  /** The number of the first letter that is still to be sent. */
  from: number;
  /** Streams that this side is sending. */
  streams: number[];
}

/** What arrives once and in order, on whichever connection. */
export interface Letter {
  n: number;
  /** One of a kind that this side does not know (a newer page's) counts, and is nothing. */
  post: Post | { kind?: undefined };
}

export type Post =
  /** A message of the host page; bodies are JSON. */
  | { kind: 'message'; body: string }
  /** `id` names the question; who asks makes it. */
  | { kind: 'request'; id: string; body: string }
  /** If it is not `ok`, the other page had no answer, or threw: `body` says what. */
  | { kind: 'answer'; id: string; ok: boolean; body: string }
  /** A stream of bytes begins: its number is this letter's. */
  | { kind: 'stream'; label: string }
  /** The stream `of` ends after `size` bytes. */
  | { kind: 'end'; of: number; size: number }
  /** A file is offered: its number is this letter's. The other side says `flow` once its person wants it. */
  | { kind: 'file'; file: FileOffer }
  /** All of the file `of` has arrived, as it was sent, and is kept. */
  | { kind: 'saved'; of: number }
  /** The file `of` waits, or goes on, because the one who sends it (`mine`) or receives it wants that. */
  | { kind: 'pause'; of: number; mine: boolean; on: boolean }
  /** The stream or file `of` is given up by the one who sends it (`mine`), or by the one who receives it. */
  | { kind: 'stop'; of: number; mine: boolean; why: StopReason }
  /**
   * This side has opened a channel. `turn`: which of those with this label it had last, as the side that makes them counts; 0: none
   * yet.
   */
  | { kind: 'channel'; label: string; options: ChannelOptions; turn: number }
  /** 0: whichever there is. */
  | { kind: 'close-channel'; label: string; turn: number }
  | ({ kind: 'chat' } & ChatLine)
  /** The person has seen all lines up to the letter `of`. */
  | { kind: 'read'; of: number };

/** A line of the chat. */
export interface ChatLine {
  text: string;
  /** Milliseconds since the epoch, by the clock of the one who wrote it. */
  at: number;
  /** A kind of the host page's own, with what belongs to it as JSON; `text` is shown where nobody knows that kind. */
  own?: { kind: string; body: string };
}

/** What is known of a file before any of it arrives. */
export interface FileOffer {
  /** Without a path. */
  name: string;
  /** Bytes. */
  size: number;
  /** MIME type, by the sender's account; empty: unknown. */
  type: string;
  /** Milliseconds since the epoch, by the sender's clock. */
  at: number;
  /** A small picture of it, as a `data:` URL. */
  thumbnail?: string;
}

/** What a page remembers of its files over a reload. */
export interface FilesMemory {
  /** Names the folder of this page's files in the browser. */
  folder: string;
  /** Who sends now: how many were there before. */
  person: number;
  files: FileMemory[];
}

export interface FileMemory {
  n: number;
  mine: boolean;
  /** Of a file that is received: who sent it, as `person` above; the numbers of each are their own. */
  person?: number;
  offer: FileOffer;
  state: 'offered' | 'running' | 'done' | 'ended';
  /** This side wants it to wait. */
  paused: boolean;
  /** The other side does. */
  held: boolean;
  /** Of a file that is received: what is kept of it in its folder, and the seal of that (client/data/files/seal.ts). */
  kept?: { bytes: number; seal: string };
  /** Of a file that is sent: when it was changed last, so that another one is known. */
  modified?: number;
}

/** As RTCDataChannelInit: whether messages keep their order, and how often, or for how many milliseconds, one is sent again. */
export interface ChannelOptions {
  ordered?: boolean;
  maxRetransmits?: number;
  maxPacketLifeTime?: number;
}

/** What a page remembers of its letters over a reload. */
export interface MailMemory {
  log: string;
  /** The other side's log. */
  peer: string | null;
  /** Letters of theirs that have arrived. */
  got: number;
  /** The number of the next letter. */
  next: number;
  /** Those that are not known to have arrived. */
  letters: Letter[];
}

/** What a page remembers of the chat over a reload. */
export interface ChatMemory {
  lines: RememberedLine[];
  /** Letters of the other side that were seen, and those of them that it was told of. */
  seen: number;
  told: number;
  /** The letter that tells it, while it is not known to have arrived. */
  telling: number | null;
}

export interface RememberedLine extends ChatLine {
  /** The number of its letter. */
  n: number;
  mine: boolean;
  state: LineState;
}

/** `read`: by the person for whom it is. */
export const LINE_STATES = ['sending', 'delivered', 'read'] as const;
export type LineState = (typeof LINE_STATES)[number];
