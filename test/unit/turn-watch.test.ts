import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Log } from '../../server/log.js';
import { iceFor, type TurnConfig } from '../../server/turn.js';
import type { TurnQuestion, TurnVerdict } from '../../server/turn-check.js';
import { TurnWatch } from '../../server/turn-watch.js';
import { pino } from 'pino';

const [UDP, TLS] = ['turn:t.example', 'turns:t.example:443'];
const config = (more: Partial<TurnConfig> = {}): TurnConfig & { turnCheck: number } => ({
  stun: [],
  turn: [UDP, TLS],
  turnSecret: ['new', 'old'],
  turnUsername: undefined,
  turnCredential: undefined,
  relayOnly: false,
  turnCheck: 60,
  ...more,
});
const OK: TurnVerdict = { ok: true, ms: 12.3, open: false };

function watch(ask: (question: TurnQuestion) => TurnVerdict, more: Partial<TurnConfig & { turnCheck: number }> = {}) {
  const lines: string[] = [];
  const log: Log = pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) });
  const questions: TurnQuestion[] = [];
  const turn = new TurnWatch({
    config: { ...config(), ...more },
    log,
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(ask(question));
    },
    now: () => 1_700_000_000_000,
  });
  onTestFinished(() => turn.close());
  return { turn, questions, lines: () => lines.splice(0).map((line): unknown => JSON.parse(line)) };
}

/** Which of the secrets made these credentials. */
const madeWith = (secret: string, { username, credential }: TurnQuestion): boolean => {
  const { servers } = iceFor(config({ turnSecret: [secret] }), 'rtc-call turn check', 1_700_000_000_000);
  return servers[0]?.username === username && servers[0]?.credential === credential;
};

describe('each TURN server', () => {
  test('is asked, with credentials of the first secret', async () => {
    const { turn, questions } = watch(() => OK);
    await turn.check();
    expect(questions.map(({ url }) => url)).toEqual([UDP, TLS]);
    for (const question of questions) expect(madeWith('new', question)).toBe(true);
    expect(turn.states.map(({ verdict }) => verdict)).toEqual([OK, OK]);
  });

  test('is known by what it said last', async () => {
    const { turn } = watch(({ url }) => (url === UDP ? OK : { ok: false, fault: 'certificate' }));
    expect(turn.states.map(({ verdict }) => verdict)).toEqual([null, null]);
    await turn.check();
    expect(turn.states).toEqual([
      { url: UDP, verdict: OK, at: 1_700_000_000_000 },
      { url: TLS, verdict: { ok: false, fault: 'certificate' }, at: 1_700_000_000_000 },
    ]);
  });

  test('is written to the log when what it says changes, and only then', async () => {
    let verdict: TurnVerdict = OK;
    const { turn, lines } = watch(() => verdict, { turn: [UDP] });
    await turn.check();
    expect(lines()).toEqual([{ level: 30, url: UDP, ms: 12, msg: 'TURN server answers' }]);
    await turn.check();
    expect(lines()).toEqual([]);
    verdict = { ok: false, fault: 'no-answer' };
    await turn.check();
    await turn.check();
    expect(lines()).toEqual([{ level: 40, url: UDP, fault: 'no-answer', msg: 'TURN server gives no allocation' }]);
    verdict = { ...OK, open: true };
    await turn.check();
    expect(lines()).toEqual([{ level: 40, url: UDP, msg: expect.stringContaining('private networks') }]);
  });
});

describe('while a secret is changed', () => {
  test('a server that does not know the new one yet is given the old one, and the others the new one', async () => {
    const { turn } = watch((question) => {
      const right = question.url === UDP ? 'old' : 'new';
      return madeWith(right, question) ? OK : { ok: false, fault: 'wrong-secret' };
    });
    await turn.check();
    expect(turn.secretOf(UDP)).toBe('old');
    expect(turn.secretOf(TLS)).toBe('new');
    const { servers } = iceFor(config(), 'ann', 0, turn.secretOf);
    expect(servers.map(({ urls }) => urls)).toEqual([[UDP], [TLS]]);
    expect(servers[0]?.credential).not.toBe(servers[1]?.credential);
  });

  test('it gets the new one as soon as it believes it', async () => {
    let right = 'old';
    const { turn } = watch((question) => (madeWith(right, question) ? OK : { ok: false, fault: 'wrong-secret' }));
    await turn.check();
    right = 'new';
    await turn.check();
    expect(turn.secretOf(UDP)).toBe('new');
  });

  test('a server that is away keeps the one it believed', async () => {
    let away = false;
    const { turn } = watch((question) => {
      if (away) return { ok: false, fault: 'unreachable' };
      return madeWith('old', question) ? OK : { ok: false, fault: 'wrong-secret' };
    });
    await turn.check();
    away = true;
    await turn.check();
    expect(turn.secretOf(UDP)).toBe('old');
  });
});

describe('from the start on', () => {
  test('it asks at once and again and again, until it is closed', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { turn, questions } = watch(() => OK, { turn: [UDP] });
    turn.start();
    expect(questions).toHaveLength(1);
    vi.advanceTimersByTime(120_000);
    expect(questions).toHaveLength(3);
    turn.close();
    vi.advanceTimersByTime(120_000);
    expect(questions).toHaveLength(3);
    expect(questions.at(-1)?.signal?.aborted).toBe(true);
  });

  test('it asks nobody where that is switched off', () => {
    const { turn, questions } = watch(() => OK, { turnCheck: 0 });
    turn.start();
    expect(questions).toEqual([]);
  });
});
