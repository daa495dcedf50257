/** A real coturn on loopback, with time-limited credentials; stopped by its own pid. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** Its UDP listeners come after those of TCP: a STUN binding request (RFC 8489 5) is answered once they are there. */
async function answers(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.send(Buffer.concat([Buffer.from('000100002112a442', 'hex'), Buffer.alloc(12)]));
  const heard = await Promise.race([
    once(socket, 'message').then(() => true),
    new Promise<boolean>((resolve) => socket.once('error', () => setTimeout(resolve, 50, false))),
    new Promise<boolean>((resolve) => setTimeout(resolve, 500, false)),
  ]).catch(() => false);
  socket.close();
  return heard;
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

/** The settings that we give to those who run one. */
const HARDENED = fileURLToPath(new URL('../../coturn/turnserver.conf', import.meta.url));

export interface CoturnOptions {
  /** By `coturn/turnserver.conf`, with TLS by a certificate of its own for `localhost`. */
  readonly hardened?: boolean;
  readonly secrets?: readonly string[];
  readonly more?: readonly string[];
}

export class Coturn {
  readonly secret = 'a-secret-of-the-tests-only';
  readonly #folder = mkdtempSync(join(tmpdir(), 'coturn-'));
  readonly #options: CoturnOptions;
  #process: ChildProcess | null = null;
  #port = 0;
  #tlsPort = 0;

  constructor(options: CoturnOptions = {}) {
    this.#options = options;
  }

  urls(transport: 'udp' | 'tcp' | 'tls'): string {
    if (transport === 'tls') return `turns:localhost:${this.#tlsPort}?transport=tcp`;
    return `turn:127.0.0.1:${this.#port}?transport=${transport}`;
  }

  /** To believe its certificate by. */
  get ca(): string {
    return readFileSync(this.#certificate, 'utf8');
  }

  async start(): Promise<void> {
    this.#port = await freePort();
    this.#tlsPort = await freePort();
    if (this.#options.hardened) this.#makeCertificate();
    this.#process = spawn(PROGRAM, this.#settings(), { stdio: 'ignore' });
    const ready = async (): Promise<boolean> => (await accepts(this.#port)) && (await answers(this.#port));
    while (!(await ready())) if (this.#process.exitCode !== null) throw new Error('coturn ended');
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

  get #certificate(): string {
    return join(this.#folder, 'cert.pem');
  }

  get #key(): string {
    return join(this.#folder, 'key.pem');
  }

  #makeCertificate(): void {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const made = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-keyout',
      this.#key,
      '-out',
      this.#certificate,
    ];
    execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '2', ...subject, ...made], { stdio: 'ignore' });
  }

  #settings(): string[] {
    const { hardened, secrets = [this.secret], more = [] } = this.#options;
    return [
      ['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${this.#port}`],
      secrets.map((secret) => `--static-auth-secret=${secret}`),
      [`--pidfile=${join(this.#folder, 'pid')}`, `--userdb=${join(this.#folder, 'db')}`],
      hardened ? this.#hardened() : [...BARE],
      more,
    ].flat();
  }

  #hardened(): string[] {
    return [
      ['-c', HARDENED, `--tls-listening-port=${this.#tlsPort}`],
      [`--cert=${this.#certificate}`, `--pkey=${this.#key}`],
    ].flat();
  }
}

const BARE = [
  '-n',
  '--log-file=stdout',
  '--no-cli',
  '--no-tls',
  '--no-dtls',
  '--realm=test',
  '--use-auth-secret',
  '--allow-loopback-peers',
];
