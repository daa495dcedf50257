import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bell, type Direction, type RingEnd } from '../../client/call/bell.js';
import type { CallFact } from '../../client/call/state.js';
import type { Ring, RingAnswer } from '../../shared/protocol.js';

const MS = 45_000;
const CALL = 'a-call-of-twenty-two-letters';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** A bell whose tab remembers `call`, all that it reported, and the time it is told. */
function newBell(call: string | null = null, ms = MS) {
  const facts: CallFact[] = [];
  const begun: Direction[] = [];
  const ends: RingEnd[] = [];
  const tab = {
    memory: { owner: '', role: null, joined: true, devices: [], call },
    remember: (change: object) => void Object.assign(tab.memory, change),
  };
  const bell = new Bell({
    ms: () => ms,
    tab,
    onfact: (fact) => void facts.push(fact),
    onring: (direction) => void begun.push(direction),
    onend: (end) => void ends.push(end),
  });
  const pass = (time: number): void => {
    vi.advanceTimersByTime(time);
    bell.tick(performance.now());
  };
  return { bell, facts, begun, ends, tab, pass };
}

/** A way to the callee that answers when the test says so. */
function callee() {
  const rings: Ring[] = [];
  const answers: ((answer: RingAnswer | null) => void)[] = [];
  const send = (ring: Ring): Promise<RingAnswer | null> => {
    rings.push(ring);
    return new Promise((resolve) => answers.push(resolve));
  };
  return { rings, answers, send };
}

describe('at the caller', () => {
  test('it rings at once, and ends with being let in', async () => {
    const { bell, facts } = newBell();
    const { answers, send } = callee();
    const ringing = bell.ring(send);
    expect(facts).toEqual([{ type: 'rang' }]);
    answers[0]?.({ outcome: 'accepted' });
    expect(await ringing).toBe(true);
    expect(facts).toHaveLength(1);
  });

  test.each<[RingAnswer, object]>([
    [
      { outcome: 'declined', reason: 'later' },
      { reason: 'declined', said: 'later' },
    ],
    [{ outcome: 'declined' }, { reason: 'declined' }],
    [{ outcome: 'busy' }, { reason: 'busy' }],
    [{ outcome: 'no-answer' }, { reason: 'no-answer' }],
  ])('%j ends the call', async (answer, end) => {
    const { bell, facts } = newBell();
    const { answers, send } = callee();
    const ringing = bell.ring(send);
    answers[0]?.(answer);
    expect(await ringing).toBe(false);
    expect(facts.at(-1)).toEqual({ type: 'ended', at: Date.now(), ...end });
  });

  test('an answer that was lost is no answer: it rings on, until the time is up, a moment after the callee', async () => {
    const { bell, facts, pass } = newBell();
    const { answers, send } = callee();
    const ringing = bell.ring(send);
    answers[0]?.(null);
    expect(await ringing).toBe(false);
    pass(MS + 2_000);
    expect(facts).toEqual([{ type: 'rang' }]);
    pass(2_000);
    expect(facts.at(-1)).toMatchObject({ type: 'ended', reason: 'no-answer' });
  });

  test('who rings again has no more time, keeps the name, and hears only the newest answer', async () => {
    const { bell, facts, pass, tab } = newBell();
    const { rings, answers, send } = callee();
    const first = bell.ring(send);
    pass(MS - 1_000);
    const second = bell.ring(send);
    expect(rings[1]?.id).toBe(rings[0]?.id);
    expect(tab.memory.call).toBe(rings[0]?.id);
    answers[0]?.({ outcome: 'accepted' });
    expect(await first).toBe(false);
    pass(4_001);
    expect(facts.at(-1)).toMatchObject({ reason: 'no-answer' });
    answers[1]?.(null);
    await second;
  });

  test('after a reload in a call nothing is seen of it, if the callee opens at once', async () => {
    const { bell, facts, pass } = newBell(CALL);
    const { rings, answers, send } = callee();
    const ringing = bell.ring(send);
    pass(400);
    answers[0]?.({ outcome: 'accepted' });
    expect(await ringing).toBe(true);
    bell.opened();
    expect(rings[0]?.id).toBe(CALL);
    pass(MS);
    expect(facts).toEqual([]);
  });

  test('after a reload while it rang, it is said soon that it rings on', () => {
    const { bell, facts, pass } = newBell(CALL);
    void bell.ring(callee().send);
    pass(600);
    expect(facts).toEqual([{ type: 'rang' }]);
  });

  test('nothing comes of it once it was stopped', async () => {
    const { bell, facts, ends, pass } = newBell();
    const { answers, send } = callee();
    const ringing = bell.ring(send);
    bell.stop('cancelled');
    answers[0]?.({ outcome: 'accepted' });
    expect(await ringing).toBe(false);
    pass(10 * MS);
    expect(ends).toEqual([{ direction: 'outgoing', outcome: 'cancelled' }]);
    expect(facts.some(({ type }) => type === 'ended')).toBe(false);
  });

  test('it rings for two minutes at most', () => {
    const { bell } = newBell(null, 600_000);
    const { rings, send } = callee();
    void bell.ring(send);
    expect(rings[0]?.for).toBe(120_000);
  });
});

describe('at the callee', () => {
  const heard: RingAnswer[] = [];
  const say = (answer: RingAnswer): void => void heard.push(answer);
  beforeEach(() => void heard.splice(0));

  test('it rings until it is accepted, and the call is known by its name from then on', () => {
    const { bell, begun, ends } = newBell();
    bell.rang({ id: CALL, for: MS }, say);
    bell.rang({ id: CALL, for: MS }, say);
    expect(begun).toEqual(['incoming']);
    expect(bell.knows(CALL)).toBe(false);
    expect(bell.accept()).toBe(true);
    bell.opened();
    expect(heard).toEqual([{ outcome: 'accepted' }]);
    expect(ends).toEqual([{ direction: 'incoming', outcome: 'accepted' }]);
    expect(bell.knows(CALL)).toBe(true);
  });

  test('who is declined is told why, and told again if it was lost', () => {
    const { bell, facts, ends } = newBell();
    bell.rang({ id: CALL, for: MS }, say);
    bell.refuse({ outcome: 'declined', reason: 'later' });
    bell.rang({ id: CALL, for: MS }, say);
    expect(heard).toEqual([
      { outcome: 'declined', reason: 'later' },
      { outcome: 'declined', reason: 'later' },
    ]);
    expect(facts).toEqual([{ type: 'rang' }, { type: 'ring-ended' }]);
    expect(ends).toEqual([{ direction: 'incoming', outcome: 'declined', reason: 'later' }]);
  });

  test.each([
    ['its own', 10_000, MS],
    ["the caller's", MS, 10_000],
  ])('it rings for no longer than %s patience', (_whose, own, theirs) => {
    const { bell, facts, ends, pass } = newBell(null, own);
    bell.rang({ id: CALL, for: theirs }, say);
    pass(9_900);
    expect(heard).toEqual([]);
    pass(200);
    expect(heard).toEqual([{ outcome: 'no-answer' }]);
    expect(facts.at(-1)).toEqual({ type: 'ring-ended' });
    expect(ends).toEqual([{ direction: 'incoming', outcome: 'no-answer' }]);
  });

  test('who rings again, from a page that came back, has no more time', () => {
    const { bell, pass } = newBell();
    bell.rang({ id: CALL, for: MS }, () => undefined);
    pass(MS - 1_000);
    bell.rang({ id: CALL, for: MS }, say);
    pass(1_001);
    expect(heard).toEqual([{ outcome: 'no-answer' }]);
  });

  test.each(['missed', 'cancelled'] as const)('a caller who goes: %s', (outcome) => {
    const { bell, facts, ends } = newBell();
    bell.rang({ id: CALL, for: MS }, say);
    bell.stop(outcome);
    expect(facts.at(-1)).toEqual({ type: 'ring-ended' });
    bell.stop('missed');
    expect(bell.accept()).toBe(false);
    bell.refuse({ outcome: 'declined' });
    expect([ends, heard]).toEqual([[{ direction: 'incoming', outcome }], []]);
  });
});
