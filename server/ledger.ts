/**
 * Which rooms are open and which calls run, so that each is told once, by whichever server sees it first. Kept apart from the seats: those
 * are asked for at every arrival, this only when something begins or ends.
 */

export interface CallRecord {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface Ledger {
  /** Resolves to whether the room was not open yet. */
  open(room: string): Promise<boolean>;
  close(room: string): Promise<void>;
  /** Resolves to whether no call ran in the room. */
  begin(room: string, call: CallRecord): Promise<boolean>;
  /** Resolves to the call that ran, to the first who asks. */
  end(room: string): Promise<CallRecord | null>;
}

/** Of this process alone: forgotten when it ends. */
export class MemoryLedger implements Ledger {
  readonly #open = new Set<string>();
  readonly #calls = new Map<string, CallRecord>();

  get size(): number {
    return this.#open.size;
  }

  open(room: string): Promise<boolean> {
    const before = this.#open.size;
    return Promise.resolve(this.#open.add(room).size > before);
  }

  close(room: string): Promise<void> {
    this.#open.delete(room);
    return Promise.resolve();
  }

  begin(room: string, call: CallRecord): Promise<boolean> {
    if (this.#calls.has(room)) return Promise.resolve(false);
    this.#calls.set(room, call);
    return Promise.resolve(true);
  }

  end(room: string): Promise<CallRecord | null> {
    const call = this.#calls.get(room) ?? null;
    this.#calls.delete(room);
    return Promise.resolve(call);
  }
}
