/** Servers as processes of their own on one Redis, and a load balancer that knows of no room: each connection to the next. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { run, type Command } from './command.js';
import { until } from './wait.js';

/** One server. */
export interface Node {
  readonly command: Command;
  readonly port: number;
  readonly url: string;
}

export const launch = (redisUrl: string): Command =>
  run([
    '--port=0',
    '--host=127.0.0.1',
    '--log-format=json',
    `--redis-url=${redisUrl}`,
    '--connections-per-minute=0',
    '--rooms-per-address=0',
    '--credentials-per-minute=0',
  ]);

/** Serves when this resolves. */
export async function startNode(redisUrl: string): Promise<Node> {
  const command = launch(redisUrl);
  const port = await command.port();
  await redisAnswers(command);
  return { command, port, url: `http://127.0.0.1:${port}` };
}

/** What it said last of its Redis. */
const answers = ({ stdout }: Command): boolean =>
  stdout.lastIndexOf('"Redis answers"') > stdout.lastIndexOf('"Redis does not answer"');

export const redisAnswers = (command: Command): Promise<void> => until('Redis', () => answers(command));
export const redisIsMissed = (command: Command): Promise<void> => until('no Redis', () => !answers(command));

/** Seconds of the processor that it has used (Linux; proc(5), fields 14 and 15 in hundredths). */
export function cpuOf({ pid }: Command): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export class Balancer {
  readonly #nodes: Node[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #turn = 0;

  constructor(nodes: readonly Node[]) {
    this.#nodes = [...nodes];
    this.#server = createServer((client) => this.#serve(client, this.#nodes.length));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends with the test. */
  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    onTestFinished(() => {
      this.#server.close();
      for (const socket of this.#sockets) socket.destroy();
    });
    return this;
  }

  replace(node: Node, by: Node): void {
    this.#nodes[this.#nodes.indexOf(node)] = by;
  }

  /** To the next server, and on to the one after it where that one is not there. */
  #serve(client: Socket, tries: number): void {
    const node = this.#nodes[(this.#turn += 1) % this.#nodes.length];
    if (!node || tries === 0) return void client.destroy();
    const server = connect(node.port, '127.0.0.1');
    const refused = (): void => this.#serve(client, tries - 1);
    server.once('error', refused);
    server.once('connect', () => {
      server.off('error', refused);
      client.pipe(server).pipe(client);
      this.#join(client, server);
      this.#join(server, client);
    });
  }

  #join(one: Socket, its: Socket): void {
    this.#sockets.add(one);
    one.on('error', () => its.destroy());
    one.once('close', () => {
      this.#sockets.delete(one);
      its.destroy();
    });
  }
}
