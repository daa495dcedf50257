/** Hostile requests, as bytes: of Engine.IO's handshake, of the HTTP API and of everything else that the server answers. */
import type { Dice } from './dice.js';
import { NAMES } from './junk.js';
import { townRoom } from './people.js';

export interface Caller {
  /** Of the API; they have it, or guess. */
  readonly token: string;
  /** As a proxy says. */
  readonly address: string;
}

type Make = (dice: Dice) => string;
type Makers = readonly [Make, ...Make[]];

const SIDS: Makers = [
  () => '__proto__',
  () => 'constructor',
  () => '',
  () => '%00',
  () => '%F0%28%8C',
  () => 'x.1',
  () => 'a&sid=b',
  (dice) => dice.text(20),
  (dice) => 'x'.repeat(dice.below(3_000)),
];
const sid: Make = (dice) => dice.pick(SIDS)(dice);

const SOCKET_PATHS: Makers = [
  (dice) => `/socket.io/?EIO=4&transport=polling&sid=${sid(dice)}`,
  (dice) => `/socket.io/?EIO=4&transport=websocket&sid=${sid(dice)}`,
  (dice) => `/socket.io/?EIO=${dice.pick(['3', '5', '', '4&EIO=4', '__proto__'])}&transport=polling`,
  (dice) =>
    `/socket.io/?EIO=4&transport=${dice.pick(['webtransport', 'flashsocket', '', 'polling&transport=websocket'])}`,
  (dice) => `/socket.io/?EIO=4&transport=polling&j=${dice.pick(['0', '-1', 'x'])}&b64=1`,
  (dice) => `/socket.io/?${dice.pick(NAMES)}[${dice.pick(NAMES)}]=1&EIO=4`.replaceAll(/[^ -~]/g, '%'),
  () => '/socket.io/',
  () => '/socket.io/socket.io.js',
  () => '/socket.io/?',
];
const PATHS: Makers = [
  () => '/healthz',
  () => '/readyz',
  () => '/status',
  () => '/metrics',
  () => '/api/status',
  () => '/api/rooms',
  (dice) =>
    `/api/rooms?offset=${dice.pick(['-1', '1e9', 'x', '999999999999', '0&offset=1'])}&limit=${dice.below(2_000)}`,
  (dice) => `/api/rooms/${encodeURIComponent(dice.pick(NAMES))}`,
  (dice) => `/api/rooms/${townRoom(dice)}`,
  (dice) => `/api/rooms/${townRoom(dice)}/lock`,
  (dice) => `/api/rooms/${dice.text(dice.below(90))}/lock/${dice.text(3)}`,
  () => '/api/rooms/%E0%A4%A',
  () => '/%',
  () => '/..%2f..%2fetc/passwd',
  () => '//example.com/',
  () => '/rtc-call.js',
  () => '/rtc-call/..%5c',
  () => '/\\..\\',
  (dice) => `/${dice.text(dice.below(3_000))}`,
  () => '*',
  () => 'http://other.example/metrics',
];
const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE'] as const;

const AUTHORIZATIONS: readonly [(dice: Dice, token: string) => string, ...((dice: Dice, token: string) => string)[]] = [
  (_dice, token) => `Bearer ${token}`,
  (_dice, token) => `Bearer ${token}`,
  (dice) => `Bearer ${dice.text(dice.below(60))}`,
  () => 'Basic eDp5',
  () => 'Bearer',
];
const HEADERS: Makers = [
  () => 'Accept-Encoding: gzip, br;q=x',
  () => 'Origin: https://evil.example',
  () => 'Origin: null',
  () => 'Range: bytes=9-1,5-',
  () => 'If-None-Match: *',
  () => 'Cookie: io=1; __proto__=2',
  () => 'Access-Control-Request-Method: DELETE',
  () => 'Content-Type: application/octet-stream',
  () => 'Expect: 100-continue',
  (dice) => `X-Long: ${'x'.repeat(dice.below(4_000))}`,
];

function lines(dice: Dice, { token, address }: Caller, start: string): string[] {
  const { length } = Array.from({ length: dice.below(3) });
  return [
    start,
    'Host: here',
    `X-Forwarded-For: ${dice.chance(0.1) ? dice.pick(NAMES).replaceAll(/[^ -~]/g, '?') : address}`,
    ...(dice.chance(0.5) ? [`Authorization: ${dice.pick(AUTHORIZATIONS)(dice, token)}`] : []),
    ...Array.from({ length }, () => dice.pick(HEADERS)(dice)),
  ];
}

/** One that the connection survives, so that more can follow. */
export function request(dice: Dice, caller: Caller): Buffer {
  const path = dice.pick(dice.chance(0.5) ? SOCKET_PATHS : PATHS)(dice);
  const body = dice.chance(0.2) ? 'x'.repeat(dice.below(3_000)) : '';
  const head = lines(dice, caller, `${dice.pick(METHODS)} ${path} HTTP/1.1`);
  return Buffer.from([...head, `Content-Length: ${body.length}`, '', body].join('\r\n'));
}

const LAST: Makers = [
  () => 'GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n',
  (dice) => `GET / HTTP/1.1\r\nHost: here\r\nX: ${'x'.repeat(17_000 + dice.below(9_000))}\r\n\r\n`,
  (dice) => `GET /${'x'.repeat(17_000 + dice.below(9_000))} HTTP/1.1\r\nHost: here\r\n\r\n`,
  () =>
    'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
  () => 'POST /api/rooms HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  () => 'GET / HTTP/1.1\r\n\r\n',
  () => 'BREW / HTTP/1.1\r\nHost: here\r\n\r\n',
  () => 'GET / HTTP/9.9\r\nHost: here\r\n\r\n',
  () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  () =>
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  () =>
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x\r\n\r\n',
  () => 'GET /elsewhere HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
  () =>
    'GET /socket.io/?EIO=4&transport=websocket&sid=nobody HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  () => 'CONNECT example.com:443 HTTP/1.1\r\nHost: here\r\n\r\n',
  (dice) => dice.bytes(dice.below(300)).toString('latin1'),
];

/** One after which the server ends the connection, or may. */
export const lastRequest = (dice: Dice): Buffer => Buffer.from(dice.pick(LAST)(dice), 'latin1');

/** One that never comes to its end. */
export const halfRequest = (dice: Dice): Buffer =>
  Buffer.from(
    dice.pick([
      'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: here\r\nContent-Length: 500\r\n\r\nhalf a bo',
      'GET / HTTP/1.1\r\nHost: he',
      'PUT /api/rooms/x/lock HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe',
      '',
    ]),
  );

/** Of a websocket; `more` of the query. */
export const upgrade = (address: string, more = ''): Buffer =>
  Buffer.from(
    `GET /socket.io/?EIO=4&transport=websocket${more} HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `X-Forwarded-For: ${address}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  );
