/**
 * The standard output, for log lines: whole ones, several a write. What cannot be written, as on a full disk, costs its lines and nothing
 * else. (sonic-boom, pino's own, ends the process on such an error, or tries for ever at its end.)
 */
import { write, writeSync } from 'node:fs';

const STDOUT = 1;
/** Milliseconds that a line waits for the next ones: a write for each would be a tenth of what a set-up costs. */
const SOON_MS = 50;
/** Bytes: a reader that hangs costs lines then, and no more memory. */
const MAX_WAITING = 16_777_216;
/** Milliseconds until a pipe that is full is tried again, and how often at the end of the process. */
const FULL_MS = 10;
const FULL_TRIES = 100;

const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EAGAIN';

/** All of it, or what can be written: a pipe that stays full, and any other error, end it. */
function writeAll(bytes: Buffer): void {
  let rest = bytes;
  for (let tries = 0; rest.length > 0 && tries < FULL_TRIES; tries += 1) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      if (!isFull(error)) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
    }
  }
}

/** At once, for people who watch. */
export const writeNow = (text: string): void => writeAll(Buffer.from(text));

class Output {
  readonly #most: number;
  #waiting: Buffer[] = [];
  #size = 0;
  #isWriting = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(most: number) {
    this.#most = most;
    process.on('exit', () => writeAll(Buffer.concat(this.#waiting)));
  }

  write(line: string): void {
    if (this.#size > MAX_WAITING) return;
    const bytes = Buffer.from(line);
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= this.#most / 2) this.#flush();
    else this.#flushSoon();
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => this.#flush(), SOON_MS).unref();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isWriting || this.#size === 0) return;
    this.#isWriting = true;
    const bytes = this.#take();
    write(STDOUT, bytes, (error, written) => {
      this.#isWriting = false;
      if (isFull(error)) this.#putBack(bytes);
      else if (!error && written < bytes.length) this.#putBack(bytes.subarray(written));
      if (error || this.#size < this.#most / 2) this.#flushSoon();
      else this.#flush();
    });
  }

  /** As many lines as go out at once; a long one alone. */
  #take(): Buffer {
    let size = 0;
    const count = this.#waiting.findIndex((bytes) => (size += bytes.length) > this.#most);
    const lines = this.#waiting.splice(0, count === -1 ? this.#waiting.length : Math.max(1, count));
    const bytes = Buffer.concat(lines);
    this.#size -= bytes.length;
    return bytes;
  }

  #putBack(bytes: Buffer): void {
    this.#waiting.unshift(bytes);
    this.#size += bytes.length;
  }
}

const outputs = new Map<number, Output>();

/** The one for all logs of this process that write so many bytes at once. */
export function outputOf(most: number): Output {
  const output = outputs.get(most) ?? new Output(most);
  outputs.set(most, output);
  return output;
}
