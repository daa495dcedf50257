/** Who this page is to the server: random names that say nothing about the person. */
import * as v from 'valibot';
import type { Role } from '../../shared/protocol.js';
import type { DeviceKind } from './media.js';

const BYTES = 16;

/** 128 random bits as base64url: an instance, or an owner's secret. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** What a tab remembers of a room, so that a reload goes on where it was. An instance is never stored. */
export interface TabMemory {
  /** Who may reclaim the seat. */
  readonly owner: string;
  /** The seat it had last; `auto` asks for it first. */
  readonly role: Role | null;
  /** It was in the call: a reload joins again without asking. */
  readonly joined: boolean;
  /** What was on: a camera that was off stays off. */
  readonly devices: readonly DeviceKind[];
}

const schema: v.GenericSchema<unknown, TabMemory> = v.object({
  owner: v.pipe(v.string(), v.regex(/^[\w-]{22}$/)),
  role: v.nullable(v.picklist(['caller', 'callee'])),
  joined: v.boolean(),
  devices: v.array(v.picklist(['mic', 'camera'])),
});

/** Which room's memory: several elements in one page have their own. */
export interface TabKey {
  readonly server: string;
  readonly room: string;
  readonly as: string;
}
const nameOf = ({ server, room, as }: TabKey): string => `rtc-call ${server} ${room} ${as}`;

/** A duplicated tab gets a copy of sessionStorage: it is the same owner, and the newest page has the seat. */
export function loadTab(key: TabKey): TabMemory | null {
  try {
    const memory = v.safeParse(schema, JSON.parse(sessionStorage.getItem(nameOf(key)) ?? 'null'));
    return memory.success ? memory.output : null;
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return null; // Storage is blocked, or not ours.
    throw error;
  }
}

export function saveTab(key: TabKey, memory: TabMemory): void {
  try {
    sessionStorage.setItem(nameOf(key), JSON.stringify(memory));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // Storage is blocked: a reload will come as somebody else.
  }
}
