import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { Call } from '../../client/call/call.js';
import { randomId } from '../../client/call/identity.js';
import { Signaling } from '../../client/call/signaling.js';
import type { RefusalCode } from '../../shared/protocol.js';
import { eventually } from './support/eventually.js';

/** Longer than an answer of the server holds. */
const LATER_MS = 10_000;

class Client {
  readonly signaling: Signaling;
  readonly refusals: RefusalCode[] = [];
  welcomes = 0;

  constructor(room: string) {
    const offer = (): null => null;
    this.signaling = new Signaling({
      server: inject('server'),
      roles: ['caller'],
      room,
      owner: randomId(),
      name: () => '',
      offer,
    });
    this.signaling.on('welcome', () => (this.welcomes += 1));
    this.signaling.on('refused', ({ code }) => this.refusals.push(code));
    onTestFinished(() => this.signaling.close());
  }

  async seated(): Promise<this> {
    this.signaling.join();
    await eventually(() => this.signaling.up).toBe(true);
    return this;
  }

  /** All that this client has set in motion has reached the server and come back: another one was seated meanwhile. */
  async settled(): Promise<void> {
    await new Client(randomId()).seated();
    await new Client(randomId()).seated();
  }
}

/** From now on it is so much later for who asks how long ago something was. */
function later(): void {
  const now = performance.now.bind(performance);
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => now() + LATER_MS);
  onTestFinished(() => spy.mockRestore());
}

/** What each websocket of this page says first; others than those to the server are the test runner's. */
function listen(): () => ReadonlyMap<WebSocket, string> {
  const spy = vi.spyOn(WebSocket.prototype, 'send');
  onTestFinished(() => spy.mockRestore());
  const said = (): [WebSocket, string][] =>
    spy.mock.calls.map(([data], n) => [spy.mock.contexts[n] as WebSocket, data as string]);
  return () =>
    new Map(
      said()
        .filter(([{ url }]) => url.includes('/socket.io/'))
        .toReversed(),
    );
}

describe('a lobby', () => {
  it('holds its connection without a word, and a seat is asked for over that one', async () => {
    const said = listen();
    const client = new Client(randomId());
    let opened = 0;
    client.signaling.on('reachable', (on) => (opened += Number(on)));
    client.signaling.preconnect();
    await eventually(() => opened).toBe(1);
    await new Client(randomId()).seated(); // What it had to say would have been said by now.
    const others = said();
    await client.seated();
    const first = [...said()].filter(([socket]) => !others.has(socket)).map(([, words]) => words);
    expect([opened, first]).toEqual([1, [expect.stringMatching(/^40\/caller,\{/)]]);
  });
});

describe('a websocket', () => {
  it('that takes nothing to the server, though it opened, is replaced by polling', async () => {
    // What is said by one, to the server too, is swallowed.
    const spy = vi.spyOn(WebSocket.prototype, 'send').mockImplementation(() => undefined);
    onTestFinished(() => spy.mockRestore());
    const client = new Client(randomId());
    let opened = 0;
    client.signaling.on('reachable', (on) => (opened += Number(on)));
    client.signaling.join();
    await eventually(() => opened).toBe(1);
    later();
    expect(client.signaling.overdue).toBe(true);
    client.signaling.probe();
    await eventually(() => client.signaling.up).toBe(true);
  });
});

describe('a name', () => {
  it('that is too long is cut before it is sent, and one that is no text becomes one or is left out', async () => {
    const spy = vi.spyOn(WebSocket.prototype, 'send');
    onTestFinished(() => spy.mockRestore());
    const names = [];
    for (const name of ['👩‍👩‍👧‍👧'.repeat(100), 42 as unknown as string, null as unknown as string]) {
      const call = new Call({ server: inject('server'), room: randomId(), as: 'caller', name, devices: [] });
      onTestFinished(() => call.leave());
      spy.mockClear();
      await call.join();
      const words = spy.mock.calls
        .map(([data]) => (typeof data === 'string' ? data : ''))
        .find((data) => data.startsWith('40/caller,'));
      names.push((JSON.parse(words?.slice('40/caller,'.length) ?? '{}') as { name?: string }).name);
    }
    expect(names).toEqual(['👩‍👩‍👧‍👧'.repeat(5), '42', undefined]);
  });
});

describe('a server', () => {
  it.each(['call.example.com', 'https://call.example.com/?a=b'])('that cannot be at %s is a bad one', (server) => {
    const call = new Call({ server, room: randomId() });
    onTestFinished(() => call.leave());
    return expect(call.join()).rejects.toMatchObject({ code: 'bad-server' });
  });
});

describe('a probe', () => {
  it('brings fresh TURN credentials from a server that answers, over the same socket', async () => {
    const client = await new Client(randomId()).seated();
    let fresh = 0;
    client.signaling.on('ice', () => (fresh += 1));
    later();
    client.signaling.probe();
    await eventually(() => fresh).toBe(1);
    expect([client.welcomes, client.signaling.up]).toEqual([1, true]);
  });

  it('replaces a socket whose server does not answer', async () => {
    const client = await new Client(randomId()).seated();
    const ice = vi.spyOn(client.signaling, 'ice').mockResolvedValue(null);
    later();
    client.signaling.probe();
    await eventually(() => client.welcomes).toBe(2);
    expect(ice).toHaveBeenCalledTimes(1);
  });

  it('asks for no seat that was refused: a call that goes on without one is not ended by it', async () => {
    const room = randomId();
    await new Client(room).seated();
    const client = new Client(room);
    client.signaling.join();
    await eventually(() => client.refusals).toEqual(['occupied']);
    later();
    client.signaling.probe();
    await client.settled();
    expect(client.refusals).toEqual(['occupied']);
  });

  it('that is out when the call ends takes no seat again', async () => {
    const client = await new Client(randomId()).seated();
    let answer = (): void => undefined;
    vi.spyOn(client.signaling, 'ice').mockReturnValue(new Promise((resolve) => (answer = () => resolve(null))));
    later();
    client.signaling.probe();
    await client.signaling.leave('hang-up');
    answer();
    await client.settled();
    expect(client.welcomes).toBe(1);
  });
});
