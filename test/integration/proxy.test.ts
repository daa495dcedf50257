import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { offer, person, randomId, seat, type TestClient } from '../support/client.js';
import { candidate } from '../support/pair.js';
import { startProxy, type Proxy, type ProxyOptions } from '../support/proxy.js';
import { startServer } from '../support/server.js';
import { until, within } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

/** Timers may fire a millisecond early. */
const EARLY_MS = 2;

async function proxyOf(options: ProxyOptions): Promise<Proxy> {
  const proxy = await startProxy(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** One end of a TCP connection, and all that it heard. */
class End {
  readonly socket: Socket;
  heard = '';
  ended = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => (this.heard += bytes.toString()));
    socket.on('close', () => (this.ended = true));
    socket.on('error', () => undefined); // 'close' follows.
    onTestFinished(() => void socket.destroy());
  }

  hears(text: string): Promise<void> {
    return until(`"${text}"`, () => this.heard === text);
  }
}

/** A server that keeps its ends of all connections, and clients that come by the proxy. */
async function openLine(options: Omit<ProxyOptions, 'port'> = {}) {
  const server = createServer((socket) => ends.push(new End(socket)));
  const ends: End[] = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const proxy = await proxyOf({ port: (server.address() as AddressInfo).port, ...options });
  const dial = async (): Promise<End> => {
    const end = new End(connect(proxy.port, '127.0.0.1'));
    await within('a connection', once(end.socket, 'connect'));
    return end;
  };
  /** Both ends of one that works. */
  const open = async (): Promise<{ near: End; far: End }> => {
    const near = await dial();
    near.socket.write('hello');
    await until('the other end', () => ends.some(({ heard }) => heard === 'hello'));
    const far = ends.find(({ heard }) => heard === 'hello');
    if (!far) throw new Error('just found');
    far.heard = '';
    return { near, far };
  };
  return { proxy, ends, dial, open };
}

describe('a connection', () => {
  test('passes bytes and ends both ways', async () => {
    const { open } = await openLine();
    const { near, far } = await open();
    far.socket.write('there');
    near.socket.write('here');
    await Promise.all([near.hears('there'), far.hears('here')]);
    near.socket.end();
    await until('the end', () => far.ended);
  });

  test('is as late as asked, and that can change while it lasts', async () => {
    const { proxy, open } = await openLine();
    const { near, far } = await open();
    const timed = async (text: string): Promise<number> => {
      const start = performance.now();
      far.heard = '';
      near.socket.write(text);
      await far.hears(text);
      return performance.now() - start;
    };
    proxy.delay(300);
    expect(await timed('late')).toBeGreaterThan(300 - EARLY_MS);
    proxy.delay(0);
    expect(await timed('soon')).toBeLessThan(300);
  });

  test('that is cut ends on both sides, and the next one passes', async () => {
    const { proxy, open } = await openLine();
    const { near, far } = await open();
    proxy.cut();
    await until('both ends', () => near.ended && far.ended);
    const next = await open();
    expect(next.near.ended).toBe(false);
  });
});

describe('a blackhole', () => {
  test('swallows what is said both ways, and tells nobody', async () => {
    const { proxy, open } = await openLine();
    const { near, far } = await open();
    const sentinel = await open();
    proxy.blackhole();
    near.socket.write('lost');
    far.socket.write('lost');
    near.socket.end();
    proxy.heal();
    // What another connection says later has come, so what this one said would have.
    const { near: other, far: others } = await open();
    other.socket.write('after');
    await others.hears('after');
    expect([near.heard, far.heard, far.ended, sentinel.near.ended]).toEqual(['', '', false, false]);
  });

  test('lets new connections hang without an answer, also when it has gone', async () => {
    const { proxy, ends, dial, open } = await openLine();
    proxy.blackhole();
    const hanging = await dial();
    hanging.socket.write('is anybody there');
    proxy.heal();
    await open();
    expect(ends).toHaveLength(1);
    expect([hanging.heard, hanging.ended]).toEqual(['', false]);
  });

  test('leaves those silent that were there before', async () => {
    const { proxy, open } = await openLine();
    const { near, far } = await open();
    proxy.blackhole();
    proxy.heal();
    near.socket.write('still lost');
    const { near: other, far: others } = await open();
    other.socket.write('after');
    await others.hears('after');
    expect(far.heard).toBe('');
  });

  test('swallows what is on its way, and ends with a cut', async () => {
    const { proxy, open } = await openLine();
    const { near, far } = await open();
    proxy.delay(50);
    near.socket.write('on its way');
    await new Promise<void>((resolve) => near.socket.write('', () => resolve()));
    proxy.blackhole();
    proxy.cut();
    await until('both ends', () => near.ended && far.ended);
    expect(far.heard).toBe('');
  });
});

describe('signals', () => {
  async function talk(seed?: number) {
    const { port } = await startServer();
    const proxy = await proxyOf({ port, ...(seed === undefined ? {} : { seed }) });
    const url = `http://127.0.0.1:${proxy.port}`;
    const room = randomId();
    const one = await seat(url, 'caller', person({ room }));
    const other = await seat(url, 'callee', person({ room }));
    await one.peers.next();
    return { proxy, one, other };
  }

  /** Candidates of other numbers, so that it is seen which ones came. */
  function sendMany(from: TestClient, to: TestClient, count: number): void {
    for (let n = 0; n < count; n += 1) from.socket.emit('candidates', { to: to.instance, candidates: [candidate(n)] });
  }
  const numbers = ({ candidates }: TestClient): string[] =>
    candidates.unread.map((message) => message.candidates[0]?.candidate ?? '');

  /** Passed by the server after all that was sent before. */
  async function settled(proxy: Proxy, ...clients: TestClient[]): Promise<void> {
    proxy.heal();
    for (const client of clients) await client.caughtUp();
  }

  test('pass as they are while nothing is asked for', async () => {
    const { proxy, one, other } = await talk();
    expect(await one.signal(other.instance, offer('whole'))).toEqual({ ok: true });
    expect(await other.signals.next()).toMatchObject(offer('whole'));
    expect(proxy.counts).toEqual({ dropped: 0, duplicated: 0 });
  });

  test('are all lost with probability 1, while the connection lives on', async () => {
    const { proxy, one, other } = await talk();
    proxy.drop(1);
    sendMany(one, other, 5);
    await until('five lost', () => proxy.counts.dropped === 5);
    // Its handshake passes: only signals are lost.
    await seat(`http://127.0.0.1:${proxy.port}`, 'caller');
    await settled(proxy, one, other);
    expect(numbers(other)).toEqual([]);
    expect(one.disconnects.unread).toEqual([]);
  });

  test('come twice with probability 1, in their order', async () => {
    const { proxy, one, other } = await talk();
    proxy.duplicate(1);
    sendMany(one, other, 2);
    // Twice on the way to the server, each of them twice on the way from it.
    await until('all of them', () => numbers(other).length === 8);
    await settled(proxy, one, other);
    expect(numbers(other)).toEqual([0, 0, 0, 0, 1, 1, 1, 1].map((n) => candidate(n).candidate));
  });

  test('lose their answers too', async () => {
    const { proxy, one, other } = await talk();
    other.onsignal = (ack) => {
      proxy.drop(1);
      ack({ ok: true });
    };
    void one.socket.emit('signal', { to: other.instance, ...offer() }, () => one.told.push('answered'));
    await until('the lost answer', () => proxy.counts.dropped === 1);
    await settled(proxy, one, other);
    expect(one.told).not.toContain('answered');
  });

  test('meet the same fate with the same seed', async () => {
    const fates: string[][] = [];
    for (const seed of [7, 7, 8]) {
      const { proxy, one, other } = await talk(seed);
      proxy.drop(0.5);
      sendMany(one, other, 40);
      await until('the fate of each', () => proxy.counts.dropped + numbers(other).length === 40);
      fates.push(numbers(other));
    }
    expect(fates[0]?.length).toBeGreaterThan(0);
    expect(fates[0]).not.toHaveLength(40);
    expect(fates[1]).toEqual(fates[0]);
    expect(fates[2]).not.toEqual(fates[0]);
  });
});
