/** Frames of a websocket as a client writes them (RFC 6455), well formed and otherwise. */
import type { Dice } from './dice.js';
import type { Packet } from './packets.js';

const TEXT = 1;
const BINARY = 2;
const MASK = 0x80;
/** Zeros are a mask too, and spare the work. */
const KEY = Buffer.alloc(4);

export function frame(first: number, payload: Buffer, mask = MASK): Buffer {
  const { length } = payload;
  const size =
    length < 126 ? [mask | length] : length < 65_536 ? [mask | 126, length >> 8, length & 0xff] : large(mask, length);
  return Buffer.concat([Buffer.from([first, ...size]), mask ? KEY : Buffer.alloc(0), payload]);
}

const large = (mask: number, length: number): number[] => [
  mask | 127,
  0,
  0,
  0,
  0,
  ...[24, 16, 8, 0].map((by) => (length >> by) & 0xff),
];

export const framed = (packet: Packet): Buffer =>
  typeof packet === 'string' ? frame(0x80 | TEXT, Buffer.from(packet)) : frame(0x80 | BINARY, packet);

type Make = (dice: Dice) => Buffer;
const BROKEN: readonly [Make, ...Make[]] = [
  (dice) => dice.bytes(dice.below(100)),
  (dice) => frame(dice.below(256), dice.bytes(dice.below(130))),
  () => frame(0x80 | TEXT, Buffer.from('6'), 0),
  () => frame(0x80 | TEXT, Buffer.from([0xc3, 0x28, 0xff])),
  () => frame(0x09, Buffer.from('a ping in parts')),
  () => frame(0x89, Buffer.alloc(126)),
  () => frame(0x80, Buffer.from('a part of nothing')),
  () => Buffer.concat([frame(TEXT, Buffer.from('4')), frame(0x80 | TEXT, Buffer.from('2'))]),
  () =>
    Buffer.concat([frame(TEXT, Buffer.from('6')), ...Array.from({ length: 40 }, () => frame(0, Buffer.alloc(2_000)))]),
  () => Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  () => Buffer.from([0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
  (dice) => frame(0x88, Buffer.from([dice.below(256), dice.below(256), 0xff])),
  () => frame(0x88, Buffer.from([1])),
  () => frame(0xc1, Buffer.from('deflated, they say')),
  // Half of one: the rest never comes.
  (dice) => frame(0x81, Buffer.alloc(100)).subarray(0, 1 + dice.below(50)),
];

export const broken = (dice: Dice): Buffer => dice.pick(BROKEN)(dice);
/** Nobody minds it. */
export const ping = (dice: Dice): Buffer => frame(0x89, dice.bytes(dice.below(100)));
