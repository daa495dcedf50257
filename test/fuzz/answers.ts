/** What a server says on one connection: answers of HTTP and, once one of them is an upgrade, the messages of a websocket. */
import type { Writable } from 'node:stream';
import * as ws from 'ws';

/** ws exports it; its types do not know it yet. It tells of each `message`, and of the server's goodbye. */
const { Receiver } = ws as unknown as { readonly Receiver: new () => Writable };

const UPGRADE = 'HTTP/1.1 101 ';
const HEAD_END = '\r\n\r\n';

export interface Answering {
  readonly onstatus: (status: string) => void;
  readonly onmessage: (text: string) => void;
  readonly ongoodbye: () => void;
}

export class Answers {
  readonly #answering: Answering;
  #head = Buffer.alloc(0);
  #frames: Writable | null = null;

  constructor(answering: Answering) {
    this.#answering = answering;
  }

  read(bytes: Buffer): void {
    if (this.#frames) return void this.#frames.write(bytes);
    this.#head = Buffer.concat([this.#head, bytes]);
    const text = this.#head.toString('latin1');
    if (!text.startsWith(UPGRADE)) return this.#statuses();
    if (!text.includes(HEAD_END)) return;
    const rest = this.#head.subarray(text.indexOf(HEAD_END) + HEAD_END.length);
    this.#statuses();
    this.#frames = this.#receiver();
    this.#frames.write(rest);
  }

  #statuses(): void {
    for (const [, status = ''] of this.#head.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g))
      this.#answering.onstatus(status);
    this.#head = Buffer.alloc(0);
  }

  #receiver(): Writable {
    const { onmessage, ongoodbye } = this.#answering;
    return new Receiver()
      .on('message', (data: Buffer, isBinary: boolean) => !isBinary && onmessage(data.toString()))
      .on('conclude', ongoodbye)
      .on('error', ongoodbye); // What is no frame ends it, as in a browser.
  }
}
