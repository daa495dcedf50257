/** A real redis-server of one test file: on a socket in a folder of its own, without a port, stopped by its own pid. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'].find(
  (path) => existsSync(path),
);
export const redisInstalled = PROGRAM !== undefined;
if (!redisInstalled) console.warn('redis-server is not installed: the tests against it are skipped');

export class RedisServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'redis-'));
  #process: ChildProcess | null = null;

  /** As `REDIS_URL` takes it. */
  get url(): string {
    return join(this.#folder, 'socket');
  }

  /** With what it was told to save, which is nothing by itself. */
  async start(more: readonly string[] = []): Promise<void> {
    if (!PROGRAM) throw new Error('redis-server is not installed');
    const child = spawn(PROGRAM, [...this.#settings(), ...more], { stdio: 'ignore' });
    this.#process = child;
    while (!(await answers(this.url))) if (child.exitCode !== null) throw new Error('redis-server ended');
  }

  /** It is gone from one moment to the next. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** It cannot save any more: a folder is where its file should be. */
  spoilFile(): void {
    mkdirSync(join(this.#folder, 'dump.rdb'));
  }

  /** It keeps its connections and says nothing. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #settings(): string[] {
    const [port, save, dir] = [
      ['--port', '0'],
      ['--save', '', '--appendonly', 'no'],
      ['--dir', this.#folder],
    ];
    return [...port, ...save, ...dir, '--unixsocket', this.url, '--unixsocketperm', '700'];
  }
}

/** It says nothing when it is ready: its socket does. What is refused is refused at once, so this paces itself. */
async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  const open = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => setTimeout(resolve, 20, false));
  });
  socket.destroy();
  return open;
}
