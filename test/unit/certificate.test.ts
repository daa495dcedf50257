import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, date, domain, ipV4, ipV6, oneof, property } from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../../server/certificate.js';
import { time } from '../../server/der.js';
import { ownCertificate, stateFolder } from '../../server/own-certificate.js';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.parse('2026-11-27T12:00:00Z');
const NAMES = ['localhost', 'box.local', '127.0.0.1', '::1', '192.168.1.20', '2001:db8::7:1'];

const make = (names: readonly string[] = NAMES, from = NOW, until = NOW + 30 * DAY_MS): X509Certificate =>
  new X509Certificate(makeCertificate({ names, from: new Date(from), until: new Date(until) }).cert);

describe('a certificate that the machine makes', () => {
  test('is for its names and no other', () => {
    const certificate = make();
    for (const host of ['localhost', 'box.local']) expect(certificate.checkHost(host)).toBe(host);
    for (const address of NAMES.slice(2)) expect(certificate.checkIP(address), address).toBe(address);
    expect([certificate.checkHost('example.com'), certificate.checkIP('192.168.1.21')]).toEqual([undefined, undefined]);
  });

  test('signed itself with the key that comes with it, and can vouch for no other', () => {
    const pair = makeCertificate({ names: NAMES, from: new Date(NOW), until: new Date(NOW + DAY_MS) });
    const certificate = new X509Certificate(pair.cert);
    expect(certificate.checkPrivateKey(createPrivateKey(pair.key))).toBe(true);
    expect([certificate.verify(certificate.publicKey), certificate.checkIssued(certificate)]).toEqual([true, false]);
    expect(certificate.ca).toBe(false);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  test('says that it is a server’s, which Safari asks for', () => {
    expect(make().keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  test('never has a number twice', () => {
    expect(new Set(Array.from({ length: 200 }, () => make().serialNumber)).size).toBe(200);
  });

  test('is read by OpenSSL whatever its names and dates are', () => {
    const dates = date({ min: new Date('1970-01-02Z'), max: new Date('2120-01-01Z'), noInvalidDate: true });
    assert(
      property(array(oneof(domain(), ipV4(), ipV6()), { minLength: 1, maxLength: 40 }), dates, dates, (names, a, b) => {
        const certificate = make(names, +a, +b);
        const second = (at: Date): number => Math.floor(+at / 1_000) * 1_000;
        expect([Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]).toEqual([second(a), second(b)]);
        expect(certificate.subjectAltName?.split(', ')).toHaveLength(names.length);
      }),
      { numRuns: 200 },
    );
  });
});

test('a time is written in two ways, by its year', () => {
  expect(time(new Date('2049-12-31T23:59:59.9Z'))).toEqual(Buffer.from('\x17\x0d491231235959Z'));
  expect(time(new Date('2050-01-01T00:00:00Z'))).toEqual(Buffer.from('\x18\x0f20500101000000Z'));
});

describe('the one that is kept', () => {
  let folder = '';
  const file = (): string => join(folder, 'state', 'own-certificate.pem');
  const own = (now = NOW, names: readonly string[] = NAMES) =>
    ownCertificate({ folder: join(folder, 'state'), names, now });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is used again, so that a phone is asked once', () => {
    const first = own();
    expect(own(NOW + DAY_MS)).toEqual(first);
    expect(own(NOW, NAMES.slice(0, 3))).toEqual(first);
  });

  test('can be read by its owner only, whatever was there before', () => {
    own();
    expect([statSync(file()).mode & 0o777, statSync(join(folder, 'state')).mode & 0o777]).toEqual([0o600, 0o700]);
    chmodSync(file(), 0o644);
    own(NOW + 29 * DAY_MS);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test('holds from the day before, for clocks that are behind, to thirty days after', () => {
    const { validFrom, validTo } = new X509Certificate(own().cert);
    expect([Date.parse(validFrom), Date.parse(validTo)]).toEqual([NOW - DAY_MS, NOW + 30 * DAY_MS]);
  });

  test('is made anew a week before it ends, and not earlier', () => {
    const first = own();
    expect(own(NOW + 23 * DAY_MS).cert).toBe(first.cert);
    expect(own(NOW + 23 * DAY_MS + 1_000).cert).not.toBe(first.cert);
  });

  test('is made anew where an address is missing in it', () => {
    const first = own();
    const second = own(NOW, [...NAMES, '10.0.0.7']);
    expect(second.cert).not.toBe(first.cert);
    expect(new X509Certificate(second.cert).checkIP('10.0.0.7')).toBe('10.0.0.7');
  });

  test.each([
    ['empty', () => ''],
    ['cut off', (text: string) => text.slice(0, text.length / 2)],
    ['not a certificate', (text: string) => text.replace(/MII/, '***')],
  ])('is made anew where the file is %s', (_what, damage) => {
    const { cert } = own();
    writeFileSync(file(), damage(readFileSync(file(), 'utf8')));
    expect(own().cert).not.toBe(cert);
    expect(new X509Certificate(own().cert).checkHost('localhost')).toBe('localhost');
  });

  test('leaves no other file behind', () => {
    own();
    own(NOW + 29 * DAY_MS);
    expect(readdirSync(join(folder, 'state'))).toEqual(['own-certificate.pem']);
  });

  test('is not made in secret where it cannot be kept', () => {
    writeFileSync(join(folder, 'state'), 'in the way');
    expect(() => own()).toThrow(/ENOTDIR|EEXIST/);
  });

  test('is in the folder for such things', () => {
    expect(stateFolder('/home/ann/.state')).toBe('/home/ann/.state/rtc-call');
    expect(stateFolder('')).toMatch(/\.local\/state\/rtc-call$/);
  });
});
