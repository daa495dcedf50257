/** One TCP connection of a hostile client, raw or a websocket; whatever it is told is counted. */
import { connect, type Socket } from 'node:net';
import { Answers } from './answers.js';
import type { Tally } from './tally.js';

export class Line {
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #answers = new Answers({
    onstatus: (status) => this.#status(status),
    onmessage: (text) => this.#word(text),
    ongoodbye: () => this.#socket.end(),
  });
  readonly #tally: Tally;
  #waiting: ((word: string) => void) | null = null;

  constructor(port: number, tally: Tally) {
    this.#tally = tally;
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay();
    this.#socket.on('data', (bytes: Buffer) => this.#answers.read(bytes));
    this.#socket.on('end', () => this.#socket.destroy());
    this.closed = new Promise((resolve) => {
      // An error is followed by a close.
      this.#socket.on('error', () => tally.heard('connection broken'));
      this.#socket.on('close', () => resolve());
    });
  }

  write(...bytes: readonly Buffer[]): void {
    if (this.#socket.writable) this.#socket.write(Buffer.concat(bytes));
  }

  /** Whether a word comes that `isIt`, before the connection ends or `ms` are over. */
  hear(isIt: (word: string) => boolean, ms: number): Promise<boolean> {
    const heard = new Promise<boolean>((resolve) => {
      this.#waiting = (word) => void (isIt(word) && resolve(true));
    });
    return soon(Promise.race([heard, this.closed.then(() => false)]), ms);
  }

  /** Whether it has ended within `ms`. */
  ends(ms: number): Promise<boolean> {
    // The end is read, too.
    this.#socket.resume();
    return soon(
      this.closed.then(() => true),
      ms,
    );
  }

  /** As a cable that is cut, or with a word. */
  leave(how: 'reset' | 'end'): void {
    this.#socket.resume();
    if (how === 'reset') this.#socket.resetAndDestroy();
    else this.#socket.end(() => this.#socket.destroy());
  }

  /** Reads nothing until it goes. */
  stopReading(): void {
    this.#socket.pause();
  }

  #word(text: string): void {
    this.#tally.packet(text);
    this.#waiting?.(text);
  }

  #status(status: string): void {
    this.#tally.heard(`HTTP ${status}`);
    this.#waiting?.(status);
  }
}

/** False where it takes longer. */
async function soon(fact: Promise<boolean>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  return Promise.race([fact, late]).finally(() => clearTimeout(timer));
}
