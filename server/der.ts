/** The few forms of DER (X.690) that a certificate is written in. Knows no certificate. */

const LONG_FORM = 0x80;

/** Tag, length, content. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < LONG_FORM) return Buffer.from([length]);
  const bytes = bigEndian(length);
  return Buffer.from([LONG_FORM | bytes.length, ...bytes]);
}

const bigEndian = (value: number): number[] => (value < 256 ? [value] : [...bigEndian(value >> 8), value & 0xff]);

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
export const octets = (content: Uint8Array): Buffer => der(0x04, content);
/** Whole bytes: no bit is left over. */
export const bits = (content: Uint8Array): Buffer => der(0x03, Buffer.from([0]), content);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text));
export const yes = der(0x01, Buffer.from([0xff]));

/** Not negative: a leading one would say so. */
export const integer = (bytes: Uint8Array): Buffer =>
  der(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]));

/** `1.2.840…`: the first two numbers in one byte, each other one in groups of seven bits. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap((number) => sevens(number))]));
}

const sevens = (value: number, more = 0): number[] =>
  value < 128 ? [value | more] : [...sevens(value >> 7, 0x80), (value & 0x7f) | more];

/** UTCTime until 2049, GeneralizedTime after it (RFC 5280 4.1.2.5); to the second. */
export function time(at: Date): Buffer {
  const text = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}
