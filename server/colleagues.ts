/**
 * Between the workers of one machine, each of which answers for all: it asks the others for what they know. Their sockets for this
 * are not those for requests of clients: no stranger reaches them.
 */
import { rmSync } from 'node:fs';
import { createServer, request as ask, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { RoomNow } from './calls.js';
import { guarded } from './guarded.js';
import type { Log } from './log.js';
import type { Figures } from './metrics.js';
import type { Status } from './status-model.js';
import type { Slot } from './workers.js';

/** One that does not answer in this time is left out. */
const ANSWER_MS = 2_000;

/** What one tells another, by what it was asked. */
export interface Told {
  readonly figures: Figures;
  readonly status: Status;
  readonly rooms: readonly RoomNow[];
  /** Null where it has no seat in that room. */
  readonly room: RoomNow | null;
}
export type Question = keyof Told;
export type Tell = { readonly [Q in Question]: (about: string) => Told[Q] | Promise<Told[Q]> };

export interface Colleagues {
  /** How many others there should be. */
  readonly size: number;
  /** From now on others are told what they ask. */
  open(tell: Tell): void;
  /** What those say who answer. */
  ask<Q extends Question>(question: Q, about?: string): Promise<Told[Q][]>;
  close(): void;
}

/** Of a process that answers for itself. */
export const NO_COLLEAGUES: Colleagues = {
  size: 0,
  open: () => undefined,
  ask: () => Promise.resolve([]),
  close: () => undefined,
};

export interface OtherWorkersOptions {
  readonly slot: Slot;
  /** How many workers there are. */
  readonly count: number;
  readonly log: Log;
}

export class OtherWorkers implements Colleagues {
  readonly #options: OtherWorkersOptions;
  #server: Server | null = null;

  constructor(options: OtherWorkersOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#options.count - 1;
  }

  open(tell: Tell): void {
    this.close();
    const { slot, log } = this.#options;
    const path = slot.askPathOf(slot.number);
    this.#server = createServer(({ url = '' }, response) =>
      guarded(
        () => answer(tell, url, response),
        (error) => this.#notTold(error, response),
      ),
    );
    this.#server.on('error', (error) => log.error({ err: error }, 'this worker cannot tell others what it knows'));
    // One that died in this place left its socket behind.
    if (process.platform !== 'win32') rmSync(path, { force: true });
    this.#server.listen({ path, exclusive: true });
  }

  async ask<Q extends Question>(question: Q, about = ''): Promise<Told[Q][]> {
    const { slot, count } = this.#options;
    const others = Array.from({ length: count }, (_, number) => number).filter((number) => number !== slot.number);
    const answers = await Promise.all(others.map((number) => this.#askOne(number, question, about)));
    return answers.filter((answer) => answer !== undefined);
  }

  close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = null;
  }

  async #askOne<Q extends Question>(number: number, question: Q, about: string): Promise<Told[Q] | undefined> {
    try {
      const words = await answerOf(this.#options.slot.askPathOf(number), `/${question}/${encodeURIComponent(about)}`);
      return JSON.parse(words) as Told[Q]; // Of the same program.
    } catch (error) {
      this.#options.log.debug({ err: error, worker: number }, 'a worker does not answer another one');
      return undefined;
    }
  }

  #notTold(error: unknown, response: ServerResponse): void {
    this.#options.log.error({ err: error }, 'another worker could not be told');
    response.destroy();
  }
}

async function answer(tell: Tell, url: string, response: ServerResponse): Promise<void> {
  const [, question = '', about = ''] = url.split('/');
  response.end(JSON.stringify(await tell[question as Question](decodeURIComponent(about))));
}

function answerOf(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_MS);
    ask({ socketPath, path, signal, agent: false }, (said) => guarded(async () => resolve(await text(said)), reject))
      .once('error', reject)
      .end();
  });
}
