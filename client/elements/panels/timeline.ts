/** What is shown of a chat, in order: items of one person and one minute belong together. Pure. */
import type { ChatEntry } from '../../data/chat.js';
import type { Transfer } from '../../data/files/transfer.js';

const MINUTE_MS = 60_000;
/** How many are shown at first, and how many more each time one asks for earlier ones. */
export const STEP = 200;

/** Each kind of item is drawn in a way of its own. */
export interface LineItem {
  readonly kind: 'line';
  readonly id: string;
  readonly mine: boolean;
  readonly at: number;
  readonly entry: ChatEntry;
}
export interface FileItem {
  readonly kind: 'file';
  readonly id: string;
  readonly mine: boolean;
  readonly at: number;
  readonly transfer: Transfer;
}
export type Item = LineItem | FileItem;

export interface Group {
  readonly mine: boolean;
  readonly at: number;
  /** It begins another day than today, or than the group before. */
  readonly day: boolean;
  readonly items: readonly Item[];
}

/** Lines and files in the order in which they came; a file that the page shows in a way of its own is not among them. */
export function itemsOf(entries: readonly ChatEntry[], transfers: readonly Transfer[]): Item[] {
  const lines = entries.map((entry): Item => ({ kind: 'line', id: entry.id, mine: entry.mine, at: entry.at, entry }));
  const files = transfers
    .filter(({ hidden }) => !hidden)
    .map((transfer): Item => ({ kind: 'file', id: transfer.id, mine: transfer.mine, at: transfer.at, transfer }));
  return files.length === 0 ? lines : [...lines, ...files].sort((one, other) => one.at - other.at);
}

export function groupsOf(items: readonly Item[], now: number): Group[] {
  const groups: (Group & { items: Item[] })[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last && last.mine === item.mine && minuteOf(last.at) === minuteOf(item.at)) last.items.push(item);
    else groups.push({ mine: item.mine, at: item.at, day: !sameDay(item.at, last?.at ?? now), items: [item] });
  }
  return groups;
}

/**
 * Where what is shown begins: at the item that was the first before, so that nothing moves under whoever reads; at the newest ones
 * if that is gone, or far away and nobody reads there.
 */
export function beginningOf(items: readonly Item[], first: string | null, atEnd: boolean): number {
  const index = items.findIndex(({ id }) => id === first);
  const newest = Math.max(0, items.length - STEP);
  return index < 0 || (atEnd && newest - index > STEP) ? newest : index;
}

const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS);
const sameDay = (one: number, other: number): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString();
