/** A stream of bytes that may turn into a websocket (RFC 6455), cut into pieces that can be lost or repeated whole. */

const HEAD_END = Buffer.from('\r\n\r\n');
/** How a request and an answer that turn a stream into one begin. */
const BEGINNINGS = ['GET ', 'HTTP/1.1 101 '];
const UPGRADE = /^(GET [^]*\r\nupgrade: *websocket\r\n|HTTP\/1\.1 101 )/i;

const TEXT = 1;
const FIRST_CONTROL = 8;
const LENGTH_IS_16_BIT = 126;
const LENGTH_IS_64_BIT = 127;

export interface Piece {
  readonly bytes: Buffer;
  /** The words of a whole text message; null of anything else, which has to pass as it is. */
  readonly text: string | null;
}

interface WsFrame {
  readonly size: number;
  readonly final: boolean;
  readonly opcode: number;
  readonly compressed: boolean;
  readonly payload: Buffer;
}

/** One direction of one connection. */
export class Messages {
  #stage: 'head' | 'frames' | 'raw' = 'head';
  #rest: Buffer = Buffer.alloc(0);
  /** Frames of a message that has not ended. */
  #open: { frames: Buffer[]; payloads: Buffer[]; readable: boolean } | null = null;

  /** What is complete with these bytes; the rest is kept. */
  read(bytes: Buffer): Piece[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const pieces: Piece[] = [];
    if (this.#stage === 'head') pieces.push(...this.#readHead());
    if (this.#stage === 'raw') pieces.push(...this.#take(this.#rest.length));
    if (this.#stage === 'frames') pieces.push(...this.#readFrames());
    return pieces;
  }

  /** What is not complete. */
  get rest(): Buffer {
    return Buffer.concat([...(this.#open?.frames ?? []), this.#rest]);
  }

  #readHead(): Piece[] {
    if (!mayBegin(this.#rest.toString('latin1', 0, 16))) this.#stage = 'raw';
    if (this.#stage === 'raw') return [];
    const end = this.#rest.indexOf(HEAD_END);
    if (end < 0) return [];
    const size = end + HEAD_END.length;
    this.#stage = UPGRADE.test(this.#rest.toString('latin1', 0, size)) ? 'frames' : 'raw';
    return this.#take(size);
  }

  #take(size: number): Piece[] {
    const bytes = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return bytes.length === 0 ? [] : [{ bytes, text: null }];
  }

  #readFrames(): Piece[] {
    const pieces: Piece[] = [];
    for (let frame = parseFrame(this.#rest); frame; frame = parseFrame(this.#rest)) {
      const bytes = this.#rest.subarray(0, frame.size);
      this.#rest = this.#rest.subarray(frame.size);
      const piece = frame.opcode >= FIRST_CONTROL ? { bytes, text: null } : this.#gather(frame, bytes);
      if (piece) pieces.push(piece);
    }
    return pieces;
  }

  /** Control frames may stand between the frames of a message. */
  #gather({ final, opcode, compressed, payload }: WsFrame, bytes: Buffer): Piece | null {
    this.#open ??= { frames: [], payloads: [], readable: opcode === TEXT && !compressed };
    this.#open.frames.push(bytes);
    this.#open.payloads.push(payload);
    if (!final) return null;
    const { frames, payloads, readable } = this.#open;
    this.#open = null;
    return { bytes: Buffer.concat(frames), text: readable ? Buffer.concat(payloads).toString() : null };
  }
}

/** So far as it is there. */
const mayBegin = (start: string): boolean =>
  BEGINNINGS.some((beginning) => start.startsWith(beginning.slice(0, start.length)) || start.startsWith(beginning));

/** The first frame of `bytes`, if all of it is there. */
function parseFrame(bytes: Buffer): WsFrame | null {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return null;
  const short = second & 0x7f;
  const lengthSize = short === LENGTH_IS_64_BIT ? 8 : short === LENGTH_IS_16_BIT ? 2 : 0;
  const maskSize = second & 0x80 ? 4 : 0;
  const start = 2 + lengthSize + maskSize;
  if (bytes.length < start) return null;
  const length = lengthSize === 0 ? short : lengthSize === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + length) return null;
  const mask = bytes.subarray(2 + lengthSize, start);
  return {
    size: start + length,
    final: (first & 0x80) !== 0,
    opcode: first & 0x0f,
    compressed: (first & 0x40) !== 0,
    payload: unmasked(bytes.subarray(start, start + length), mask),
  };
}

const unmasked = (payload: Buffer, mask: Buffer): Buffer =>
  mask.length === 0 ? payload : Buffer.from(payload.map((byte, index) => byte ^ (mask[index % mask.length] ?? 0)));
