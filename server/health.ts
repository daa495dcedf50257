/** Whether this server can seat people, and what whoever runs it should know. */
import type { Problem, Readiness } from './status-model.js';
import type { TurnState } from './turn-watch.js';

export interface HealthOptions {
  readonly turn: () => readonly TurnState[];
  /** Whether Redis answers and takes writes; null where there is none. */
  readonly redis: () => boolean | null;
  /** No secret: whoever knows a room's name may enter. */
  readonly open: boolean;
  readonly anyOrigin: boolean;
}

export class Health {
  readonly #options: HealthOptions;
  #draining = false;

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  get draining(): boolean {
    return this.#draining;
  }

  drain(): void {
    this.#draining = true;
  }

  /** Not ready only by what makes joining impossible: a TURN server that is away costs few people their call, not all. */
  get readiness(): Readiness {
    const answers = this.#options.redis();
    return {
      ready: !this.#draining && answers !== false,
      draining: this.#draining,
      redis: answers === null ? 'none' : answers ? 'up' : 'down',
      turn: this.#options.turn().map(({ url, verdict, at }) => ({ url, at, ...wordOf(verdict) })),
    };
  }

  /** The worst first. */
  get problems(): Problem[] {
    const { turn, redis, open, anyOrigin } = this.#options;
    const problems: (Problem | false)[] = [
      this.#draining && { code: 'draining' },
      redis() === false && { code: 'redis-away' },
      ...turn().map(({ url, verdict }) => turnProblem(url, verdict)),
      turn().length === 0 && { code: 'no-turn' },
      open && { code: 'open-mode' },
      anyOrigin && { code: 'any-origin' },
    ];
    return problems.filter((problem) => problem !== false);
  }
}

function wordOf(verdict: TurnState['verdict']): Pick<Readiness['turn'][number], 'state' | 'ms'> {
  if (verdict === null) return { state: 'waiting', ms: null };
  if (!verdict.ok) return { state: verdict.fault, ms: null };
  return { state: verdict.open ? 'open' : 'ok', ms: Math.round(verdict.ms) };
}

function turnProblem(url: string, verdict: TurnState['verdict']): Problem | false {
  if (verdict === null) return false;
  if (verdict.ok) return verdict.open && { code: 'turn-open', url };
  return verdict.fault !== 'unchecked' && { code: 'turn-fault', url, fault: verdict.fault };
}
