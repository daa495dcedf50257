import { createHash, createHmac } from 'node:crypto';
import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeReply, encodeRequest, lengthOf, xorAddress } from '../../server/stun.js';
import { parseTurnUrl } from '../../server/turn-wire.js';

const ACCOUNT = { username: 'ann', credential: 'password', realm: 'r.example', nonce: Buffer.from('once') };
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** A success response to an allocation with these attributes, signed like a request of ours is. */
function answered(by: typeof ACCOUNT): Buffer {
  const { bytes } = encodeRequest({ method: 'allocate', attributes: {}, account: by });
  const signed = Buffer.from(bytes.subarray(0, -24));
  signed.writeUInt16BE(0x0103, 0);
  const key = createHash('md5').update(`${by.username}:${by.realm}:${by.credential}`).digest();
  return Buffer.concat([signed, hex('0008 0014'), createHmac('sha1', key).update(signed).digest()]);
}

describe('a request', () => {
  test('has the header of RFC 8489 5 and its attributes, each filled up to four bytes', () => {
    const attributes = { requestedTransport: Buffer.from([17, 0, 0, 0]), realm: Buffer.from('abcde') };
    const { bytes } = encodeRequest({ method: 'allocate', attributes }, Buffer.alloc(12, 7));
    expect(bytes).toEqual(
      hex('0003 0014 2112a442 070707070707070707070707 0019 0004 11000000 0014 0005 6162636465 000000'),
    );
  });

  test('that is signed is 24 bytes longer, and its length says so', () => {
    const { bytes } = encodeRequest({ method: 'refresh', attributes: {}, account: ACCOUNT });
    expect(lengthOf(bytes)).toBe(bytes.length);
    expect(bytes.readUInt16BE(bytes.length - 24)).toBe(0x0008);
  });
});

describe('an answer', () => {
  test('is read by the sample of RFC 5769 2.2', () => {
    const reply = decodeReply(
      hex(`0101003c 2112a442 b7e7a701bc34d686fa87dfae
        8022000b 7465737420766563746f7220 00200008 0001a147e112a643
        00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96`),
    );
    expect(reply).toMatchObject({ success: true, code: 0, transaction: hex('b7e7a701bc34d686fa87dfae') });
  });

  test('that refuses says its code', () => {
    const reply = decodeReply(hex('0113 0008 2112a442 000000000000000000000000 0009 0004 00000401'));
    expect(reply).toMatchObject({ success: false, code: 401 });
  });

  test('is known as signed by who has the secret, and by nobody else', () => {
    const reply = decodeReply(answered(ACCOUNT));
    expect(reply?.signedBy(ACCOUNT)).toBe(true);
    expect(reply?.signedBy({ ...ACCOUNT, credential: 'guess' })).toBe(false);
    const unsigned = decodeReply(hex('0103 0000 2112a442 000000000000000000000000'));
    expect(unsigned?.signedBy(ACCOUNT)).toBe(false);
  });

  test.each([
    ['a request', '0003 0000 2112a442 000000000000000000000000'],
    ['another cookie', '0103 0000 2112a443 000000000000000000000000'],
    ['too short a header', '0103 0000 2112a442'],
    ['a length that is not its own', '0103 0004 2112a442 000000000000000000000000'],
    ['an attribute that goes beyond the end', '0103 0004 2112a442 000000000000000000000000 0014 0010'],
  ])('is not %s', (_what, bytes) => {
    expect(decodeReply(hex(bytes))).toBeNull();
  });

  test('may be anything: it is read or not, and nothing breaks', () => {
    assert(property(uint8Array({ maxLength: 120 }), (bytes) => void decodeReply(Buffer.from(bytes))));
    const valid = answered(ACCOUNT);
    assert(
      property(uint8Array({ minLength: 1, maxLength: 30 }), (noise) => {
        const bytes = Buffer.concat([valid.subarray(0, valid.length - noise.length), Buffer.from(noise)]);
        expect(decodeReply(bytes)?.signedBy(ACCOUNT) ?? false).toBe(bytes.equals(valid));
      }),
    );
  });
});

test('a peer address is written as in RFC 8489 14.2', () => {
  // 192.0.2.1:32853 of RFC 5769 2.2.
  expect(xorAddress('192.0.2.1', 32_853)).toEqual(hex('0001 a147 e112a643'));
});

describe('a TURN URL', () => {
  test.each([
    ['turn:t.example', { host: 't.example', port: 3478, transport: 'udp' }],
    ['turn:t.example:80?transport=tcp', { host: 't.example', port: 80, transport: 'tcp' }],
    ['turns:t.example', { host: 't.example', port: 5349, transport: 'tls' }],
    ['turns:t.example:443?transport=tcp', { host: 't.example', port: 443, transport: 'tls' }],
    ['turns:t.example?transport=udp', { host: 't.example', port: 5349, transport: 'dtls' }],
    ['turn:[2001:db8::1]:3479', { host: '2001:db8::1', port: 3479, transport: 'udp' }],
    ['turn:192.0.2.1', { host: '192.0.2.1', port: 3478, transport: 'udp' }],
  ])('%s is read by RFC 7065', (url, target) => expect(parseTurnUrl(url)).toEqual(target));

  test.each(['stun:t.example', 'turn:', 'turn:t.example?transport=sctp', 'turn://t.example'])('is not %s', (url) =>
    expect(parseTurnUrl(url)).toBeNull(),
  );
});
