import { describe, expect, test } from 'vitest';
import { Messages, type Piece } from '../support/messages.js';

const REQUEST = Buffer.from('GET /socket.io/?EIO=4 HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n');
const ANSWER = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');

interface Looks {
  readonly opcode?: number;
  readonly final?: boolean;
  readonly compressed?: boolean;
  readonly mask?: Buffer;
}

function frame(text: string, { opcode = 1, final = true, compressed = false, mask }: Looks = {}): Buffer {
  const payload = Buffer.from(text);
  const first = (final ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode;
  const long = Buffer.alloc(payload.length > 65_535 ? 8 : payload.length > 125 ? 2 : 0);
  if (long.length === 8) long.writeBigUInt64BE(BigInt(payload.length));
  if (long.length === 2) long.writeUInt16BE(payload.length);
  const short = long.length === 8 ? 127 : long.length === 2 ? 126 : payload.length;
  const masked = mask ? Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))) : payload;
  return Buffer.concat([Buffer.from([first, short | (mask ? 0x80 : 0)]), long, mask ?? Buffer.alloc(0), masked]);
}

const texts = (pieces: readonly Piece[]): (string | null)[] => pieces.map(({ text }) => text);
const bytesOf = (pieces: readonly Piece[]): Buffer => Buffer.concat(pieces.map(({ bytes }) => bytes));

describe('a stream that turns into a websocket', () => {
  test('is one piece for each message, whose words can be read', () => {
    const stream = Buffer.concat([ANSWER, frame('one'), frame('two')]);
    const pieces = new Messages().read(stream);
    expect(texts(pieces)).toEqual([null, 'one', 'two']);
    expect(bytesOf(pieces)).toEqual(stream);
  });

  test('may be masked, as all that browsers send', () => {
    const mask = Buffer.from([1, 2, 3, 250]);
    expect(texts(new Messages().read(Buffer.concat([REQUEST, frame('häło', { mask })])))).toEqual([null, 'häło']);
  });

  test('may come byte by byte', () => {
    const messages = new Messages();
    const stream = Buffer.concat([REQUEST, frame('one'), frame('x'.repeat(300)), frame('end')]);
    const pieces = [...stream].flatMap((byte) => messages.read(Buffer.from([byte])));
    expect(texts(pieces)).toEqual([null, 'one', 'x'.repeat(300), 'end']);
    expect(bytesOf(pieces)).toEqual(stream);
  });

  test.each([0, 125, 126, 65_535, 65_536])('has messages of %i bytes', (length) => {
    const text = 'y'.repeat(length);
    expect(texts(new Messages().read(Buffer.concat([ANSWER, frame(text), frame('next')])))).toEqual([
      null,
      text,
      'next',
    ]);
  });

  test('has messages in several frames; a ping between them passes first', () => {
    const [start, ping, end] = [
      frame('first ', { final: false }),
      frame('', { opcode: 9 }),
      frame('second', { opcode: 0 }),
    ];
    const pieces = new Messages().read(Buffer.concat([ANSWER, start, ping, end]));
    expect(texts(pieces)).toEqual([null, null, 'first second']);
    expect(pieces[1]?.bytes).toEqual(ping);
    expect(pieces[2]?.bytes).toEqual(Buffer.concat([start, end]));
  });

  test('has messages that nobody reads here: binary and compressed ones', () => {
    const stream = Buffer.concat([ANSWER, frame('b', { opcode: 2 }), frame('c', { compressed: true })]);
    expect(texts(new Messages().read(stream))).toEqual([null, null, null]);
  });

  test('may end in the middle: the rest is there', () => {
    const messages = new Messages();
    const open = Buffer.concat([frame('a', { final: false }), frame('bcd', { opcode: 0 }).subarray(0, 3)]);
    messages.read(Buffer.concat([ANSWER, open]));
    expect(messages.rest).toEqual(open);
  });
});

test('any other stream passes as it comes', () => {
  const messages = new Messages();
  const request = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(bytesOf(messages.read(request))).toEqual(request);
  const next = frame('42/caller,["signal"]');
  expect(messages.read(next)).toEqual([{ bytes: next, text: null }]);
});
