/**
 * A TCP proxy that does to connections what networks do: distance (every byte is late, and a new connection costs a
 * round trip before its first one), cut and blackholed connections.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { queue, type Later } from './later.js';

export interface ProxyOptions {
  /** Where the real server listens on the loopback interface. */
  readonly port: number;
  /** Added each way; throughput is not limited. */
  readonly delayMs?: number;
  /** Where this one listens; 0 is any free port. */
  readonly listenOn?: number;
}

export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const proxy = new Proxy(options);
  await proxy.listen();
  return proxy;
}

interface Link {
  readonly client: Socket;
  readonly target: Socket;
  /** Nothing passes any more, and nobody is told. */
  silent: boolean;
}

export class Proxy {
  readonly #options: Required<ProxyOptions>;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  /** Connections that came while nothing passed: they wait for an answer that never comes. */
  readonly #hanging = new Set<Socket>();
  #delayMs: number;
  #passing = true;

  constructor(options: ProxyOptions) {
    this.#options = { delayMs: 0, listenOn: 0, ...options };
    this.#delayMs = this.#options.delayMs;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  get port(): number {
    // A server that listens on a port has an AddressInfo, never a pipe's name.
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    this.#server.listen({ host: '127.0.0.1', port: this.#options.listenOn });
    await once(this.#server, 'listening');
  }

  /** For what is sent from now on. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** All connections end at once; new ones are let through. */
  cut(): void {
    for (const socket of this.#hanging) socket.destroy();
    for (const { client, target } of this.#links) for (const socket of [client, target]) socket.destroy();
  }

  /** Bytes vanish both ways, no end is told, new connections hang without an answer. */
  blackhole(): void {
    this.#passing = false;
    for (const link of this.#links) link.silent = true;
  }

  /** Everything passes, as late as before. Connections that were blackholed stay silent: a router forgot them. */
  heal(): void {
    this.#passing = true;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined); // 'close' follows and says so.
    if (!this.#passing) return this.#hang(client);
    const target = connect({ host: '127.0.0.1', port: this.#options.port, allowHalfOpen: true, noDelay: true });
    target.on('error', () => undefined);
    const link = { client, target, silent: false };
    this.#links.add(link);
    for (const socket of [client, target])
      socket.on('close', () => client.destroyed && target.destroyed && this.#links.delete(link));
    // The kernel accepts at once; over a distance the first byte leaves when the SYN-ACK is back.
    this.#pass(link, client, target, queue(performance.now() + 2 * this.#delayMs));
    this.#pass(link, target, client, queue(0));
  }

  /** What it says is read, so that its end is seen. */
  #hang(client: Socket): void {
    this.#hanging.add(client);
    client.resume();
    client.once('end', () => client.destroy());
    client.once('close', () => this.#hanging.delete(client));
  }

  /** Bytes, the end of them, and a reset, in their order. What meets silence, on its way or at its end, is gone. */
  #pass(link: Link, from: Socket, to: Socket, later: Later): void {
    const put = (action: () => void): void => {
      if (!link.silent) later(this.#delayMs, () => !link.silent && action());
    };
    from.on('data', (bytes: Buffer) => put(() => void to.write(bytes)));
    from.on('end', () => (link.silent ? from.destroy() : put(() => void to.end())));
    from.on('close', (failed) => failed && put(() => void to.destroy()));
  }
}
