/**
 * A certificate that a machine makes for itself (RFC 5280), so that phones on its network get https, and with it camera
 * and microphone. Nobody vouches for it: browsers warn once. What is made here is fixed but for names and dates.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import { bits, der, integer, octets, oid, sequence, set, time, utf8, yes } from './der.js';

/** PEM, as Node's TLS takes it. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Host names and addresses, as browsers write them without brackets. */
  readonly names: readonly string[];
  readonly from: Date;
  readonly until: Date;
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const COMMON_NAME = oid('2.5.4.3');
const SERIAL_BYTES = 16;

export function makeCertificate({ names, from, until }: CertificateOptions): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(COMMON_NAME, utf8('rtc-call on this network'))));
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))), // Version 3.
    integer(serial()),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions(names))),
  );
  const certificate = sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, privateKey)));
  return { cert: pem(certificate), key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) };
}

/** Positive, and never the same again: Firefox refuses a second certificate of one name and number. */
function serial(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes;
}

/** What Safari asks of a server's certificate, too: its names, and that it is for servers. */
const extensions = (names: readonly string[]): Buffer[] => [
  extension('2.5.29.19', sequence(), true), // Not an authority: it can vouch for no other site.
  extension('2.5.29.15', der(0x03, Buffer.from([7, 0x80])), true), // Signs its handshakes.
  extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))), // Of a server.
  extension('2.5.29.17', sequence(...names.map(alternativeName))),
];

const extension = (id: string, content: Buffer, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(content));

const alternativeName = (name: string): Buffer =>
  isIP(name) === 0 ? der(0x82, Buffer.from(name, 'ascii')) : der(0x87, addressBytes(name));

/** 4 or 16 bytes. */
function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const [before, after] = [words(head), words(tail ?? '')];
  const gap = Array.from({ length: 16 - before.length - after.length }, () => 0);
  return Buffer.from([...before, ...gap, ...after]);
}

const words = (text: string): number[] =>
  text
    .split(':')
    .filter((word) => word !== '')
    .flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 0xff]);

const pem = (certificate: Buffer): string =>
  [
    '-----BEGIN CERTIFICATE-----',
    ...(certificate.toString('base64').match(/.{1,64}/g) ?? []),
    '-----END CERTIFICATE-----',
    '',
  ].join('\n');
