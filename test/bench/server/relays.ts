/** Messages between people who sit: how many a second of the server's processor, and how long they take at half of that load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { markdown } from '../markdown.js';
import { median, quantile } from '../stats.js';
import { closeAll, seatPairs, type Pair } from './pair.js';
import { KINDS, NAMES, Served, type Kind } from './served.js';
import { MESSAGES, pace, rush, type Message } from './traffic.js';

/** What one socket may send to our server at once; it has as much again after the rest, at 20 a second. */
const AT_ONCE = 50;
const REST_MS = 3_200;
const PACED_S = 3;
/** Of one socket in that time, so that nothing is refused. */
const PACED = 90;
/** Of the bare Socket.IO relay's relays, for each second of the processor. */
const BUDGET = 0.9;

export interface RelayOptions {
  readonly runs: number;
  readonly pairs: number;
  readonly profile: string | undefined;
}

interface Rush {
  /** Messages a second of the server's processor, and of the clock. */
  readonly perCpu: number;
  readonly perSecond: number;
}

class Contender {
  readonly server: Served;
  readonly #pairs: readonly Pair[];
  readonly #rushes: Record<Message, Rush[]> = { signal: [], candidates: [] };
  readonly #took: Record<Message, number[]> = { signal: [], candidates: [] };
  /** When every socket may send as much at once again. */
  #rested = 0;

  private constructor(server: Served, pairs: readonly Pair[]) {
    this.server = server;
    this.#pairs = pairs;
  }

  static async start(kind: Kind, { pairs, profile }: RelayOptions): Promise<Contender> {
    const server = await Served.start(kind, { profile });
    return new Contender(server, await seatPairs(server, pairs));
  }

  rushes(message: Message): readonly Rush[] {
    return this.#rushes[message];
  }

  /** The first one warms the server up. */
  async rush(message: Message, counts: boolean): Promise<void> {
    await this.#rest();
    const [cpu, began] = [this.server.cpu, performance.now()];
    const messages = await rush(message, this.#pairs, AT_ONCE);
    const seconds = (performance.now() - began) / 1_000;
    if (counts)
      this.#rushes[message].push({ perCpu: messages / (this.server.cpu - cpu), perSecond: messages / seconds });
    this.#rested = performance.now() + REST_MS;
  }

  async pace(message: Message): Promise<void> {
    await this.#rest();
    this.#took[message].push(...(await pace(message, this.#pairs, this.half(message), PACED_S)));
    this.#rested = performance.now() + REST_MS;
  }

  #rest(): Promise<void> {
    return sleep(Math.max(0, this.#rested - performance.now()));
  }

  /** Messages a second at half load. */
  half(message: Message): number {
    const most = (this.#pairs.length * 2 * PACED) / PACED_S;
    return Math.min(median(this.#rushes[message].map(({ perSecond }) => perSecond)) / 2, most);
  }

  row(message: Message, bare: readonly Rush[]): string[] {
    const rushes = this.#rushes[message];
    const ratios = rushes.map(({ perCpu }, run) => perCpu / (bare[run]?.perCpu ?? NaN));
    const whole = (read: (rush: Rush) => number): string => median(rushes.map(read)).toFixed(0);
    const ms = (share: number): string => quantile(this.#took[message], share).toFixed(1);
    return [
      NAMES[this.server.kind],
      whole(({ perCpu }) => perCpu),
      `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
      whole(({ perSecond }) => perSecond),
      this.half(message).toFixed(0),
      ms(0.5),
      ms(0.99),
      this.server.kind === 'ours' ? (median(ratios) >= BUDGET ? 'met' : '**MISSED**') : '',
    ];
  }

  async stop(): Promise<void> {
    await closeAll(this.#pairs);
    await this.server.end('SIGTERM');
  }
}

export async function relays(options: RelayOptions): Promise<string> {
  const contenders: Contender[] = [];
  for (const kind of KINDS) contenders.push(await Contender.start(kind, options));
  const messages = Object.keys(MESSAGES) as Message[];
  for (let run = 0; run <= options.runs; run += 1)
    for (const message of messages) {
      for (const contender of inTurn(contenders, run)) await contender.rush(message, run > 0);
    }
  for (const message of messages) for (const contender of contenders) await contender.pace(message);
  const tables = messages.map((message) => `${MESSAGES[message]}:\n\n${tableOf(message, contenders)}`);
  await Promise.all(contenders.map((contender) => contender.stop()));
  const { runs, pairs } = options;
  return `${tables.join('\n\n')}\n\n${runs} rounds of ${pairs * 2 * AT_ONCE} messages of each kind, ${pairs} pairs.`;
}

/** Nobody is always the first. */
const inTurn = <T>(all: readonly T[], run: number): T[] => all.map((_one, at) => all[(at + run) % all.length] as T);

function tableOf(message: Message, contenders: readonly Contender[]): string {
  const bare = contenders.find(({ server }) => server.kind === 'socketio')?.rushes(message) ?? [];
  const ms = ['p50 ms at half load', 'p99 ms'];
  const head = ['server', 'a CPU second', 'of bare Socket.IO', 'a second', 'half load', ...ms, `budget ${BUDGET}`];
  return markdown([head, ...contenders.map((contender) => contender.row(message, bare))]);
}
