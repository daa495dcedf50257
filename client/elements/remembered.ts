import { stored } from '../call/storage.js';

/** What a person chose last, for all rooms of this page's origin: the name, and devices by id and label. */
export type Remembered = 'name' | Device | `${Device} label`;
type Device = 'mic' | 'camera' | 'speaker';

const keyOf = (what: Remembered): string => `rtc-call ${what}`;

/** Null where nothing was chosen. */
export const recall = (what: Remembered): string | null => stored(() => localStorage.getItem(keyOf(what))) || null;

export const remember = (what: Remembered, value: string): void =>
  void stored(() => localStorage.setItem(keyOf(what), value));
