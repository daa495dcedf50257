/** What a tab remembers of a room, so that a reload goes on where it was. An instance is never stored. */
import * as v from 'valibot';
import type { Role } from '../../shared/protocol.js';
import { randomId } from './identity.js';
import type { DeviceKind } from './media.js';
import { stored } from './storage.js';

export interface TabMemory {
  /** Who may reclaim the seat. */
  readonly owner: string;
  /** The seat it had last; `auto` asks for it first. */
  readonly role: Role | null;
  /** It was in the call: a reload joins again without asking. */
  readonly joined: boolean;
  /** What was on: a camera that was off stays off. */
  readonly devices: readonly DeviceKind[];
  /** Names the call that this side rang for, or let in. */
  readonly call?: string | null;
}

const schema: v.GenericSchema<unknown, TabMemory> = v.object({
  owner: v.pipe(v.string(), v.regex(/^[\w-]{22}$/)),
  role: v.nullable(v.picklist(['caller', 'callee'])),
  joined: v.boolean(),
  devices: v.array(v.picklist(['mic', 'camera'])),
  // What a page of an older version wrote has none.
  call: v.exactOptional(v.nullable(v.string())),
});

/** Which room's memory: several elements in one page have their own. */
export interface TabKey {
  readonly server: string;
  readonly room: string;
  readonly as: string;
}

/** A duplicated tab gets a copy of sessionStorage: it is the same owner, and the newest page has the seat. */
export class Tab {
  /** Of its place in sessionStorage. */
  readonly name: string;
  /** This page goes on with the call of the page before, until that ends. */
  resumed: boolean;
  #memory: TabMemory;

  /** @param devices what is on at first, unless this tab was in the call already */
  constructor({ server, room, as }: TabKey, devices: readonly DeviceKind[]) {
    this.name = `rtc-call ${server} ${room} ${as}`;
    const memory = read(this.name);
    this.resumed = memory?.joined === true;
    this.#memory = memory?.joined ? memory : { role: null, owner: randomId(), ...memory, joined: false, devices };
  }

  get memory(): TabMemory {
    return this.#memory;
  }

  remember(change: Partial<TabMemory>): void {
    this.#memory = { ...this.#memory, ...change };
    const text = JSON.stringify(this.#memory);
    stored(() => sessionStorage.setItem(this.name, text)); // Where it is not, a reload comes as somebody else.
  }

  turn(kind: DeviceKind, on: boolean): void {
    const others = this.#memory.devices.filter((other) => other !== kind);
    this.remember({ devices: on ? [...others, kind] : others });
  }
}

function read(name: string): TabMemory | null {
  // What is no JSON is not ours.
  const found = stored<unknown>(() => JSON.parse(sessionStorage.getItem(name) ?? 'null'));
  const memory = v.safeParse(schema, found);
  return memory.success ? memory.output : null;
}
