/** The built command as a process of its own; it ends with the test that started it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { until, within } from './wait.js';

const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));

interface Place {
  readonly cwd?: string;
  /** A program that starts it, such as in a namespace of its own. */
  readonly within?: readonly string[];
}

export class Command {
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], env: Readonly<Record<string, string>>, main = MAIN, place: Place = {}) {
    const { cwd, within: outer = [] } = place;
    const [program = '', ...words] = [...outer, process.execPath, main, ...args];
    // No setting of this machine's environment reaches it.
    this.#child = spawn(program, words, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#exit = new Promise((resolve) => this.#child.on('close', resolve));
    onTestFinished(async () => {
      this.#child.kill('SIGKILL');
      await this.#exit;
    });
  }

  /** The exit code; null if a signal ended it. */
  exit(): Promise<number | null> {
    return within('the end of the command', this.#exit);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Whether it runs. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' | 'SIGHUP'): void {
    this.#child.kill(signal);
  }

  /** The port it says it listens on. */
  async port(): Promise<number> {
    await until('its address', () => /localhost:\d+/.test(this.stdout));
    return Number(/localhost:(\d+)/.exec(this.stdout)?.[1]);
  }
}

export const run = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Command =>
  new Command(args, env);
