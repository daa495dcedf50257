/** A way to one TURN server, by UDP, TCP or TLS (RFC 8656 2.1): whole messages go out and come in. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp, isIP, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { lengthOf } from './stun.js';

export interface TurnTarget {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls' | 'dtls';
}

export interface TurnWire {
  /** Whether a message may be lost on the way, so that it is sent again. */
  readonly lossy: boolean;
  send(message: Buffer): void;
  close(): void;
}

export interface WireOptions {
  readonly onmessage: (message: Buffer) => void;
  readonly onerror: (error: Error) => void;
  /** Certificate authorities to believe instead of the system's. */
  readonly ca?: string | undefined;
  /** Ends the opening, too. */
  readonly signal: AbortSignal;
}

const PORT = 3478;
const TLS_PORT = 5349;
/** More than any answer to an allocation; a stream that says it sends more is no TURN server. */
const MAX_MESSAGE = 2_048;

/** RFC 7065 3.1. Null where it is no such URL. */
export function parseTurnUrl(url: string): TurnTarget | null {
  const parts = /^(turns?):(\[[^\]]+\]|[^:?/]+)(?::(\d+))?(?:\?transport=(udp|tcp))?$/i.exec(url);
  if (!parts) return null;
  const [, scheme = '', host = '', port, wish] = parts;
  const secure = scheme.toLowerCase() === 'turns';
  const transport = (wish?.toLowerCase() ?? (secure ? 'tcp' : 'udp')) as 'udp' | 'tcp';
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? (secure ? TLS_PORT : PORT) : Number(port),
    transport: secure ? (transport === 'tcp' ? 'tls' : 'dtls') : transport,
  };
}

/** Rejects with the system's error where the server cannot be reached, or its certificate is not to be believed. */
export function openWire(target: TurnTarget, options: WireOptions): Promise<TurnWire> {
  return target.transport === 'udp' ? openUdp(target, options) : openStream(target, options);
}

async function openUdp({ host, port }: TurnTarget, { onmessage, onerror, signal }: WireOptions): Promise<TurnWire> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    socket.connect(port, host);
    await once(socket, 'connect', { signal });
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on('message', onmessage);
  // A port that nobody listens on answers with ICMP, which arrives here.
  socket.on('error', onerror);
  return { lossy: true, send: (message) => socket.send(message), close: () => void socket.close() };
}

async function openStream(target: TurnTarget, { onmessage, onerror, ca, signal }: WireOptions): Promise<TurnWire> {
  const { host, port, transport } = target;
  // A name in the handshake, never an address (RFC 6066 3).
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket: Socket =
    transport === 'tls'
      ? connectTls({ host, port, ...name, ...(ca === undefined ? {} : { ca }) })
      : connectTcp(port, host);
  try {
    await once(socket, transport === 'tls' ? 'secureConnect' : 'connect', { signal });
  } catch (error) {
    socket.on('error', () => undefined).destroy(); // What follows the first error says nothing new.
    throw error;
  }
  socket.on('error', onerror);
  socket.on('end', () => onerror(new Error('the connection was closed')));
  readMessages(socket, onmessage, onerror);
  return { lossy: false, send: (message) => void socket.write(message), close: () => void socket.destroy() };
}

/** Cuts the stream into its messages (RFC 8489 6.2.2). */
function readMessages(socket: Socket, onmessage: (message: Buffer) => void, onerror: (error: Error) => void): void {
  let unread = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    unread = Buffer.concat([unread, bytes]);
    for (let length = lengthOf(unread); length !== null && unread.length >= length; length = lengthOf(unread)) {
      onmessage(unread.subarray(0, length));
      unread = unread.subarray(length);
    }
    if ((lengthOf(unread) ?? 0) > MAX_MESSAGE) onerror(new Error('this is no STUN'));
  });
}
