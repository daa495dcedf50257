/** Questions of one page to the other, and their answers. */
import type { Post } from '../../shared/messages.js';
import { cut } from '../../shared/text.js';
import { RtcError } from '../call/errors.js';
import { randomId } from '../call/identity.js';
import { fromJson, toJson } from './json.js';

const USUAL_MS = 30_000;
/** The longest that a timer can wait; what is longer is for ever. */
const LONGEST_MS = 2_147_483_647;
/** Questions that may wait for their answers, at either side. */
const MOST_OPEN = 256;

export interface RequestOptions {
  /** Milliseconds until it rejects with a `TimeoutError`: 30,000. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** Answers a question: what it returns, or resolves with, is the answer; what it throws rejects at the other side. */
export type Answerer = (question: unknown) => unknown;

interface Open {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export class Questions {
  readonly #send: (post: Post) => void;
  readonly #open = new Map<string, Open>();
  #answering = 0;
  /** Changes with who is there. */
  #asker = 0;
  answerer: Answerer | null = null;

  constructor(send: (post: Post) => void) {
    this.#send = send;
  }

  /**
   * Resolves with what the other page answers.
   * @throws RtcError `too-large`; `hung-up` when the call ends; `unavailable` with what the other page threw; a `TimeoutError`
   * or the signal's reason
   */
  async ask(question: unknown, { timeout = USUAL_MS, signal }: RequestOptions = {}): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#open.size >= MOST_OPEN) throw new RtcError('too-large', `${MOST_OPEN} questions are open`);
    const id = randomId();
    const answer = new Promise<unknown>((resolve, reject) => this.#open.set(id, { resolve, reject }));
    const aborted = (): void => this.#open.get(id)?.reject(signal?.reason);
    const late = (): void => this.#open.get(id)?.reject(new DOMException('no answer came', 'TimeoutError'));
    const timer = timeout <= LONGEST_MS ? setTimeout(late, timeout) : undefined;
    signal?.addEventListener('abort', aborted);
    try {
      this.#send({ kind: 'request', id, body: toJson(question) });
      return await answer;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      this.#open.delete(id);
    }
  }

  async asked(id: string, body: string): Promise<void> {
    const asker = this.#asker;
    const answer = await this.#answer(body);
    // Whoever asked may have gone meanwhile, or the call ended.
    if (asker === this.#asker) this.#say({ kind: 'answer', id, ...answer });
  }

  answered(id: string, ok: boolean, body: string): void {
    const open = this.#open.get(id);
    const value = fromJson(body);
    if (ok) open?.resolve(value);
    else open?.reject(new RtcError('unavailable', `the other page answered: ${String(value)}`));
  }

  /** Who was asked, and who asked, is gone. */
  end(error: RtcError): void {
    this.#asker += 1;
    for (const { reject } of this.#open.values()) reject(error);
  }

  async #answer(body: string): Promise<{ ok: boolean; body: string }> {
    if (this.#answering >= MOST_OPEN) return { ok: false, body: toJson('too many questions at a time') };
    this.#answering += 1;
    try {
      if (!this.answerer) throw new Error('this page answers nothing');
      return { ok: true, body: toJson(await this.answerer(fromJson(body))) };
    } catch (error) {
      return { ok: false, body: toJson(error instanceof Error ? cut(error.message, 1_000) : 'an error') };
    } finally {
      this.#answering -= 1;
    }
  }

  #say(post: Extract<Post, { kind: 'answer' }>): void {
    try {
      this.#send(post);
    } catch (error) {
      if (!(error instanceof RtcError)) throw error;
      if (error.code === 'too-large') this.#send({ ...post, ok: false, body: toJson('the answer is too large') });
    }
  }
}
