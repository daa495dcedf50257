/** Keeps the certificate that this machine made for itself, so that a phone that has accepted it is not asked again. */
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { makeCertificate, type KeyPair } from './certificate.js';

const DAY_MS = 24 * 3_600_000;
const LIFE_MS = 30 * DAY_MS;
/** Made anew when so little is left. */
const RENEWAL_MS = 7 * DAY_MS;
/** A phone's clock may be behind. */
const SLACK_MS = DAY_MS;
const OWNER_ONLY = 0o600;
const FILE = 'own-certificate.pem';

export interface OwnCertificateOptions {
  readonly folder: string;
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The one that is kept, or a new one where there is none, it ends soon, or a name is missing in it. Throws what the file system says. */
export function ownCertificate({ folder, names, now }: OwnCertificateOptions): KeyPair {
  const kept = read(join(folder, FILE));
  if (kept && serves(kept, names, now)) return kept;
  const made = makeCertificate({ names, from: new Date(now - SLACK_MS), until: new Date(now + LIFE_MS) });
  write(folder, made);
  // Another process may have made one in the same moment: the last one written is everybody's.
  return read(join(folder, FILE)) ?? made;
}

/** Certificate and key in one file: whoever reads it reads a pair. */
function write(folder: string, { cert, key }: KeyPair): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fresh = join(folder, `${FILE}.${process.pid}`);
  writeFileSync(fresh, cert + key, { mode: OWNER_ONLY });
  renameSync(fresh, join(folder, FILE));
}

function read(path: string): KeyPair | undefined {
  const text = textOf(path);
  const [cert] = /-----BEGIN CERTIFICATE-----[^]*-----END CERTIFICATE-----\n/.exec(text) ?? [];
  const [key] = /-----BEGIN PRIVATE KEY-----[^]*-----END PRIVATE KEY-----\n/.exec(text) ?? [];
  return cert && key ? { cert, key } : undefined;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function serves({ cert }: KeyPair, names: readonly string[], now: number): boolean {
  const certificate = parsed(cert);
  if (!certificate || Date.parse(certificate.validTo) - now < RENEWAL_MS) return false;
  return names.every((name) =>
    isIP(name) === 0 ? certificate.checkHost(name) !== undefined : certificate.checkIP(name) !== undefined,
  );
}

/** Nothing where the file was damaged: then another one is made. */
function parsed(cert: string): X509Certificate | undefined {
  try {
    return new X509Certificate(cert);
  } catch {
    return undefined;
  }
}

/** Where programs keep such things (XDG Base Directory Specification). */
export const stateFolder = (home: string | undefined = process.env['XDG_STATE_HOME']): string =>
  join(home || join(homedir(), '.local', 'state'), 'rtc-call');
