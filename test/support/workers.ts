/** One server of several workers, as a process that starts the others; it ends with the test. */
import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { ClientOptions } from './client.js';
import { run, type Command } from './command.js';
import { until } from './wait.js';

export interface Crew {
  readonly command: Command;
  readonly port: number;
  readonly url: string;
  /** Of all workers so far, as they came. */
  readonly pids: () => number[];
}

export const crewArgs = (redisUrl: string, count: number, port = 0): string[] => [
  `--port=${port}`,
  '--host=127.0.0.1',
  `--workers=${count}`,
  `--redis-url=${redisUrl}`,
  '--log-format=json',
];

/** All of them serve when this resolves. */
export async function startCrew(redisUrl: string, count = 3, ...more: string[]): Promise<Crew> {
  const command = run([...crewArgs(redisUrl, count), ...more]);
  const port = await command.port();
  const pids = (): number[] =>
    [...command.stdout.matchAll(/"pid":(\d+),"msg":"a worker runs"/g)].map(([, pid]) => Number(pid));
  await until('all workers', () => pids().length === count);
  // Until a worker has its Redis, it asks to be tried again.
  await until('their connections', () => (command.stdout.match(/Redis answers/g) ?? []).length === count);
  const secure = more.some((word) => word === '--https' || word.startsWith('--tls-cert'));
  return { command, port, url: secure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`, pids };
}

/** A connection of its own for every request, each of which the system may give to another worker. `ca`: for https. */
export const scattered = (transports: string[], ca?: string): ClientOptions => {
  const agent = ca === undefined ? new Agent({ keepAlive: false }) : new SecureAgent({ keepAlive: false, ca });
  return { transports, agent, ca } as unknown as ClientOptions;
};
