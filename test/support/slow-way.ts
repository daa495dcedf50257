/** A way to a socket on which every word takes its time, in both directions and in order. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { queue } from './later.js';

export class SlowWay {
  readonly #to: string;
  readonly #delayMs: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'slow-'));
  readonly #sockets = new Set<Socket>();

  constructor(to: string, delayMs: number) {
    this.#to = to;
    this.#delayMs = delayMs;
  }

  get path(): string {
    return join(this.#folder, 'socket');
  }

  /** Ends with the test. */
  async open(): Promise<this> {
    const server = createServer((client) => {
      const other = connect(this.#to);
      this.#carry(client, other);
      this.#carry(other, client);
    });
    server.listen(this.path);
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
      for (const socket of this.#sockets) socket.destroy();
      rmSync(this.#folder, { recursive: true, force: true });
    });
    return this;
  }

  #carry(from: Socket, to: Socket): void {
    const later = queue(0);
    this.#sockets.add(from);
    from.on('data', (data) => later(this.#delayMs, () => to.destroyed || to.write(data)));
    from.on('error', () => to.destroy());
    from.once('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
