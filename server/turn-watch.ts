/** Asks each TURN server again and again whether it answers, and says so when that changes. */
import { guarded } from './guarded.js';
import type { Log } from './log.js';
import { askTurn, type TurnQuestion, type TurnVerdict } from './turn-check.js';
import { credentialsFor, type TurnConfig } from './turn.js';

export interface TurnState {
  readonly url: string;
  /** Null before the first answer. */
  readonly verdict: TurnVerdict | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface TurnWatchOptions {
  readonly config: TurnConfig & { readonly turnCheck: number };
  readonly log: Log;
  readonly ask?: (question: TurnQuestion) => Promise<TurnVerdict>;
  readonly now?: () => number;
  readonly onchecked?: (state: TurnState) => void;
}

/** The check's own, to coturn's log and quota. */
const SUBJECT = 'rtc-call turn check';

export class TurnWatch {
  readonly #options: TurnWatchOptions;
  readonly #ask: (question: TurnQuestion) => Promise<TurnVerdict>;
  readonly #now: () => number;
  readonly #states = new Map<string, TurnState>();
  /** The secret that each server believed last. */
  readonly #secrets = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #closing = new AbortController();

  constructor(options: TurnWatchOptions) {
    this.#options = options;
    this.#ask = options.ask ?? askTurn;
    this.#now = options.now ?? Date.now;
    for (const url of options.config.turn) this.#states.set(url, { url, verdict: null, at: this.#now() });
  }

  get states(): readonly TurnState[] {
    return [...this.#states.values()];
  }

  /** Of those that the settings name, the first until the server has believed another. */
  readonly secretOf = (url: string): string | undefined =>
    this.#secrets.get(url) ?? this.#options.config.turnSecret?.[0];

  start(): void {
    this.close();
    this.#closing = new AbortController();
    const { turnCheck, turn } = this.#options.config;
    if (turnCheck === 0 || turn.length === 0) return;
    this.#begin();
    this.#timer = setInterval(() => this.#begin(), turnCheck * 1_000).unref();
  }

  /** What is being asked is left. */
  close(): void {
    clearInterval(this.#timer);
    this.#closing.abort();
  }

  #begin(): void {
    guarded(
      () => this.check(),
      (error) => this.#options.log.error({ err: error }, 'TURN servers could not be asked'),
    );
  }

  async check(): Promise<void> {
    await Promise.all(this.#options.config.turn.map((url) => this.#checkOne(url)));
  }

  async #checkOne(url: string): Promise<void> {
    const { signal } = this.#closing;
    const secrets = this.#options.config.turnSecret ?? [undefined];
    let verdict = await this.#askWith(url, secrets[0], signal);
    for (const secret of secrets.slice(1)) {
      if (verdict.ok || verdict.fault !== 'wrong-secret') break;
      verdict = await this.#askWith(url, secret, signal);
    }
    if (!signal.aborted) this.#set({ url, verdict, at: this.#now() });
  }

  async #askWith(url: string, secret: string | undefined, signal: AbortSignal): Promise<TurnVerdict> {
    const made = credentialsFor(this.#options.config, secret, SUBJECT, this.#now());
    const { username = '', credential = '' } = made;
    const verdict = await this.#ask({ url, username, credential, signal });
    if (verdict.ok && secret !== undefined) this.#secrets.set(url, secret);
    return verdict;
  }

  #set(state: TurnState): void {
    const before = this.#states.get(state.url)?.verdict ?? null;
    this.#states.set(state.url, state);
    this.#options.onchecked?.(state);
    if (state.verdict && wordOf(before) !== wordOf(state.verdict)) this.#say(state.url, state.verdict);
  }

  #say(url: string, verdict: TurnVerdict): void {
    const { log } = this.#options;
    if (!verdict.ok) log.warn({ url, fault: verdict.fault }, 'TURN server gives no allocation');
    else if (verdict.open)
      log.warn({ url }, 'TURN server answers, and relays into private networks: see coturn/turnserver.conf');
    else log.info({ url, ms: Math.round(verdict.ms) }, 'TURN server answers');
  }
}

/** What a state is, without how long it took. */
const wordOf = (verdict: TurnVerdict | null): string =>
  verdict === null ? '' : verdict.ok ? `open ${verdict.open}` : verdict.fault;
