/** The built server as a process of its own: started on a free port, killed, started again on the same one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../dist/server/main.js', import.meta.url));

export class App {
  readonly #settings: readonly string[];
  #process: ChildProcess | null = null;
  #port = 0;

  constructor(settings: readonly string[] = []) {
    this.#settings = settings;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const args = [MAIN, '--port', `${this.#port}`, '--log-format', 'json', ...this.#settings];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const port = /http:\/\/localhost:(\d+)/.exec(line)?.[1];
      if (!port) continue;
      this.#port = Number(port);
      child.stdout.resume();
      return;
    }
    throw new Error('the server ended before it listened');
  }

  /** Ends it by its own pid; SIGKILL is a crash. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}
