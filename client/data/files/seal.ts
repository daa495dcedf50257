/**
 * How a file crosses: in blocks, each followed by its seal. A seal is the SHA-256 of the seal before it and of the block, so the
 * last one names the whole file, and a file that goes on in the middle is known to be the same one by its next seal.
 */

/** Bytes of a block: what is asked for again at most where one did not arrive whole. */
export const BLOCK = 262_144;
export const SEAL = 32;
const SEALED = BLOCK + SEAL;

export type Bytes = Uint8Array<ArrayBuffer>;

/** Before the first block. */
export const NO_SEAL: Bytes = new Uint8Array(SEAL);

export const blocksOf = (size: number): number => Math.ceil(size / BLOCK);
/** Bytes of a file and its seals. */
export const sealedSize = (size: number): number => size + blocksOf(size) * SEAL;
/** Of a file of `size` bytes, how many are in the first `at` bytes of what crosses. */
export function plainSize(at: number, size: number): number {
  const blocks = Math.floor(at / SEALED);
  return Math.min(size, blocks * BLOCK + Math.min(at - blocks * SEALED, BLOCK));
}
/** The block in which byte `at` of what crosses is, and where in it. */
export const placeOf = (at: number): { block: number; offset: number } => ({
  block: Math.floor(at / SEALED),
  offset: at % SEALED,
});

export const sameBytes = (one: Bytes, other: Bytes): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

export const toHex = (bytes: Bytes): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
export const fromHex = (hex: string): Bytes =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
