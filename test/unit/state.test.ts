import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REFUSALS, ROLES, type RefusalCode, type Role } from '../../shared/protocol.js';
import { FACTS } from '../../scripts/states.js';
import { next, type CallFact, type CallState, type EndReason, type StateName } from '../../client/call/state.js';

const AT = 1_000_000;
const SINCE = 400_000;
const LATER = 2_000_000;

const idle: CallState = { name: 'idle' };
const lobby: CallState = { name: 'lobby' };
const joining: CallState = { name: 'joining' };
const over: CallState = { name: 'ended', reason: 'hung-up', code: null, lasted: 5_000 };

const ended: CallFact = { type: 'ended', reason: 'hung-up', at: AT };

interface Row {
  name: string;
  from: CallState;
  fact: CallFact;
  /** `same`: nothing changes, and it is the very object. */
  to: CallState | 'same';
}

function transitions(role: Role): Row[] {
  const waiting: CallState = { name: 'waiting', role, left: false };
  const ringing: CallState = { name: 'ringing', role, direction: role === 'caller' ? 'outgoing' : 'incoming' };
  const left: CallState = { name: 'waiting', role, left: true };
  const connecting: CallState = { name: 'connecting', role };
  const connected: CallState = { name: 'connected', role, since: SINCE };
  const noNetwork: CallState = { name: 'reconnecting', role, since: SINCE, cause: 'network' };
  const noPeer: CallState = { name: 'reconnecting', role, since: SINCE, cause: 'peer' };
  const seatedAlone: CallFact = { type: 'seated', role, opposite: false };
  const seatedOpposite: CallFact = { type: 'seated', role, opposite: true };
  const network: CallFact = { type: 'media-lost', cause: 'network' };
  const peer: CallFact = { type: 'media-lost', cause: 'peer' };
  const began = (at: number): CallFact => ({ type: 'began', at });

  const rows: Row[] = [
    { name: 'idle is previewed', from: idle, fact: { type: 'previewed' }, to: lobby },
    { name: 'a call that ended may be previewed again', from: over, fact: { type: 'previewed' }, to: lobby },
    { name: 'idle joins without a lobby', from: idle, fact: { type: 'join-asked' }, to: joining },
    { name: 'the lobby joins', from: lobby, fact: { type: 'join-asked' }, to: joining },
    { name: 'a call that ended may be joined again', from: over, fact: { type: 'join-asked' }, to: joining },
    { name: 'seated alone waits', from: joining, fact: seatedAlone, to: waiting },
    { name: 'seated opposite somebody connects', from: joining, fact: seatedOpposite, to: connecting },
    { name: 'who waits connects when somebody comes', from: waiting, fact: { type: 'peer-arrived' }, to: connecting },
    { name: 'who was left connects when somebody comes', from: left, fact: { type: 'peer-arrived' }, to: connecting },
    {
      name: 'the first picture connects',
      from: connecting,
      fact: { type: 'media-up', at: AT },
      to: { ...connected, since: AT },
    },
    {
      name: 'a picture before the news of a peer connects',
      from: waiting,
      fact: { type: 'media-up', at: AT },
      to: { ...connected, since: AT },
    },
    { name: 'lost network reconnects, the clock goes on', from: connected, fact: network, to: noNetwork },
    { name: 'a lost peer reconnects, the clock goes on', from: connected, fact: peer, to: noPeer },
    { name: 'reconnecting may find another cause', from: noNetwork, fact: peer, to: noPeer },
    { name: 'a peer that is back may still be without network', from: noPeer, fact: network, to: noNetwork },
    {
      name: 'the clock survives a lost network',
      from: noNetwork,
      fact: { type: 'media-up', at: LATER },
      to: connected,
    },
    { name: 'the clock survives a new pair', from: noPeer, fact: { type: 'media-up', at: LATER }, to: connected },
    {
      name: 'a peer who goes while connecting leaves one waiting',
      from: connecting,
      fact: { type: 'peer-gone' },
      to: left,
    },
    { name: 'a peer who goes in a call leaves one waiting', from: connected, fact: { type: 'peer-gone' }, to: left },
    { name: 'a peer who does not come back leaves one waiting', from: noPeer, fact: { type: 'peer-gone' }, to: left },
    {
      name: 'an earlier beginning moves the clock back',
      from: connected,
      fact: began(SINCE - 5_000),
      to: { ...connected, since: SINCE - 5_000 },
    },
    {
      name: 'an earlier beginning is learnt while reconnecting',
      from: noPeer,
      fact: began(SINCE - 5_000),
      to: { ...noPeer, since: SINCE - 5_000 },
    },
    { name: 'a later beginning is not believed', from: connected, fact: began(SINCE + 5_000), to: 'same' },
    { name: 'clocks of one call may differ by a moment', from: connected, fact: began(SINCE - 500), to: 'same' },
    { name: 'a beginning means nothing before the call', from: connecting, fact: began(SINCE), to: 'same' },
    {
      name: 'a call ends with its length',
      from: connected,
      fact: ended,
      to: { name: 'ended', reason: 'hung-up', code: null, lasted: AT - SINCE },
    },
    {
      name: 'a call that reconnects ends with its length',
      from: noNetwork,
      fact: ended,
      to: { name: 'ended', reason: 'hung-up', code: null, lasted: AT - SINCE },
    },
    {
      name: 'the server refuses with a code',
      from: joining,
      fact: { type: 'ended', reason: 'refused', code: 'version', at: AT },
      to: { name: 'ended', reason: 'refused', code: 'version', lasted: 0 },
    },
    {
      name: 'an ended call does not end again',
      from: over,
      fact: { type: 'ended', reason: 'replaced', at: LATER },
      to: 'same',
    },
    { name: 'a ring begins while nobody else is there', from: waiting, fact: { type: 'rang' }, to: ringing },
    { name: 'a ring begins when somebody sits opposite', from: connecting, fact: { type: 'rang' }, to: ringing },
    { name: 'who rings after a call was lost rings for another', from: noPeer, fact: { type: 'rang' }, to: ringing },
    { name: 'a ring said again is one', from: ringing, fact: { type: 'rang' }, to: 'same' },
    { name: 'a ring means nothing in a call', from: connected, fact: { type: 'rang' }, to: 'same' },
    { name: 'a ring means nothing without a seat', from: joining, fact: { type: 'rang' }, to: 'same' },
    {
      name: 'a ring that is accepted connects',
      from: ringing,
      fact: { type: 'peer-arrived' },
      to: { name: 'connecting', role },
    },
    {
      name: 'a ring that ends leaves the callee waiting, and is over for the caller with its reason',
      from: ringing,
      fact: { type: 'ring-ended' },
      to: role === 'callee' ? waiting : 'same',
    },
    {
      name: 'a ring at somebody who is gone waits for them',
      from: ringing,
      fact: { type: 'peer-gone' },
      to: { name: 'waiting', role, left: true },
    },
    {
      name: 'a ring that is declined ends with what was said',
      from: ringing,
      fact: { type: 'ended', reason: 'declined', said: 'later', at: AT },
      to: { name: 'ended', reason: 'declined', code: null, lasted: 0, said: 'later' },
    },
    { name: 'no ring ends where none is', from: connected, fact: { type: 'ring-ended' }, to: 'same' },
    { name: 'seated again changes nothing while waiting', from: left, fact: seatedAlone, to: 'same' },
    { name: 'seated again changes nothing in a call', from: connected, fact: seatedAlone, to: 'same' },
    { name: 'being seated means nothing to who did not ask', from: lobby, fact: seatedOpposite, to: 'same' },
    { name: 'a preview does not interrupt joining', from: joining, fact: { type: 'previewed' }, to: 'same' },
    { name: 'a preview does not interrupt a call', from: connected, fact: { type: 'previewed' }, to: 'same' },
    { name: 'a second click on join changes nothing', from: joining, fact: { type: 'join-asked' }, to: 'same' },
    { name: 'join in a call changes nothing', from: connected, fact: { type: 'join-asked' }, to: 'same' },
    {
      name: 'a peer who is known already changes nothing',
      from: connected,
      fact: { type: 'peer-arrived' },
      to: 'same',
    },
    { name: 'a returning peer is not a new call', from: noPeer, fact: { type: 'peer-arrived' }, to: 'same' },
    { name: 'nobody goes from an empty seat', from: waiting, fact: { type: 'peer-gone' }, to: 'same' },
    { name: 'media that is up stays up', from: connected, fact: { type: 'media-up', at: LATER }, to: 'same' },
    { name: 'what never was up is not lost', from: connecting, fact: network, to: 'same' },
    { name: 'the same loss twice is one', from: noNetwork, fact: network, to: 'same' },
    { name: 'media before a seat means nothing', from: joining, fact: { type: 'media-up', at: AT }, to: 'same' },
    { name: 'media after the end means nothing', from: over, fact: { type: 'media-up', at: AT }, to: 'same' },
  ];
  return rows;
}

describe.each(ROLES)('the states of the %s', (role) => {
  for (const { name, from, fact, to } of transitions(role))
    test(name, () => {
      const state = next(Object.freeze(from), Object.freeze(fact));
      if (to === 'same') expect(state).toBe(from);
      else expect(state).toEqual(to);
    });
});

const role = fc.constantFrom<Role>('caller', 'callee');
const cause = fc.constantFrom<'network' | 'peer'>('network', 'peer');
const time = fc.nat(10 * LATER);
const reason = fc.constantFrom<EndReason>(
  'hung-up',
  'peer-hung-up',
  'occupied',
  'replaced',
  'refused',
  'declined',
  'cancelled',
  'no-answer',
  'busy',
);
const code = fc.constantFrom(...(Object.keys(REFUSALS) as RefusalCode[]));

const anyState: fc.Arbitrary<CallState> = fc.oneof(
  fc.constant(idle),
  fc.constant(lobby),
  fc.constant(joining),
  fc.record({ name: fc.constant('waiting' as const), role, left: fc.boolean() }),
  fc.record({ name: fc.constant('ringing' as const), role, direction: fc.constantFrom('incoming', 'outgoing') }),
  fc.record({ name: fc.constant('connecting' as const), role }),
  fc.record({ name: fc.constant('connected' as const), role, since: time }),
  fc.record({ name: fc.constant('reconnecting' as const), role, since: time, cause }),
  fc.record({ name: fc.constant('ended' as const), reason, code: fc.constant(null), lasted: time }),
);
const factAt = (at: fc.Arbitrary<number>): fc.Arbitrary<CallFact> =>
  fc.oneof(
    fc.constant({ type: 'previewed' as const }),
    fc.constant({ type: 'join-asked' as const }),
    fc.record({ type: fc.constant('seated' as const), role, opposite: fc.boolean() }),
    fc.constant({ type: 'peer-arrived' as const }),
    fc.constant({ type: 'peer-gone' as const }),
    fc.constant({ type: 'rang' as const }),
    fc.constant({ type: 'ring-ended' as const }),
    fc.record({ type: fc.constant('media-up' as const), at }),
    fc.record({ type: fc.constant('began' as const), at }),
    fc.record({ type: fc.constant('media-lost' as const), cause }),
    fc.record({ type: fc.constant('ended' as const), reason, at }),
    fc.record({ type: fc.constant('ended' as const), reason, code, at }),
  );
const anyFact = factAt(time);

/** The fields of each state: no more and no less. */
const FIELDS: Record<StateName, readonly string[]> = {
  idle: [],
  lobby: [],
  joining: [],
  waiting: ['role', 'left'],
  ringing: ['role', 'direction'],
  connecting: ['role'],
  connected: ['role', 'since'],
  reconnecting: ['role', 'since', 'cause'],
  ended: ['reason', 'code', 'lasted'],
};

const timeline = fc.array(fc.record({ fact: anyFact, pause: fc.nat(60_000) }), { maxLength: 60 });

/** The facts as a clock that only goes forward would report them; `began` alone looks back. */
function* live(facts: readonly { fact: CallFact; pause: number }[]): Generator<CallFact> {
  let now = 0;
  for (const { fact, pause } of facts) {
    now += pause;
    if (fact.type === 'media-up' || fact.type === 'ended') yield { ...fact, at: now };
    else if (fact.type === 'began') yield { ...fact, at: now - (fact.at % 120_000) };
    else yield fact;
  }
}

test('any state may end, and keeps why', () => {
  fc.assert(
    fc.property(anyState, reason, code, (state, why, refusal) => {
      const end = next(state, { type: 'ended', reason: why, code: refusal, at: 20 * LATER });
      if (state.name === 'ended') expect(end).toBe(state);
      else expect(end).toMatchObject({ name: 'ended', reason: why, code: refusal });
    }),
  );
});

test('only a preview or a join leads out of an ended call', () => {
  fc.assert(
    fc.property(anyFact, (fact) => {
      const state = next(over, fact);
      if (fact.type === 'previewed') expect(state).toEqual(lobby);
      else if (fact.type === 'join-asked') expect(state).toEqual(joining);
      else expect(state).toBe(over);
    }),
  );
});

test('a fact that changes nothing returns the very same object', () => {
  fc.assert(
    fc.property(anyState, anyFact, (state, fact) => {
      const after = next(Object.freeze(state), Object.freeze(fact));
      if (after !== state) expect(after).not.toEqual(state);
    }),
    { numRuns: 2_000 },
  );
});

test('any sequence of facts gives a state of the union, with its own fields and no others', () => {
  fc.assert(
    fc.property(timeline, (facts) => {
      let state: CallState = idle;
      for (const { fact } of facts) {
        state = next(state, fact);
        expect(Object.keys(state).toSorted()).toEqual(['name', ...FIELDS[state.name]].toSorted());
      }
    }),
  );
});

test('the clock of a call only moves back, whatever happens while it lasts', () => {
  fc.assert(
    fc.property(timeline, (facts) => {
      let state: CallState = idle;
      for (const fact of live(facts)) {
        const before = state;
        state = next(state, fact);
        if ('since' in before && 'since' in state) expect(state.since).toBeLessThanOrEqual(before.since);
      }
    }),
  );
});

test('a seat once taken keeps its role until the call ends', () => {
  fc.assert(
    fc.property(timeline, (facts) => {
      let state: CallState = idle;
      for (const { fact } of facts) {
        const before = state;
        state = next(state, fact);
        if ('role' in before && 'role' in state) expect(state.role).toBe(before.role);
      }
    }),
  );
});

test('from wherever a call came, the person can end it, and can begin anew from there', () => {
  fc.assert(
    fc.property(timeline, (facts) => {
      const state = [...live(facts)].reduce(next, idle);
      const end = next(state, { type: 'ended', reason: 'hung-up', at: 20 * LATER });
      expect(end.name).toBe('ended');
      expect(next(end, { type: 'join-asked' }).name).toBe('joining');
    }),
  );
});

test('no state is a dead end: something that may become known leads out of each, besides its end', () => {
  const known = Object.values(FACTS).flatMap(({ facts }) => facts);
  fc.assert(
    fc.property(anyState, (state) => {
      const on = known.map((fact) => next(state, fact).name).filter((name) => name !== 'ended' && name !== state.name);
      expect(on).not.toEqual([]);
    }),
  );
});

test('a call lasts from its first picture to its end', () => {
  fc.assert(
    fc.property(timeline, (facts) => {
      let state: CallState = idle;
      for (const fact of live(facts)) {
        const before = state;
        state = next(state, fact);
        if (before.name === 'ended' || state.name !== 'ended' || fact.type !== 'ended') continue;
        expect(state.lasted).toBe('since' in before ? fact.at - before.since : 0);
      }
    }),
  );
});

test('a system clock that was set back does not make a call shorter than nothing', () => {
  const connected: CallState = { name: 'connected', role: 'caller', since: AT };
  expect(next(connected, { type: 'ended', reason: 'hung-up', at: AT - 60_000 })).toMatchObject({ lasted: 0 });
});
