/**
 * The client's end of a websocket by hand (RFC 6455), so that a load of many costs little beside the server it is for: texts of ASCII
 * in one frame each, and nothing else.
 */
import { connect, type Socket } from 'node:net';

const [TEXT, CLOSE, PING, PONG] = [0x1, 0x8, 0x9, 0xa] as const;
const [FINAL, MASKED] = [0x80, 0x80];
/** Any key masks; a key of zeros would spare the server its work. */
const KEY = [0x37, 0xfa, 0x21, 0x3d] as const;
const [SHORT, LONG] = [126, 127];
const HEAD_END = Buffer.from('\r\n\r\n');
/** Connections of one source address to one port: Linux has some 28,000 ports for them. */
const PER_ADDRESS = 20_000;

let opened = 0;

export class Wire {
  ontext: (payload: Buffer) => void = () => undefined;
  /** However it ended, once; also where it never opened. */
  onclose: () => void = () => undefined;
  readonly #socket: Socket;
  #unread: Buffer = Buffer.alloc(0);
  #open = false;

  constructor(port: number, path: string) {
    this.#socket = connect({ port, host: '127.0.0.1', localAddress: sourceAddress(), noDelay: true });
    this.#socket.on('connect', () => this.#socket.write(request(port, path)));
    this.#socket.on('data', (data) => this.#read(data));
    this.#socket.on('error', () => undefined); // `close` follows.
    this.#socket.on('close', () => this.onclose());
  }

  send(text: string): void {
    this.#socket.write(frame(TEXT, text));
  }

  close(): void {
    this.#socket.end(frame(CLOSE, ''));
  }

  #read(data: Buffer): void {
    this.#unread = this.#unread.length === 0 ? data : Buffer.concat([this.#unread, data]);
    if (this.#open || this.#readHead()) while (this.#readFrame());
  }

  #readHead(): boolean {
    const end = this.#unread.indexOf(HEAD_END);
    if (end < 0) return false;
    if (!this.#unread.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) {
      this.#socket.destroy();
      return false;
    }
    this.#unread = this.#unread.subarray(end + HEAD_END.length);
    this.#open = true;
    return true;
  }

  /** Whether there was a whole one. */
  #readFrame(): boolean {
    const data = this.#unread;
    const start = payloadStart(data);
    if (data.length < start) return false;
    const end = start + payloadLength(data);
    if (data.length < end) return false;
    this.#unread = data.subarray(end);
    this.#take((data[0] ?? 0) & 0x0f, data.subarray(start, end));
    return true;
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === TEXT) this.ontext(payload);
    else if (opcode === PING) this.#socket.write(frame(PONG, payload.toString('latin1')));
    else if (opcode === CLOSE) this.close();
  }
}

/** 127.0.0.1, and the next ones once that has no ports left. */
function sourceAddress(): string {
  opened += 1;
  return `127.0.0.${1 + (Math.floor(opened / PER_ADDRESS) % 250)}`;
}

/** What a browser says of itself with every request: servers read headers, so these are there for all of them. */
export function browserRequest(port: number, path: string, more: readonly string[]): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: localhost:${port}`,
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    `Origin: http://localhost:${port}`,
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Accept-Language: en-US,en;q=0.9',
  ];
  return [...lines, ...more, '', ''].join('\r\n');
}

/** Any sixteen bytes do for the key: nobody between us keeps answers. */
function request(port: number, path: string): string {
  return browserRequest(port, path, [
    'Connection: Upgrade',
    'Pragma: no-cache',
    'Cache-Control: no-cache',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16, 'bench').toString('base64')}`,
    'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
  ]);
}

function frame(opcode: number, text: string): Buffer {
  const long = text.length >= SHORT;
  const start = long ? 8 : 6;
  const bytes = Buffer.allocUnsafe(start + text.length);
  bytes[0] = FINAL | opcode;
  bytes[1] = MASKED | (long ? SHORT : text.length);
  if (long) bytes.writeUInt16BE(text.length, 2);
  bytes.set(KEY, start - KEY.length);
  bytes.write(text, start, 'latin1');
  for (let at = 0; at < text.length; at += 1) bytes[start + at] = (bytes[start + at] ?? 0) ^ (KEY[at & 3] ?? 0);
  return bytes;
}

/** Where the payload of an unmasked frame starts; of what has not come yet, too far. */
function payloadStart(data: Buffer): number {
  const length = (data[1] ?? 0) & 0x7f;
  if (data.length < 2) return 2;
  return length === LONG ? 10 : length === SHORT ? 4 : 2;
}

function payloadLength(data: Buffer): number {
  const length = (data[1] ?? 0) & 0x7f;
  if (length === LONG) return Number(data.readBigUInt64BE(2));
  return length === SHORT ? data.readUInt16BE(2) : length;
}
