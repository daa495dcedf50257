/**
 * Messages of STUN and TURN as bytes (RFC 8489 5 and 14, RFC 8656 18): the few that ask a relay for an allocation. No socket here.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const HEADER = 20;
const COOKIE = 0x2112a442;
const INTEGRITY_BYTES = 20;

/** RFC 8656 17: methods. */
export const METHODS = { allocate: 0x003, refresh: 0x004, createPermission: 0x008 } as const;
export type Method = keyof typeof METHODS;

/** RFC 8489 18.3, RFC 8656 18: attributes. */
export const ATTRIBUTES = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedTransport: 0x0019,
} as const;
type AttributeName = keyof typeof ATTRIBUTES;

export interface Account {
  readonly username: string;
  readonly credential: string;
  /** Named by the server with its first refusal. */
  readonly realm: string;
  readonly nonce: Buffer;
}

export interface Request {
  readonly method: Method;
  readonly attributes: Readonly<Partial<Record<AttributeName, Buffer>>>;
  /** Signs the request with the long-term credential (RFC 8489 9.2). */
  readonly account?: Account;
}

export interface Reply {
  readonly transaction: Buffer;
  readonly success: boolean;
  /** 0 where it was a success, or a refusal that names none. */
  readonly code: number;
  attribute(name: AttributeName): Buffer | undefined;
  /** Whether it was signed with this account's key: whoever answers knows the secret. */
  signedBy(account: Account): boolean;
}

/** RFC 8489 9.2.2: the key of a long-term credential. */
const keyOf = ({ username, realm, credential }: Account): Buffer =>
  createHash('md5').update(`${username}:${realm}:${credential}`).digest();

const padded = (length: number): number => Math.ceil(length / 4) * 4;

function attribute(name: AttributeName, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16BE(ATTRIBUTES[name], 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

/** The two class bits stand between the method's (RFC 8489 5); a request has none. */
function header(method: number, length: number, transaction: Buffer): Buffer {
  const bytes = Buffer.alloc(HEADER);
  bytes.writeUInt16BE(method, 0);
  bytes.writeUInt16BE(length, 2);
  bytes.writeUInt32BE(COOKIE, 4);
  transaction.copy(bytes, 8);
  return bytes;
}

export function encodeRequest(
  { method, attributes, account }: Request,
  transaction: Buffer = randomBytes(12),
): { transaction: Buffer; bytes: Buffer } {
  const own = Object.entries(attributes) as [AttributeName, Buffer][];
  const body = Buffer.concat(
    [...own, ...(account ? identity(account) : [])].map(([name, value]) => attribute(name, value)),
  );
  if (!account) return { transaction, bytes: Buffer.concat([header(METHODS[method], body.length, transaction), body]) };
  // The length that is signed counts the signature (RFC 8489 14.5).
  const length = body.length + 4 + INTEGRITY_BYTES;
  const signed = Buffer.concat([header(METHODS[method], length, transaction), body]);
  const signature = createHmac('sha1', keyOf(account)).update(signed).digest();
  return { transaction, bytes: Buffer.concat([signed, attribute('messageIntegrity', signature)]) };
}

const identity = ({ username, realm, nonce }: Account): [AttributeName, Buffer][] => [
  ['username', Buffer.from(username)],
  ['realm', Buffer.from(realm)],
  ['nonce', nonce],
];

/** How many bytes of a stream the message at its start takes; null while its header is not there yet. */
export const lengthOf = (stream: Buffer): number | null =>
  stream.length < HEADER ? null : HEADER + stream.readUInt16BE(2);

/** An answer to a request; null where these bytes are none. */
export function decodeReply(bytes: Buffer): Reply | null {
  if (bytes.length < HEADER || bytes.readUInt32BE(4) !== COOKIE || lengthOf(bytes) !== bytes.length) return null;
  const kind = bytes.readUInt16BE(0) & 0x0110;
  if (kind !== 0x0100 && kind !== 0x0110) return null;
  const found = attributesOf(bytes);
  if (!found) return null;
  const get = (name: AttributeName): Buffer | undefined => found.get(ATTRIBUTES[name])?.value;
  const error = get('errorCode');
  return {
    transaction: bytes.subarray(8, HEADER),
    success: kind === 0x0100,
    code: error && error.length >= 4 ? (error.readUInt8(2) & 7) * 100 + error.readUInt8(3) : 0,
    attribute: get,
    signedBy: (account) => isSigned(bytes, found.get(ATTRIBUTES.messageIntegrity), account),
  };
}

interface Found {
  readonly at: number;
  readonly value: Buffer;
}

/** The first of each kind counts (RFC 8489 14); null where they do not fit into the message. */
function attributesOf(bytes: Buffer): Map<number, Found> | null {
  const found = new Map<number, Found>();
  for (let at = HEADER; at < bytes.length;) {
    const end = at + 4 <= bytes.length ? at + 4 + bytes.readUInt16BE(at + 2) : Infinity;
    if (end > bytes.length) return null;
    const type = bytes.readUInt16BE(at);
    if (!found.has(type)) found.set(type, { at, value: bytes.subarray(at + 4, end) });
    at = at + 4 + padded(end - at - 4);
  }
  return found;
}

function isSigned(bytes: Buffer, integrity: Found | undefined, account: Account): boolean {
  if (integrity?.value.length !== INTEGRITY_BYTES) return false;
  // What follows the signature (a fingerprint) does not count towards the length that was signed.
  const signed = Buffer.from(bytes.subarray(0, integrity.at));
  signed.writeUInt16BE(integrity.at - HEADER + 4 + INTEGRITY_BYTES, 2);
  return timingSafeEqual(createHmac('sha1', keyOf(account)).update(signed).digest(), integrity.value);
}

/** An IPv4 address and a port as XOR-PEER-ADDRESS writes them (RFC 8489 14.2). */
export function xorAddress(address: string, port: number): Buffer {
  const cookie = Buffer.alloc(4);
  cookie.writeUInt32BE(COOKIE);
  const bytes = Buffer.from([0, 1, port >> 8, port & 0xff, ...address.split('.').map(Number)]);
  for (const [index, byte] of cookie.entries()) {
    bytes.writeUInt8(bytes.readUInt8(4 + index) ^ byte, 4 + index);
    if (index < 2) bytes.writeUInt8(bytes.readUInt8(2 + index) ^ byte, 2 + index);
  }
  return bytes;
}
