/** The files that a person of this page chose, on their way to be offered; wherever they were dropped, the chat shows them. */
import type { Call } from '../call/call.js';
import { Emitter } from '../call/emitter.js';
import type { FileErrorCode } from '../data/files/errors.js';
import type { Chosen } from './picked-files.js';

export interface NotSent {
  readonly name: string;
  readonly code: FileErrorCode;
}

export interface OutboundEvents {
  change: void;
}

const all = new WeakMap<Call, Outbound>();

export class Outbound extends Emitter<OutboundEvents> {
  readonly #call: Call;
  #preparing = 0;
  #notSent: readonly NotSent[] = [];

  private constructor(call: Call) {
    super();
    this.#call = call;
  }

  static of(call: Call): Outbound {
    const outbound = all.get(call) ?? new Outbound(call);
    all.set(call, outbound);
    return outbound;
  }

  /** Some are being read, or packed. */
  get preparing(): boolean {
    return this.#preparing > 0;
  }

  /** Of the last choice, what could not be offered. */
  get notSent(): readonly NotSent[] {
    return this.#notSent;
  }

  async send(choosing: Promise<readonly Chosen[]>): Promise<void> {
    this.#count(1);
    try {
      const chosen = await choosing;
      if (chosen.length > 0) this.#refused([]);
      for (const one of chosen) await this.#offer(one);
    } catch (error) {
      // What was chosen can be read no more, or its code could not be loaded.
      this.#refused([...this.#notSent, { name: '', code: 'unreadable' }]);
      if (!(error instanceof DOMException)) reportError(error);
    } finally {
      this.#count(-1);
    }
  }

  async #offer({ file, handle, made }: Chosen): Promise<void> {
    const files = await this.#call.files();
    try {
      await files.send(file, { handle, made });
    } catch (error) {
      const code = codeOf(error);
      if (!code) throw error;
      this.#refused([...this.#notSent, { name: file.name, code }]);
    }
  }

  #count(step: 1 | -1): void {
    this.#preparing += step;
    this.emit('change', undefined);
  }

  #refused(notSent: readonly NotSent[]): void {
    this.#notSent = notSent;
    this.emit('change', undefined);
  }
}

/** Of a file's error; it comes from a chunk of its own, so it is known by its name. */
const codeOf = (error: unknown): FileErrorCode | null =>
  error instanceof Error && error.name === 'FileError' && 'code' in error ? (error.code as FileErrorCode) : null;
