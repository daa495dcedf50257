/** Somebody else's web server, with whatever pages a test puts there. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export class Site {
  readonly #pages = new Map<string, Page>();
  readonly #server: Server = createServer((request, response) => {
    const page = this.#pages.get(new URL(request.url ?? '/', 'http://site').pathname);
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html', ...page?.headers });
    response.end(page?.html);
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }

  /** Its path. */
  put(body: string, headers: Readonly<Record<string, string>> = {}): string {
    const path = `/${this.#pages.size}`;
    this.#pages.set(path, { html: `<!doctype html><html lang="en"><title>somebody’s page</title>${body}`, headers });
    return path;
  }

  /** Two names are two origins, and both are secure contexts. */
  at(path: string, host: 'localhost' | '127.0.0.1' = 'localhost'): string {
    return `http://${host}:${(this.#server.address() as AddressInfo).port}${path}`;
  }
}
