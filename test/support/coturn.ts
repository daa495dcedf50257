/** A real coturn on loopback, with time-limited credentials; stopped by its own pid. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = '/usr/bin/turnserver';
export const coturnInstalled = existsSync(PROGRAM);

/** coturn takes no port 0: one that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** It says nothing when it is ready: its port does. A refused connection answers at once, so this paces itself. */
async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const open = await Promise.race([
    once(socket, 'connect').then(() => true),
    new Promise<boolean>((resolve) => socket.once('close', () => setTimeout(resolve, 50, false))),
  ]).catch(() => false);
  socket.destroy();
  return open;
}

export class Coturn {
  readonly secret = 'a-secret-of-the-tests-only';
  readonly #folder = mkdtempSync(join(tmpdir(), 'coturn-'));
  #process: ChildProcess | null = null;
  #port = 0;

  urls(transport: 'udp' | 'tcp'): string {
    return `turn:127.0.0.1:${this.#port}?transport=${transport}`;
  }

  async start(): Promise<void> {
    this.#port = await freePort();
    this.#process = spawn(PROGRAM, this.#settings(), { stdio: 'ignore' });
    while (!(await accepts(this.#port))) if (this.#process.exitCode !== null) throw new Error('coturn ended');
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child && child.exitCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #settings(): string[] {
    return [
      ['-n', '--log-file=stdout', '--no-cli', '--no-tls', '--no-dtls', '--realm=test'],
      ['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${this.#port}`],
      ['--use-auth-secret', `--static-auth-secret=${this.secret}`, '--allow-loopback-peers'],
      [`--pidfile=${join(this.#folder, 'pid')}`, `--userdb=${join(this.#folder, 'db')}`],
    ].flat();
  }
}
