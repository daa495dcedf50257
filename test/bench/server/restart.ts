/** A server is killed under everybody and started again: how long until all are back, with the delays of our client for each of them. */
import { markdown } from '../markdown.js';
import { listenOverflows } from '../proc.js';
import { median, quantile } from '../stats.js';
import { couple, each } from './pair.js';
import type { Peer, Person } from './peer.js';
import { KINDS, NAMES, Served, type Kind } from './served.js';

/** As client/call/signaling.ts sets them, and socket.io-client's jitter. */
const [DELAY_MS, MAX_DELAY_MS, JITTER] = [100, 2_000, 0.5];

export interface RestartOptions {
  readonly runs: number;
  readonly seats: number;
}

/** Milliseconds after the kill, and connections that found the listen queue full. */
interface Comeback {
  readonly listening: number;
  readonly back: readonly number[];
  readonly overflows: number;
  readonly cpu: number;
}

/** Somebody who comes again after every end. */
class Guest {
  readonly #person: Person;
  #peer: Peer;
  #back: () => void = () => undefined;

  private constructor(person: Person, peer: Peer) {
    this.#person = person;
    this.#peer = peer;
  }

  static async come(server: Served, person: Person): Promise<Guest> {
    return new Guest(person, await server.greet(person).ready());
  }

  /** From now on an end is followed by other tries; resolves when one of them was served. */
  back(server: () => Served): Promise<void> {
    return new Promise((resolve) => {
      this.#back = resolve;
      this.#peer.onclose = () => this.#later(server, 0);
    });
  }

  close(): Promise<void> {
    return this.#peer.close();
  }

  #later(server: () => Served, tries: number): void {
    const delay = Math.min(DELAY_MS * 2 ** tries * (1 + JITTER * (2 * Math.random() - 1)), MAX_DELAY_MS);
    setTimeout(() => this.#again(server, tries + 1), delay);
  }

  #again(server: () => Served, tries: number): void {
    this.#peer = server().greet(this.#person);
    this.#peer.onclose = () => this.#later(server, tries);
    this.#peer.onready = () => this.#back();
  }
}

async function comeback(kind: Kind, seats: number): Promise<Comeback> {
  let server = await Served.start(kind);
  const persons = Array.from({ length: seats / 2 }, () => couple()).flatMap(({ callee, caller }) => [callee, caller]);
  const guests = await each(persons.length, () => Guest.come(server, persons.pop() as Person));
  const [overflows, began] = [listenOverflows(), performance.now()];
  const back: number[] = [];
  const all = guests.map(async (guest) => {
    await guest.back(() => server);
    back.push(performance.now() - began);
  });
  await server.end();
  server = await Served.start(kind, { port: server.port });
  const listening = performance.now() - began;
  await Promise.all(all);
  const measured = { listening, back, overflows: listenOverflows() - overflows, cpu: server.cpu };
  const closed = Promise.all(guests.map((guest) => guest.close()));
  await server.end();
  await closed;
  return measured;
}

export async function restart({ runs, seats }: RestartOptions): Promise<string> {
  const measured = new Map<Kind, Comeback[]>(KINDS.map((kind) => [kind, []]));
  for (let run = 0; run < runs; run += 1)
    for (const kind of KINDS) measured.get(kind)?.push(await comeback(kind, seats));
  const after = ['half of them back', '99 %', 'all back'];
  const head = ['server', 'listens again', ...after, 'its CPU until then', 'full listen queues', 'back'];
  const rows = KINDS.map((kind) => row(kind, measured.get(kind) ?? []));
  return `${markdown([head, ...rows])}\n\n${seats} people; seconds after the kill; runs: ${runs}.`;
}

function row(kind: Kind, runs: readonly Comeback[]): string[] {
  const seconds = (read: (run: Comeback) => number): string => (median(runs.map(read)) / 1_000).toFixed(2);
  return [
    NAMES[kind],
    seconds(({ listening }) => listening),
    ...[0.5, 0.99, 1].map((share) => seconds(({ back }) => quantile(back, share))),
    median(runs.map(({ cpu }) => cpu)).toFixed(2),
    `${median(runs.map(({ overflows }) => overflows))}`,
    `${Math.min(...runs.map(({ back }) => back.length))}`,
  ];
}
