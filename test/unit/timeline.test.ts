import { describe, expect, it } from 'vitest';
import type { ChatEntry } from '../../client/data/chat.js';
import type { Transfer } from '../../client/data/files/transfer.js';
import { beginningOf, groupsOf, itemsOf, STEP } from '../../client/elements/panels/timeline.js';

const MINUTE = 60_000;
const NOON = new Date(2026, 5, 1, 12).getTime();
const entry = (id: string, mine: boolean, at: number): ChatEntry => ({
  id,
  mine,
  at,
  text: id,
  kind: null,
  data: null,
  state: 'delivered',
});
const itemsOfLines = (lines: readonly ChatEntry[]) => itemsOf(lines, []);
const many = (count: number) =>
  itemsOfLines(Array.from({ length: count }, (_, index) => entry(`${index}`, false, NOON)));

/** Of a file, what the timeline reads. */
const file = (id: string, at: number, hidden = false): Transfer =>
  ({ id, mine: false, at, hidden }) as unknown as Transfer;

describe('items', () => {
  it('are lines and files in the order in which they came, without those that the page shows by itself', () => {
    const lines = [entry('a', true, NOON), entry('c', false, NOON + 2)];
    const items = itemsOf(lines, [file('b', NOON + 1), file('hidden', NOON + 1, true), file('d', NOON + 3)]);
    expect(items.map(({ id, kind }) => [id, kind])).toEqual([
      ['a', 'line'],
      ['b', 'file'],
      ['c', 'line'],
      ['d', 'file'],
    ]);
  });

  it('of one person and one minute belong together', () => {
    const items = itemsOfLines([
      entry('a', true, NOON),
      entry('b', true, NOON + MINUTE - 1),
      entry('c', false, NOON + MINUTE - 1),
      entry('d', false, NOON + MINUTE),
    ]);
    expect(groupsOf(items, NOON).map((group) => group.items.map(({ id }) => id))).toEqual([['a', 'b'], ['c'], ['d']]);
  });

  it('say their day where it is another than today, or than the one before', () => {
    const items = itemsOfLines([
      entry('a', true, NOON - 24 * 60 * MINUTE),
      entry('b', false, NOON - 24 * 60 * MINUTE),
      entry('c', false, NOON),
    ]);
    expect(groupsOf(items, NOON).map(({ day }) => day)).toEqual([true, false, true]);
    expect(groupsOf(items.slice(2), NOON).map(({ day }) => day)).toEqual([false]);
  });

  it('are shown from the newest 200 on, and stay where they are while somebody reads', () => {
    expect(beginningOf(many(50), null, true)).toBe(0);
    expect(beginningOf(many(500), null, true)).toBe(500 - STEP);
    expect(beginningOf(many(500), '10', false)).toBe(10);
    expect(beginningOf(many(350), '100', true)).toBe(100);
    expect(beginningOf(many(501), '100', true)).toBe(501 - STEP);
    expect(beginningOf(many(300), 'gone', false)).toBe(300 - STEP);
  });
});
