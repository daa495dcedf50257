/** The built server as a process of its own: started on a free port, killed, started again on the same one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Another checkout's may be named, so that one bench can measure two builds. */
const DIST = process.env['RTC_CALL_DIST'] ?? fileURLToPath(new URL('../../../dist', import.meta.url));
const MAIN = join(DIST, 'server/main.js');

export class App {
  readonly #settings: readonly string[];
  readonly #entry: readonly string[];
  #process: ChildProcess | null = null;
  #port = 0;
  #scheme = 'http';

  /** `entry`: what starts a program where this one should run, such as in a network namespace. */
  constructor(settings: readonly string[] = [], entry: readonly string[] = []) {
    this.#settings = settings;
    this.#entry = entry;
  }

  get url(): string {
    return `${this.#scheme}://localhost:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const command = [MAIN, '--port', `${this.#port}`, '--log-format', 'json', ...this.#settings];
    const [program = process.execPath, ...args] = [...this.#entry, process.execPath, ...command];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const [, scheme, port] = /(https?):\/\/localhost:(\d+)/.exec(line) ?? [];
      if (!scheme || !port) continue;
      this.#scheme = scheme;
      this.#port = Number(port);
      child.stdout.resume();
      return;
    }
    throw new Error('the server ended before it listened');
  }

  /** As an update does: it says goodbye and is there again, on the same port. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** It hangs: the kernel still takes what is sent to it, nobody answers. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends it by its own pid; SIGKILL is a crash. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    child.kill('SIGCONT'); // A frozen one hears nothing but SIGKILL.
    await exited;
  }
}
