/**
 * A message of the channel of bytes: 4 bytes, big-endian, and a piece of a stream. The first bit asks the other side to say how
 * much has come; the others are the number of the stream.
 */

export const HEAD = 4;
/** Bytes of a stream in one message, at most: more make nothing faster, and what is read in pieces of 64 KiB is cut no further. */
export const PIECE = 65_536;
/** Bytes of a message. Chromium and Firefox take 256 KiB and more; who takes less says so (RFC 8841, section 6). */
export const FRAME = HEAD + PIECE;
/** A stream's number is that of a letter; in a frame there is room for so many. */
export const MOST_NUMBER = 0x7f_ff_ff_ff;
const ASKS = 0x80_00_00_00;

export interface Framed {
  readonly n: number;
  readonly asks: boolean;
  readonly piece: Uint8Array<ArrayBuffer>;
}

const headOf = (n: number, asks: boolean): number => (asks ? n + ASKS : n);

export function frame(n: number, piece: Uint8Array, asks = false): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD + piece.length);
  new DataView(bytes.buffer).setUint32(0, headOf(n, asks));
  bytes.set(piece, HEAD);
  return bytes;
}

/**
 * Hands a frame to `send`, which keeps nothing of it. Where there is room in front of the piece, nothing is copied: the head is
 * written there, and what was there is put back.
 */
export function lend(
  n: number,
  piece: Uint8Array,
  asks: boolean,
  send: (frame: Uint8Array<ArrayBuffer>) => void,
): void {
  const { buffer, byteOffset, length } = piece;
  if (byteOffset < HEAD || !(buffer instanceof ArrayBuffer)) return send(frame(n, piece, asks));
  const view = new DataView(buffer, byteOffset - HEAD, HEAD);
  const before = view.getUint32(0);
  view.setUint32(0, headOf(n, asks));
  try {
    send(new Uint8Array(buffer, byteOffset - HEAD, HEAD + length));
  } finally {
    view.setUint32(0, before);
  }
}

/** Null for what is no frame. The piece is a view of `data`. */
export function unframe(data: unknown): Framed | null {
  if (!(data instanceof ArrayBuffer) || data.byteLength <= HEAD || data.byteLength > FRAME) return null;
  const head = new DataView(data).getUint32(0);
  return { n: head & MOST_NUMBER, asks: head >= ASKS, piece: new Uint8Array(data, HEAD) };
}
