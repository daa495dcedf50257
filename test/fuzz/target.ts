/** The server under attack: the built command, as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until, within } from '../support/wait.js';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
const MEASURE = new URL('measure.mjs', import.meta.url).href;
export const TOKEN = 'a-token-of-the-api-for-fuzzing';
/** Every setting of a limit, so that all frames reach the code behind it. */
const UNLIMITED = [
  '--max-sockets=0',
  '--connections-per-minute=0',
  '--failures-per-minute=0',
  '--credentials-per-minute=0',
  '--rooms-per-address=0',
];
/** So few that a crowd meets them soon. */
const LIMITED = ['--connections-per-minute=8', '--failures-per-minute=10', '--rooms-per-address=3'];
const WARN = 40;
/** Lines of its log that are kept. */
const KEPT = 20;

export interface Measured {
  /** Bytes after a collection. */
  readonly heap: number;
  /** TCP connections that are open. */
  readonly sockets: number;
  /** Seconds of the processor. */
  readonly cpu: number;
  /** Milliseconds: the longest that it was busy with one thing, or another process had its core. */
  readonly stall: number;
}

export class Target {
  readonly #child: ChildProcess;
  /** What it should never say: warnings, errors, anything on its standard error. */
  readonly complaints: string[] = [];
  #port = 0;

  constructor({ limits }: { readonly limits: boolean }) {
    const args = ['--port=0', '--host=127.0.0.1', '--log-format=json', '--trust-proxy=1', `--api-token=${TOKEN}`];
    const turn = ['--turn=turn:turn.example.com', '--turn-secret=a-secret-of-coturn-for-fuzzing', '--turn-check=0'];
    this.#child = spawn(
      process.execPath,
      ['--expose-gc', '--import', MEASURE, MAIN, ...args, ...turn, ...(limits ? LIMITED : UNLIMITED)],
      { env: {}, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    );
    const { stdout, stderr } = this.#child;
    if (!stdout || !stderr) throw new Error('the server has no output');
    createInterface({ input: stdout }).on('line', (line) => this.#read(line));
    createInterface({ input: stderr }).on('line', (line) => this.#complain(line));
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Serves when this resolves. */
  async open(): Promise<this> {
    await until('the address of the server', () => this.#port > 0);
    return this;
  }

  async measure(): Promise<Measured> {
    if (!this.alive) throw new Error(`the server has ended: ${this.complaints.join('\n')}`);
    this.#child.send('measure');
    const [measured] = (await within('the measurement', once(this.#child, 'message'))) as [Measured];
    return measured;
  }

  /** One of the figures of `/metrics`, asked for from an address of its own. */
  async figure(name: string): Promise<number> {
    const headers = { Authorization: `Bearer ${TOKEN}`, 'X-Forwarded-For': '192.0.2.9', Connection: 'close' };
    const text = await (await fetch(`${this.url}/metrics`, { headers })).text();
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? NaN);
  }

  /** Its exit code. */
  async stop(): Promise<number | null> {
    if (!this.alive) return this.#child.exitCode;
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    this.#child.kill('SIGTERM');
    const [code] = (await exited) as [number | null];
    return code;
  }

  #read(line: string): void {
    this.#port ||= Number(/localhost:(\d+)/.exec(line)?.[1] ?? 0);
    const level = Number(/"level":(\d+)/.exec(line)?.[1] ?? 0);
    if (level > WARN || (level === WARN && !EXPECTED.test(line))) this.#complain(line);
  }

  #complain(line: string): void {
    if (this.complaints.length < KEPT) this.complaints.push(line);
  }
}

/** What it warns of at its start. */
const EXPECTED = /pages of any origin|open mode|DRAIN/;
