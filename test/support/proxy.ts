/** A TCP proxy that imitates distance: every byte is late, and a new connection costs a round trip before its first one. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface ProxyOptions {
  /** Where the real server listens on the loopback interface. */
  readonly port: number;
  /** Added each way; throughput is not limited. */
  readonly delayMs: number;
}

export interface Proxy {
  readonly port: number;
  close(): Promise<void>;
}

/** Something that happens later, after all that was put in before it. */
type Later = (action: () => void) => void;

export async function startProxy({ port, delayMs }: ProxyOptions): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // 'close' follows and says so.
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const target = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
    [client, target].forEach(keep);
    // The kernel accepts at once; over a distance the first byte leaves when the SYN-ACK is back.
    pass(client, target, queue(delayMs, performance.now() + 2 * delayMs));
    pass(target, client, queue(delayMs, 0));
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  return {
    // A server that listens on a port has an AddressInfo, never a pipe's name.
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Bytes, the end of them, and a reset, in their order. */
function pass(from: Socket, to: Socket, later: Later): void {
  from.on('data', (bytes) => later(() => void to.write(bytes)));
  from.on('end', () => later(() => void to.end()));
  from.on('close', (failed) => failed && later(() => void to.destroy()));
}

/** What is put in before `opensAt` waits for it; then everything takes `delayMs`. */
function queue(delayMs: number, opensAt: number): Later {
  const waiting: { due: number; action: () => void }[] = [];
  const wait = (due: number): void => void setTimeout(pump, Math.ceil(due - performance.now()));
  const pump = (): void => {
    // Timers may fire a moment early; order counts more than a fraction of a millisecond.
    for (let next = waiting[0]; next && next.due <= performance.now(); next = waiting[0]) {
      waiting.shift();
      next.action();
    }
    if (waiting[0]) wait(waiting[0].due);
  };
  return (action) => {
    const due = Math.max(performance.now(), opensAt) + delayMs;
    waiting.push({ due, action });
    if (waiting.length === 1) wait(due);
  };
}
