/** Values that nobody expects, and valid ones with something wrong in them. */
import type { Dice } from './dice.js';

export const NAMES: readonly [string, ...string[]] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'then',
  'length',
  'error',
  'connection',
  'data',
  'welcome',
  'peer',
  'bye',
  'admin',
  '',
  '\u0000',
  '💥',
  '../../etc/passwd',
];

type Make = (dice: Dice) => unknown;
const MAKERS: readonly [Make, ...Make[]] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => Number.MAX_SAFE_INTEGER + 2,
  () => 1e308,
  () => 0.1,
  () => '',
  () => '\u0000\u0001\u202e',
  () => '\ud800',
  () => [],
  () => ({}),
  () => [[null]],
  () => ({ _placeholder: true, num: 0 }),
  () => ({ toString: 1, valueOf: null, toJSON: 'x' }),
  () => ({ length: -1 }),
  (dice) => dice.pick(NAMES),
  (dice) => dice.text(dice.below(300)),
  (dice) => 'x'.repeat(dice.below(40_000)),
  (dice) => deep(dice.below(400)),
  (dice) => Array.from({ length: dice.below(400) }, (_none, n) => n),
  (dice) => Array.from({ length: dice.below(64) }, () => ({ candidate: 'candidate:1', sdpMid: '0' })),
  (dice) => Object.fromEntries(Array.from({ length: dice.below(100) }, () => [dice.text(6), 1])),
  (dice) => JSON.parse(`{${JSON.stringify(dice.pick(NAMES))}:{"v":1}}`) as unknown,
];

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let n = 0; n < levels; n += 1) value = n % 2 === 0 ? [value] : { a: value };
  return value;
}

export const junk = (dice: Dice): unknown => dice.pick(MAKERS)(dice);

/** The same with one thing, or a few, changed somewhere in it. */
export function bent(dice: Dice, value: unknown): unknown {
  if (dice.chance(0.15) || typeof value !== 'object' || value === null) return dice.chance(0.8) ? junk(dice) : value;
  const entries = Object.entries(value);
  const at = dice.below(entries.length + 1);
  const [name, inside] = entries[at] ?? [dice.pick(NAMES), null];
  const changed = dice.chance(0.5) ? bent(dice, inside) : junk(dice);
  if (Array.isArray(value))
    return [...(value as unknown[]).slice(0, at), changed, ...(value as unknown[]).slice(at + 1)];
  const kept = dice.chance(0.2) ? entries.filter(([key]) => key !== name) : [...entries, [name, changed] as const];
  return Object.fromEntries(kept);
}

/** Words of JSON that are JSON no more, most of the time. */
export function torn(dice: Dice, words: string): string {
  const at = dice.below(words.length + 1);
  const put = dice.pick(['', '"', '{', ']', '\u0000', '1e999', '\\u', ',', dice.text(3)]);
  return dice.chance(0.3) ? words.slice(0, at) : words.slice(0, at) + put + words.slice(at + dice.below(4));
}
