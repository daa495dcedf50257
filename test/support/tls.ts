/** What a server's https looks like from outside. */
import type { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { makeCertificate, type KeyPair } from '../../server/certificate.js';
import { within } from './wait.js';

const DAY_MS = 24 * 3_600_000;

export function pairFor(...names: string[]): KeyPair {
  const now = Date.now();
  return makeCertificate({ names, from: new Date(now - DAY_MS), until: new Date(now + DAY_MS) });
}

/** The certificate that it shows to somebody who asks now. */
export function shown(port: number): Promise<X509Certificate> {
  const asked = new Promise<X509Certificate>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate) resolve(certificate);
      else reject(new Error('no certificate was shown'));
    });
    socket.once('error', reject);
  });
  return within('a TLS handshake', asked);
}
