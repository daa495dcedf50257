import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_CANDIDATES } from '../../shared/parse.js';
import type { IceCandidate, Signal } from '../../shared/protocol.js';
import { Outbox } from '../../client/call/outbox.js';

const candidate = (n: number): IceCandidate => ({ candidate: `candidate:${n}` });
const candidates = (count: number): IceCandidate[] => Array.from({ length: count }, (_none, n) => candidate(n));

function outbox() {
  const sent: Signal[] = [];
  const box = new Outbox((signal) => void sent.push(signal));
  /** Sizes of the batches of candidates. */
  const sizes = (): number[] => sent.map((signal) => ('candidates' in signal ? signal.candidates.length : 0));
  return { box, sent, sizes };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('signals on their way', () => {
  test('a description goes at once', () => {
    const { box, sent } = outbox();
    const offer: Signal = { description: { type: 'offer', sdp: 'v=0' } };
    box.send(offer);
    expect(sent).toEqual([offer]);
  });

  test('the first candidate goes at once', () => {
    const { box, sent } = outbox();
    box.send({ candidates: [candidate(0)] });
    expect(sent).toEqual([{ candidates: [candidate(0)] }]);
  });

  test('candidates that follow within a moment go together, in order', () => {
    const { box, sent } = outbox();
    for (const one of candidates(4)) box.send({ candidates: [one] });
    expect(sent).toHaveLength(1);
    vi.runAllTimers();
    expect(sent.slice(1)).toEqual([{ candidates: candidates(4).slice(1) }]);
  });

  test('a description does not wait for candidates', () => {
    const { box, sent } = outbox();
    for (const one of candidates(3)) box.send({ candidates: [one] });
    const answer: Signal = { description: { type: 'answer', sdp: 'v=0' } };
    box.send(answer);
    expect(sent.at(-1)).toEqual(answer);
  });

  test('a batch is never larger than the server takes, and none is lost', () => {
    const { box, sizes } = outbox();
    box.send({ candidates: candidates(2 * MAX_CANDIDATES + 5) });
    for (const one of candidates(MAX_CANDIDATES)) box.send({ candidates: [one] });
    vi.runAllTimers();
    expect(Math.max(...sizes())).toBeLessThanOrEqual(MAX_CANDIDATES);
    expect(sizes().reduce((sum, size) => sum + size, 0)).toBe(3 * MAX_CANDIDATES + 5);
  });

  test('nothing is sent where nothing is left', () => {
    const { box, sent } = outbox();
    box.send({ candidates: [candidate(0)] });
    vi.runAllTimers();
    expect(sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('after a pause the next candidate goes at once again', () => {
    const { box, sent } = outbox();
    box.send({ candidates: [candidate(0)] });
    vi.runAllTimers();
    box.send({ candidates: [candidate(1)] });
    expect(sent).toHaveLength(2);
  });

  test('what waits when it is closed is dropped, and it may be closed twice', () => {
    const { box, sent } = outbox();
    for (const one of candidates(4)) box.send({ candidates: [one] });
    box.close();
    box.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.runAllTimers();
    expect(sent).toHaveLength(1);
  });
});
