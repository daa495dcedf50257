/**
 * One process a core, all on one port: the first process starts the others, restarts those that die, and hands signals on.
 * Each is a server of its own to Redis and to the others; the system gives new connections to them in turn.
 */
import cluster, { type Worker } from 'node:cluster';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from './log.js';

/** Before a worker that died is replaced; longer and longer where they die soon. */
const RESTART_MS = 500;
const RESTART_MAX_MS = 30_000;
/** A worker that lived for so long did not die of its start. */
const SETTLED_MS = 60_000;

/** How a worker is told which one it is, and where the others are. */
const SLOT = 'RTC_CALL_WORKER';
const FOLDER = 'RTC_CALL_WORKERS';

/** A worker's place among the others. */
export interface Slot {
  readonly number: number;
  /** The socket on which a worker takes requests that came to another one. */
  readonly pathOf: (slot: number) => string;
  /** The socket on which it is asked by others what it knows. */
  readonly askPathOf: (slot: number) => string;
}

/** A worker ends when nothing is left to do: it would wait for words of the first process. */
export const leaveWorkers = (): void => void cluster.worker?.disconnect();

/** Null in a process that is not a worker of ours. */
export function slotOf(env: Readonly<Record<string, string | undefined>>): Slot | null {
  const { [SLOT]: slot, [FOLDER]: folder } = env;
  if (slot === undefined || folder === undefined || !cluster.isWorker) return null;
  return {
    number: Number(slot),
    pathOf: (other) => pathIn(folder, `${other}`),
    askPathOf: (other) => pathIn(folder, `${other}-ask`),
  };
}

const pathIn = (folder: string, name: string): string =>
  process.platform === 'win32' ? `\\\\.\\pipe\\${folder.replaceAll(/[\\:]/g, '-')}-${name}` : join(folder, name);

export interface WorkersOptions {
  readonly count: number;
  readonly log: Log;
  /** The first worker listens, on this port. */
  readonly onlistening: (port: number) => void;
}

export class Workers {
  readonly #options: WorkersOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
  readonly #running = new Map<number, Worker>();
  readonly #restarts = new Set<NodeJS.Timeout>();
  #listening = false;
  #stopping = false;
  #ended: (code: number) => void = () => undefined;

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  /** Resolves to the exit code once all have ended: 0 after `stop`, or that of a first worker that could not start. */
  run(): Promise<number> {
    cluster.on('listening', ({ process: { pid } }, { port }) => this.#listens(pid, port));
    this.#start(0, RESTART_MS);
    return new Promise<number>((resolve) => (this.#ended = resolve)).finally(() =>
      rmSync(this.#folder, { recursive: true, force: true }),
    );
  }

  /** Each worker stops as a server alone does. */
  stop(signal: NodeJS.Signals): void {
    this.#stopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    this.pass(signal);
    if (this.#running.size === 0) this.#ended(0);
  }

  /** To each worker that runs. */
  pass(signal: NodeJS.Signals): void {
    for (const worker of this.#running.values()) worker.process.kill(signal);
  }

  /** The others start when the first one has the port. */
  #listens(pid: number | undefined, port: number): void {
    this.#options.log.info({ pid }, 'a worker runs');
    if (this.#listening) return;
    this.#listening = true;
    for (let slot = 1; slot < this.#options.count; slot += 1) this.#start(slot, RESTART_MS);
    this.#options.onlistening(port);
  }

  #start(slot: number, delayMs: number): void {
    const began = performance.now();
    const worker = cluster.fork({ [SLOT]: String(slot), [FOLDER]: this.#folder });
    this.#running.set(slot, worker);
    worker.once('exit', (code: number | null, signal: string | null) => {
      this.#running.delete(slot);
      if (this.#stopping) return void (this.#running.size === 0 && this.#ended(0));
      if (!this.#listening) return this.#ended(code || 1);
      const wait = performance.now() - began > SETTLED_MS ? RESTART_MS : delayMs;
      this.#options.log.error({ worker: slot, code, signal }, 'a worker ended and is replaced; its clients come back');
      this.#restart(slot, wait);
    });
  }

  #restart(slot: number, waitMs: number): void {
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#start(slot, Math.min(waitMs * 2, RESTART_MAX_MS));
    }, waitMs);
    this.#restarts.add(timer);
  }
}
