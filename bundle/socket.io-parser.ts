/** Socket.IO's packets without binary attachments (protocol 5), as `2/caller,7["signal",{…}]`. */
interface Packet {
  type: number;
  nsp: string;
  id?: number;
  data?: unknown;
}

/** Type, namespace, acknowledgement, JSON. */
const PACKET = /^([0-4])(?:(\/[^,]*),?)?(\d*)(.*)$/s;
const RESERVED: readonly unknown[] = [
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
];

export const protocol = 5;

export const PacketType = { CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4 };

export class Encoder {
  encode({ type, nsp, id, data }: Packet): string[] {
    return [`${type}${nsp === '/' ? '' : `${nsp},`}${id ?? ''}${data === undefined ? '' : JSON.stringify(data)}`];
  }
}

function decode(text: string): Packet {
  const parts = PACKET.exec(text);
  if (!parts) throw new Error(`no packet: ${text}`);
  const [, type, nsp = '/', id, json] = parts;
  const packet: Packet = { type: Number(type), nsp };
  if (id) packet.id = Number(id);
  if (!json) return packet;
  packet.data = JSON.parse(json);
  if (!valid(packet)) throw new Error(`no packet: ${text}`);
  return packet;
}

function valid({ type, data }: Packet): boolean {
  switch (type) {
    case PacketType.CONNECT:
      return isObject(data);
    case PacketType.DISCONNECT:
      return data === undefined;
    case PacketType.CONNECT_ERROR:
      return typeof data === 'string' || isObject(data);
    case PacketType.EVENT:
      return Array.isArray(data) && ['string', 'number'].includes(typeof data[0]) && !RESERVED.includes(data[0]);
    default:
      return Array.isArray(data);
  }
}

const isObject = (data: unknown): boolean => typeof data === 'object' && data !== null && !Array.isArray(data);

/** Socket.IO's manager listens for `decoded`, and for nothing else. */
export class Decoder {
  #listeners = new Set<(packet: Packet) => void>();

  on(_event: string, listener: (packet: Packet) => void): void {
    this.#listeners.add(listener);
  }

  off(_event: string, listener: (packet: Packet) => void): void {
    this.#listeners.delete(listener);
  }

  add(text: string): void {
    const packet = decode(text);
    for (const listener of this.#listeners) listener(packet);
  }

  destroy(): void {
    // No half of a packet is ever kept.
  }
}
