import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextStep, type Evidence, type Step } from '../../client/call/recovery.js';

const NOW = 100_000;

/** A call that runs: all is heard, nothing waits. */
const running: Evidence = {
  now: NOW,
  polite: false,
  wasUp: true,
  connection: 'connected',
  negotiated: true,
  heardAt: NOW,
  patience: 1_000,
  hintedAt: null,
  offeredAt: null,
  sentAt: null,
  restartedAt: null,
  reachAt: null,
  goneAt: null,
};
/** Descriptions were exchanged, and there was no path yet. */
const starting: Evidence = { ...running, wasUp: false, connection: 'connecting' };

const ago = (ms: number): number => NOW - ms;

interface Row {
  name: string;
  evidence: Evidence;
  step: Step;
}

const TABLE: Row[] = [
  { name: 'a call that is heard is left alone', evidence: running, step: 'none' },
  { name: 'a moment of silence is no reason', evidence: { ...running, heardAt: ago(1_000) }, step: 'none' },
  {
    name: 'silence restarts, though the browser still says connected',
    evidence: { ...running, heardAt: ago(1_001) },
    step: 'restart',
  },
  {
    name: 'silence restarts when the browser says so too',
    evidence: { ...running, connection: 'disconnected', heardAt: ago(1_001) },
    step: 'restart',
  },
  {
    name: 'a browser that says disconnected while bytes arrive is not believed',
    evidence: { ...running, connection: 'disconnected' },
    step: 'none',
  },
  {
    name: 'both sides act as soon: the callee asks, the caller offers',
    evidence: { ...running, polite: true, heardAt: ago(1_001) },
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
    name: 'both sides act on a first path that takes too long',
    evidence: { ...starting, polite: true, heardAt: ago(5_001) },
    step: 'restart',
  },
  {
    name: 'a first path that is just there is waited for',
    evidence: { ...starting, connection: 'connected', heardAt: ago(60_000) },
    step: 'none',
  },
  {
    name: 'before both descriptions were exchanged there is nothing to restart',
    evidence: { ...starting, negotiated: false, heardAt: ago(60_000) },
    step: 'none',
  },
  {
    name: 'an offer has its time to be answered',
    evidence: { ...starting, negotiated: false, offeredAt: ago(2_000), sentAt: ago(2_000) },
    step: 'none',
  },
  {
    name: 'an offer without an answer is sent again',
    evidence: { ...starting, negotiated: false, offeredAt: ago(9_000), sentAt: ago(2_001) },
    step: 'resend',
  },
  {
    name: 'a restart whose offer is lost is sent again',
    evidence: { ...running, heardAt: ago(9_000), offeredAt: ago(3_999), sentAt: ago(2_001), restartedAt: ago(3_999) },
    step: 'resend',
  },
  {
    name: 'and made anew when that does not help: what it names may be gone',
    evidence: { ...running, heardAt: ago(9_000), offeredAt: ago(4_000), sentAt: ago(1_999), restartedAt: ago(4_000) },
    step: 'restart',
  },
  {
    name: 'silence waits for the offer that is out already',
    evidence: { ...running, heardAt: ago(60_000), offeredAt: ago(1), sentAt: ago(1) },
    step: 'none',
  },
  {
    name: 'a failed connection is restarted without patience',
    evidence: { ...running, connection: 'failed', heardAt: ago(1) },
    step: 'restart',
  },
  {
    name: 'a first path that failed is tried anew at once',
    evidence: { ...starting, connection: 'failed', heardAt: ago(1) },
    step: 'restart',
  },
  {
    name: 'word of another network is no reason while somebody is heard',
    evidence: { ...running, hintedAt: ago(100), heardAt: ago(20) },
    step: 'none',
  },
  {
    name: 'silence right after word of another network is believed sooner',
    evidence: { ...running, hintedAt: ago(301), heardAt: ago(320) },
    step: 'restart',
  },
  {
    name: 'word that came long before the silence has nothing to do with it',
    evidence: { ...running, hintedAt: ago(4_000), heardAt: ago(500) },
    step: 'none',
  },
  {
    name: 'later word of a network renews a restart that began before it',
    evidence: { ...running, hintedAt: ago(301), heardAt: ago(5_000), restartedAt: ago(1_001), offeredAt: ago(1_001) },
    step: 'restart',
  },
  {
    name: 'but not one that has just begun',
    evidence: { ...running, hintedAt: ago(301), heardAt: ago(5_000), restartedAt: ago(900), offeredAt: ago(900) },
    step: 'none',
  },
  {
    name: 'half a minute of silence with both pages at the server: restarts do not help, another connection is built',
    evidence: { ...running, heardAt: ago(30_001), reachAt: ago(12_001), restartedAt: ago(1_000) },
    step: 'rebuild',
  },
  {
    name: 'a server that is just back gives restarts their time first',
    evidence: { ...running, heardAt: ago(90_000), reachAt: ago(12_000), restartedAt: ago(1_000) },
    step: 'none',
  },
  {
    name: 'without the server there is nothing to build with: restarts go on',
    evidence: { ...running, heardAt: ago(90_000), restartedAt: ago(4_000) },
    step: 'restart',
  },
  {
    name: 'a connection that the other page ended is left alone: it may be reloading',
    evidence: { ...running, goneAt: ago(4_000), heardAt: ago(4_000), reachAt: ago(60_000) },
    step: 'none',
  },
  {
    name: 'another one is built when that page is there all the same',
    evidence: { ...running, goneAt: ago(4_001), heardAt: ago(4_001), reachAt: ago(60_000) },
    step: 'rebuild',
  },
  {
    name: 'the polite side lets the other one build',
    evidence: { ...running, polite: true, goneAt: ago(8_000), heardAt: ago(8_000), reachAt: ago(60_000) },
    step: 'none',
  },
];

describe('what is done about a path', () => {
  for (const { name, evidence, step } of TABLE)
    test(name, () => {
      expect(nextStep(evidence)).toBe(step);
    });
});

const age = fc.nat(50_000).map(ago);
const evidence: fc.Arbitrary<Evidence> = fc.record({
  now: fc.constant(NOW),
  polite: fc.boolean(),
  wasUp: fc.boolean(),
  connection: fc.constantFrom('new', 'connecting', 'connected', 'disconnected', 'failed'),
  negotiated: fc.boolean(),
  heardAt: age,
  patience: fc.constantFrom(1_000, 2_500),
  hintedAt: fc.option(age),
  offeredAt: fc.option(age),
  sentAt: fc.option(age),
  restartedAt: fc.option(age),
  reachAt: fc.option(age),
  goneAt: fc.option(age),
});

test('nothing is restarted or rebuilt while somebody is heard', () => {
  fc.assert(
    fc.property(evidence, (found) => {
      const heard: Evidence = { ...found, heardAt: NOW, goneAt: null };
      expect(['none', 'resend']).toContain(nextStep(heard));
    }),
  );
});

test('patience does not end and begin again: what is due stays due while nothing happens', () => {
  fc.assert(
    fc.property(evidence, fc.nat(60_000), (found, later) => {
      const order = ['none', 'resend', 'restart', 'rebuild'];
      const [before, after] = [nextStep(found), nextStep({ ...found, now: NOW + later })];
      expect(order.indexOf(after)).toBeGreaterThanOrEqual(order.indexOf(before));
    }),
  );
});

test('the polite side is never the first to restart or to rebuild', () => {
  fc.assert(
    fc.property(evidence, (found) => {
      const order = ['none', 'resend', 'restart', 'rebuild'];
      const [polite, impolite] = [nextStep({ ...found, polite: true }), nextStep({ ...found, polite: false })];
      expect(order.indexOf(impolite)).toBeGreaterThanOrEqual(order.indexOf(polite));
    }),
  );
});

test('restarts never end while the server is away: as long as both stay, there is a next one', () => {
  fc.assert(
    fc.property(evidence, (found) => {
      const lost: Evidence = { ...found, negotiated: true, wasUp: true, reachAt: null, goneAt: null };
      expect(nextStep({ ...lost, now: NOW + 60_000 })).toBe('restart');
    }),
  );
});
