/**
 * The certificate that an https server shows: read when it starts, and again every minute and when told to, so that a
 * renewed one is used without a restart. What cannot be used is said, and the one before stays.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { ownNames } from './network.js';
import type { KeyPair } from './certificate.js';
import type { Config } from './config.js';
import type { Log } from './log.js';
import { ownCertificate, stateFolder } from './own-certificate.js';

const REREAD_MS = 60_000;

/** Throws where there is no pair to use. */
export type ReadKeyPair = () => KeyPair;

/** How `config` says to get one; nothing where it says plain http. */
export function keyPairOf({ https, tlsCert, tlsKey, stateDir }: Config): ReadKeyPair | undefined {
  if (tlsCert !== undefined && tlsKey !== undefined) return () => inFiles(tlsCert, tlsKey);
  if (!https) return undefined;
  return () => ownCertificate({ folder: stateDir ?? stateFolder(), names: ownNames(), now: Date.now() });
}

const inFiles = (cert: string, key: string): KeyPair => ({
  cert: readFileSync(cert, 'utf8'),
  key: readFileSync(key, 'utf8'),
});

const fingerprintOf = ({ cert }: KeyPair): string => new X509Certificate(cert).fingerprint256;

/** Of the certificate that a server with this `config` shows, in another process than this one. Throws where it has none to show. */
export function fingerprintFor(config: Config): string | undefined {
  const pair = keyPairOf(config)?.();
  return pair && fingerprintOf(pair);
}

export class Tls {
  readonly #server: Server;
  readonly #read: ReadKeyPair;
  readonly #log: Log;
  readonly #rereadMs: number;
  #timer: NodeJS.Timeout | undefined;
  #pair: KeyPair | undefined;
  /** What was wrong at the last reading, so that it is said once. */
  #trouble = '';

  constructor(server: Server, read: ReadKeyPair, log: Log, rereadMs = REREAD_MS) {
    this.#server = server;
    this.#read = read;
    this.#log = log;
    this.#rereadMs = rereadMs;
  }

  /** Throws where there is nothing to begin with. */
  start(): void {
    this.close();
    this.#use(this.#read());
    this.#timer = setInterval(() => this.reread(), this.#rereadMs).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  reread(): void {
    try {
      this.#use(this.#read());
      this.#trouble = '';
    } catch (error) {
      this.#complain(String(error));
    }
  }

  /** SHA-256 of the certificate, as browsers show it. */
  get fingerprint(): string {
    return this.#pair ? fingerprintOf(this.#pair) : '';
  }

  #complain(trouble: string): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#log.error({ trouble }, 'the certificate cannot be read anew, the one before is used');
  }

  #use(pair: KeyPair): void {
    if (pair.cert === this.#pair?.cert && pair.key === this.#pair.key) return;
    this.#server.setSecureContext(pair); // Throws where the two do not belong together, and keeps what it had.
    const first = this.#pair === undefined;
    this.#pair = pair;
    const { validTo } = new X509Certificate(pair.cert);
    this.#log.info({ until: validTo, tag: tagOf(pair.cert) }, first ? 'certificate read' : 'certificate read anew');
  }
}

const tagOf = (cert: string): string => createHash('sha256').update(cert).digest('hex').slice(0, 8);
