import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSockets } from '../../server/websockets.js';

/** The client's close frame, masked by zeros (RFC 6455 5.2), and the server's. */
const [GOODBYE, GOODBYE_BACK] = ['\u0088\u0080\0\0\0\0', '\u0088\0'];

/** What a server writes to it, each write by itself; while it is `stuck`, none of them ends. */
class Line extends Duplex {
  readonly writes: string[] = [];
  stuck = false;
  #unstick: () => void = () => undefined;

  /** The client reads again. */
  unstick(): void {
    this.stuck = false;
    this.#unstick();
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this._writev([{ chunk }], done);
  }

  override _writev(chunks: readonly { chunk: Buffer }[], done: () => void): void {
    this.writes.push(Buffer.concat(chunks.map(({ chunk }) => chunk)).toString('latin1'));
    if (this.stuck) this.#unstick = done;
    else done();
  }
}

function upgraded(): { line: Line; client: WebSocket } {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  request.headers = {
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  const line = new Line();
  let client: WebSocket | undefined;
  new WebSockets({ noServer: true }).handleUpgrade(request, line, Buffer.alloc(0), (made) => (client = made));
  if (!client) throw new Error('no websocket');
  return { line, client };
}

test('what is said in one turn is one write, with the upgrade before it', async () => {
  const { line, client } = upgraded();
  client.send('open');
  await Promise.resolve();
  client.send('welcome');
  await turn();
  client.send('peer');
  client.send('signal');
  await turn();
  client.send('candidates');
  await turn();
  expect(line.writes.map((write) => write.match(/101|open|welcome|peer|signal|candidates/g))).toEqual([
    ['101', 'open', 'welcome'],
    ['peer', 'signal'],
    ['candidates'],
  ]);
});

test('counts as sent at once, but for a client that does not read', async () => {
  const { line, client } = upgraded();
  const sent: string[] = [];
  const say = (name: string): void => client.send('x'.repeat(10_000), () => sent.push(name));
  line.stuck = true;
  say('first');
  say('second');
  say('third');
  expect(sent).toEqual(['first', 'second']);
  await turn();
  say('fourth');
  await turn();
  expect(sent).toEqual(['first', 'second']);
  line.unstick();
  await turn();
  expect(sent).toEqual(['first', 'second', 'third', 'fourth']);
});

test('a goodbye to who has said theirs ends the connection at once, after all that was said before', async () => {
  const { line, client } = upgraded();
  client.send('last words');
  line.push(Buffer.from(GOODBYE, 'latin1'));
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect(line.destroyed).toBe(true);
  expect(line.writes.join('')).toMatch(new RegExp(`last words${GOODBYE_BACK}$`));
});

test('what is said to somebody who is gone is reported as not sent', async () => {
  const { line, client } = upgraded();
  line.destroy();
  await once(client, 'close');
  const error = await new Promise((resolve) => client.send('too late', resolve));
  expect(error).toBeInstanceOf(Error);
});
