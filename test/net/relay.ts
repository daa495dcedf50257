/** coturn on public addresses: STUN, and TURN by UDP, by TCP and by TLS on 443, with time-limited credentials. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RELAY } from './addresses.js';
import type { Namespace } from './namespace.js';
import { sh } from './shell.js';

export const COTURN = '/usr/bin/turnserver';

/** It says nothing when it is ready; `ss` says when its last port listens. */
const ASK_MS = 50;

export const STUN = `stun:${RELAY}:3478`;
export const TURN = {
  udp: `turn:${RELAY}:3478?transport=udp`,
  tcp: `turn:${RELAY}:3478?transport=tcp`,
  tls: `turns:${RELAY}:443?transport=tcp`,
} as const;
export type Transport = keyof typeof TURN;

export class Relay {
  readonly secret = 'a-secret-of-the-lab-only';
  readonly #folder = mkdtempSync(join(tmpdir(), 'rtc-call-relay-'));
  #process: ChildProcess | null = null;

  /** In `namespace`, which has its address. */
  async start(namespace: Namespace): Promise<void> {
    const [program, ...args] = namespace.entry;
    if (!existsSync(join(this.#folder, 'key.pem'))) await this.#makeCertificate();
    const child = spawn(program, [...args, COTURN, ...this.#settings()], { stdio: 'ignore' });
    this.#process = child;
    const listens = (): Promise<string> => namespace.run('ss', ['-Hltn', `src ${RELAY}:443`]);
    while ((await listens()) === '') {
      if (child.exitCode !== null) throw new Error('coturn ended');
      await delay(ASK_MS);
    }
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #makeCertificate(): Promise<void> {
    const files = ['-keyout', join(this.#folder, 'key.pem'), '-out', join(this.#folder, 'cert.pem')];
    const subject = ['-subj', '/CN=relay', '-addext', `subjectAltName=IP:${RELAY}`];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await sh('openssl', ['req', '-x509', '-days', '2', ...key, ...files, ...subject]);
  }

  /** Private addresses are refused: sending to what the internet does not know would end the client's TCP connection. */
  #settings(): string[] {
    const at = (name: string): string => join(this.#folder, name);
    return [
      ['-n', '--log-file=stdout', '--no-cli', '--no-dtls', '--no-multicast-peers', '--realm=lab'],
      [`--listening-ip=${RELAY}`, `--relay-ip=${RELAY}`, '--listening-port=3478', '--tls-listening-port=443'],
      [`--cert=${at('cert.pem')}`, `--pkey=${at('key.pem')}`],
      ['--denied-peer-ip=10.0.0.0-10.255.255.255', '--use-auth-secret', `--static-auth-secret=${this.secret}`],
      [`--pidfile=${at('pid')}`, `--userdb=${at('db')}`],
    ].flat();
  }
}
