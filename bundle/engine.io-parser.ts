/** Engine.IO's packets as text (protocol 4): a digit for the type, then the data. Nobody sends binary ones here. */
const TYPES = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];
const SEPARATOR = '\x1e';

interface Packet {
  type: string;
  data?: string;
}

export const protocol = 4;

const encode = ({ type, data }: Packet): string => `${TYPES.indexOf(type)}${data ?? ''}`;

export function encodePacket(packet: Packet, _binary: boolean, callback: (encoded: string) => void): void {
  callback(encode(packet));
}

export function decodePacket(encoded: unknown): Packet {
  const [digit] = typeof encoded === 'string' ? (/^[0-6]/.exec(encoded) ?? []) : [];
  const type = TYPES[Number(digit)];
  if (typeof encoded !== 'string' || !type) return { type: 'error', data: 'parser error' };
  return encoded.length > 1 ? { type, data: encoded.slice(1) } : { type };
}

export function encodePayload(packets: readonly Packet[], callback: (encoded: string) => void): void {
  callback(packets.map(encode).join(SEPARATOR));
}

/** Up to the first that is none. */
export function decodePayload(encoded: string): Packet[] {
  const packets = encoded.split(SEPARATOR).map(decodePacket);
  const bad = packets.findIndex(({ type }) => type === 'error');
  return bad < 0 ? packets : packets.slice(0, bad + 1);
}
