/** Two people who mean well, all the while: one by websocket, one by polling. Their signals are to be acknowledged. */
import { setTimeout as delay } from 'node:timers/promises';
import { Manager, type Socket } from 'socket.io-client';
import type { ClientEvents, Role, ServerEvents } from '../../shared/protocol.js';
import { offer, person } from '../support/client.js';
import { within } from '../support/wait.js';

type Client = Socket<ServerEvents, ClientEvents>;

/** Of each couple their own, so that newcomers are within the limits of theirs. */
const ADDRESSES = 200;
/** Well below what one socket may. */
const PAUSE_MS = 120;
/** Of words of theirs between one newcomer and the next. */
const NEWCOMER_EVERY = 10;

export class HonestPair {
  /** Signals that were acknowledged. */
  served = 0;
  /** Pairs that came, spoke and hung up meanwhile. */
  newcomers = 0;
  /** Milliseconds of the slowest acknowledgement. */
  slowest = 0;
  readonly complaints: string[] = [];
  readonly #url: string;
  #pair: Couple | null = null;
  #going: Promise<void> | null = null;
  #over = false;

  constructor(url: string) {
    this.#url = url;
  }

  async open(): Promise<this> {
    this.#pair = await couple(this.#url, 0, (why) => this.#over || this.complaints.push(why));
    this.#going = this.#go(this.#pair);
    return this;
  }

  async close(): Promise<void> {
    this.#over = true;
    await this.#going;
    this.#pair?.part();
  }

  async #go(pair: Couple): Promise<void> {
    for (let n = 1; !this.#over && this.complaints.length === 0; n += 1) {
      await this.#try(async () => {
        await this.#time(() => pair.speak(n % 2 === 0));
        if (n % NEWCOMER_EVERY === 0) await this.#newcomers();
      });
      await delay(PAUSE_MS);
    }
  }

  async #try(word: () => Promise<void>): Promise<void> {
    try {
      await word();
    } catch (error) {
      this.complaints.push(String(error));
    }
  }

  async #time(word: () => Promise<void>): Promise<void> {
    const began = performance.now();
    await word();
    this.slowest = Math.max(this.slowest, performance.now() - began);
    this.served += 1;
  }

  async #newcomers(): Promise<void> {
    const pair = await couple(
      this.#url,
      this.newcomers + 1,
      (why) => this.#over || this.complaints.push(`newcomers: ${why}`),
    );
    await this.#time(() => pair.speak(true));
    await pair.hangUp();
    this.newcomers += 1;
  }
}

interface Couple {
  /** The one to the other, or the other way round. */
  speak(forth: boolean): Promise<void>;
  hangUp(): Promise<void>;
  part(): void;
}

async function couple(url: string, n: number, complain: (why: string) => void): Promise<Couple> {
  const one = person();
  const other = person({ room: one.room });
  const from = { url, address: `192.0.2.${10 + (n % ADDRESSES)}`, complain };
  const caller = open(from, 'caller', one, 'websocket');
  const callee = open(from, 'callee', other, 'polling');
  await within('the seats of honest people', Promise.all([welcome(caller), welcome(callee)]));
  const both = [caller, callee];
  return {
    speak: (forth) => (forth ? speak(caller, other.instance) : speak(callee, one.instance)),
    hangUp: async () => {
      for (const client of both) client.off('disconnect').off('bye');
      const goodbyes = both.map((client) => client.emitWithAck('leave', { reason: 'hang-up' }));
      await within('the goodbyes of honest people', Promise.all(goodbyes));
      for (const client of both) client.disconnect();
    },
    part: () => {
      for (const client of both) client.disconnect();
    },
  };
}

interface From {
  readonly url: string;
  readonly address: string;
  readonly complain: (why: string) => void;
}

function open({ url, address, complain }: From, role: Role, auth: object, transport: string): Client {
  const manager = new Manager<ServerEvents, ClientEvents>(url, {
    transports: [transport],
    reconnection: false,
    extraHeaders: { 'X-Forwarded-For': address },
  });
  const client: Client = manager.socket(`/${role}`, { auth: { ...auth } });
  client.on('signal', (_message, ack) => ack({ ok: true }));
  client.on('bye', ({ code }) => complain(`the ${role} was sent away: ${code}`));
  client.on('connect_error', ({ message }) => complain(`the ${role} was refused: ${message}`));
  client.on('disconnect', (reason) => complain(`the ${role} lost its socket: ${reason}`));
  return client;
}

const welcome = (client: Client): Promise<unknown> =>
  new Promise((resolve) => client.once('welcome', (words) => resolve(words)));

async function speak(client: Client, to: string): Promise<void> {
  const answer = await within(
    'the answer to a signal of honest people',
    client.emitWithAck('signal', { to, ...offer() }),
  );
  if (!answer.ok) throw new Error(`a signal of honest people was refused: ${answer.code}`);
}
