import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SILENCE_MS, isSilent, nextStep, type Evidence, type Step } from '../../client/call/recovery.js';

const NOW = 100_000;

/** A call that runs: all is heard, nothing waits. */
const running: Evidence = {
  now: NOW,
  polite: false,
  wasUp: true,
  connected: true,
  negotiated: true,
  heardAt: NOW,
  offeredAt: null,
  restartedAt: null,
};
/** Descriptions were exchanged, and there was no path yet. */
const starting: Evidence = { ...running, wasUp: false, connected: false };

const ago = (ms: number): number => NOW - ms;

interface Row {
  name: string;
  evidence: Evidence;
  step: Step;
}

const TABLE: Row[] = [
  { name: 'a call that is heard is left alone', evidence: running, step: 'none' },
  { name: 'a moment of silence is no reason', evidence: { ...running, heardAt: ago(1_500) }, step: 'none' },
  {
    name: 'silence restarts, though the browser still says connected',
    evidence: { ...running, heardAt: ago(1_501) },
    step: 'restart',
  },
  {
    name: 'silence restarts when the browser says so too',
    evidence: { ...running, connected: false, heardAt: ago(1_501) },
    step: 'restart',
  },
  {
    name: 'a browser that says disconnected while bytes arrive is not believed',
    evidence: { ...running, connected: false },
    step: 'none',
  },
  {
    name: 'the polite side lets the other one restart first',
    evidence: { ...running, polite: true, heardAt: ago(3_000) },
    step: 'none',
  },
  {
    name: 'the polite side restarts when the other one does not',
    evidence: { ...running, polite: true, heardAt: ago(3_001) },
    step: 'restart',
  },
  {
    name: 'a restart has its time',
    evidence: { ...running, heardAt: ago(9_000), restartedAt: ago(3_999) },
    step: 'none',
  },
  {
    name: 'a restart in vain is followed by another',
    evidence: { ...running, heardAt: ago(9_000), restartedAt: ago(4_000) },
    step: 'restart',
  },
  { name: 'a first path has more time', evidence: { ...starting, heardAt: ago(5_000) }, step: 'none' },
  {
    name: 'a first path that takes too long is tried anew',
    evidence: { ...starting, heardAt: ago(5_001) },
    step: 'restart',
  },
  {
    name: 'the polite side waits longer for a first path too',
    evidence: { ...starting, polite: true, heardAt: ago(6_500) },
    step: 'none',
  },
  {
    name: 'the polite side tries a first path anew in the end',
    evidence: { ...starting, polite: true, heardAt: ago(6_501) },
    step: 'restart',
  },
  {
    name: 'a first path that is just there is waited for',
    evidence: { ...starting, connected: true, heardAt: ago(60_000) },
    step: 'none',
  },
  {
    name: 'before both descriptions were exchanged there is nothing to restart',
    evidence: { ...starting, negotiated: false, heardAt: ago(60_000) },
    step: 'none',
  },
  {
    name: 'an offer has its time to be answered',
    evidence: { ...starting, negotiated: false, offeredAt: ago(2_000) },
    step: 'none',
  },
  {
    name: 'an offer without an answer is sent again',
    evidence: { ...starting, negotiated: false, offeredAt: ago(2_001) },
    step: 'resend',
  },
  {
    name: 'a restart whose offer is lost is sent again and not made anew',
    evidence: { ...running, heardAt: ago(60_000), offeredAt: ago(2_001), restartedAt: ago(60_000) },
    step: 'resend',
  },
  {
    name: 'silence waits for the offer that is out already',
    evidence: { ...running, heardAt: ago(60_000), offeredAt: ago(1), restartedAt: null },
    step: 'none',
  },
];

describe('what is done about a path', () => {
  for (const { name, evidence, step } of TABLE)
    test(name, () => {
      expect(nextStep(evidence)).toBe(step);
    });
});

const age = fc.nat(20_000).map(ago);
const evidence: fc.Arbitrary<Evidence> = fc.record({
  now: fc.constant(NOW),
  polite: fc.boolean(),
  wasUp: fc.boolean(),
  connected: fc.boolean(),
  negotiated: fc.boolean(),
  heardAt: age,
  offeredAt: fc.option(age),
  restartedAt: fc.option(age),
});

test('nothing is restarted while somebody is heard or an offer waits for its answer', () => {
  fc.assert(
    fc.property(evidence, (found) => {
      if (found.offeredAt !== null || !isSilent(found)) expect(nextStep(found)).not.toBe('restart');
    }),
  );
});

test('patience does not end and begin again: what is due stays due while nothing happens', () => {
  fc.assert(
    fc.property(evidence, fc.nat(60_000), (found, later) => {
      const step = nextStep(found);
      if (step !== 'none') expect(nextStep({ ...found, now: NOW + later })).toBe(step);
    }),
  );
});

test('the polite side is never the first to restart', () => {
  fc.assert(
    fc.property(evidence, (found) => {
      if (nextStep({ ...found, polite: true }) === 'restart')
        expect(nextStep({ ...found, polite: false })).toBe('restart');
    }),
  );
});

test('silence begins after the last thing heard, and not at it', () => {
  expect(isSilent({ now: NOW, heardAt: ago(SILENCE_MS) })).toBe(false);
  expect(isSilent({ now: NOW, heardAt: ago(SILENCE_MS + 1) })).toBe(true);
});
