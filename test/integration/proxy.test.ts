/** What benches and fault tests build on: were it wrong, they would measure and try something else. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startProxy, type Proxy, type ProxyOptions } from '../support/proxy.js';
import { until, within } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

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

  test('has a delay that can change while it lasts, and keeps its order', async () => {
    // Time goes on as ever, but for the minute that the test lets pass.
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'], shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    const { proxy, open } = await openLine();
    const { near, far } = await open();
    await until('all that opening sent has passed', () => vi.getTimerCount() === 0);
    proxy.delay(60_000);
    near.socket.write('late,');
    await until('bytes on their way', () => vi.getTimerCount() === 1);
    proxy.delay(0);
    near.socket.write('soon');
    await open(); // Another connection's words have passed, so this one's have come to the proxy.
    vi.advanceTimersByTime(50_000);
    expect([vi.getTimerCount(), far.heard]).toEqual([1, '']);
    vi.advanceTimersByTime(10_000);
    await far.hears('late,soon');
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
