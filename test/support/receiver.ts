/** Somebody who is told by webhooks: a real http server that keeps what came and answers as the test wants. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { Inbox } from './inbox.js';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export class Receiver {
  readonly received = new Inbox<Received>('a webhook');
  /** The statuses of the next answers, and then of all others; 0 = none at all. */
  statuses: number[] = [];
  status = 204;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        this.received.put({ headers: request.headers, body });
        const status = this.statuses.shift() ?? this.status;
        if (status !== 0) response.writeHead(status, { location: '/elsewhere' }).end();
      });
    });
    onTestFinished(() => this.#server.close().closeAllConnections());
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/calls`;
  }
}
