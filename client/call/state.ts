/** Where a call is, and how it gets from one place to another. Pure: the clock travels in the events. */
import type { RefusalCode, Role } from '../../shared/protocol.js';

export type EndReason =
  /** This side hung up. */
  | 'hung-up'
  | 'peer-hung-up'
  /** Two others are in the room. */
  | 'occupied'
  /** The same person opened the room in another tab. */
  | 'replaced'
  /** The server said no; `code` says why. */
  | 'refused'
  /** The callee, who answers by hand, does not want to; `said` is what they say to it. */
  | 'declined'
  /** This side rang, and gave up. */
  | 'cancelled'
  | 'no-answer'
  /** The callee is in another call. */
  | 'busy';

export type CallState =
  | { name: 'idle' }
  /** Devices open, nothing promised. */
  | { name: 'lobby' }
  /** Asking for a seat. */
  | { name: 'joining' }
  /** Seated, the seat opposite is empty; `left` after somebody was there. */
  | { name: 'waiting'; role: Role; left: boolean }
  /** The callee answers by hand, and has not yet: they are rung (`incoming`), or this side rings (`outgoing`). */
  | { name: 'ringing'; role: Role; direction: 'incoming' | 'outgoing' }
  /** Somebody sits opposite, no path yet. */
  | { name: 'connecting'; role: Role }
  /** `since`: milliseconds since the epoch, of the first picture or sound. */
  | { name: 'connected'; role: Role; since: number }
  /** Was connected; the last picture is held. `peer` when the other page is reloading or gone. */
  | { name: 'reconnecting'; role: Role; since: number; cause: 'network' | 'peer' }
  /** `lasted`: milliseconds of the call; 0 if there was none. `said`: with `declined`, a text, or `busy` or `later`. */
  | { name: 'ended'; reason: EndReason; code: RefusalCode | null; lasted: number; said?: string };

export type StateName = CallState['name'];

/** Facts, reported by the socket, the peer connection, or the person. */
export type CallFact =
  | { type: 'previewed' }
  | { type: 'join-asked' }
  | { type: 'seated'; role: Role; opposite: boolean }
  | { type: 'peer-arrived' }
  | { type: 'peer-gone' }
  | { type: 'rang' }
  /** At the callee: it rings no more, and nobody came in. */
  | { type: 'ring-ended' }
  | { type: 'media-up'; at: number }
  /** The other side remembers an earlier beginning. */
  | { type: 'began'; at: number }
  | { type: 'media-lost'; cause: 'network' | 'peer' }
  | { type: 'ended'; reason: EndReason; code?: RefusalCode; said?: string; at: number };

/** Two clocks of one call may differ by the time a message takes. */
const CLOCK_SLACK_MS = 500;

type Seated = Extract<CallState, { role: Role }>;
const seated = (state: CallState): state is Seated => 'role' in state;
const since = (state: CallState): number | null => ('since' in state ? state.since : null);

/** The next state; the same object where a fact changes nothing. */
export function next(state: CallState, fact: CallFact): CallState {
  switch (fact.type) {
    case 'previewed':
      return state.name === 'idle' || state.name === 'ended' ? { name: 'lobby' } : state;
    case 'join-asked':
      return state.name === 'idle' || state.name === 'lobby' || state.name === 'ended' ? { name: 'joining' } : state;
    case 'seated':
      return state.name === 'joining' ? sit(fact.role, fact.opposite) : state;
    case 'peer-arrived':
      return state.name === 'waiting' || state.name === 'ringing' ? { name: 'connecting', role: state.role } : state;
    case 'peer-gone':
      return seated(state) && state.name !== 'waiting' ? { name: 'waiting', role: state.role, left: true } : state;
    case 'rang':
      return seated(state) ? ring(state) : state;
    case 'ring-ended':
      return state.name === 'ringing' && state.direction === 'incoming'
        ? { name: 'waiting', role: state.role, left: false }
        : state;
    case 'media-up':
      return seated(state) ? up(state, fact.at) : state;
    case 'began':
      return 'since' in state && fact.at < state.since - CLOCK_SLACK_MS ? { ...state, since: fact.at } : state;
    case 'media-lost':
      return seated(state) ? lost(state, fact.cause) : state;
    case 'ended':
      return end(state, fact);
  }
}

const sit = (role: Role, opposite: boolean): CallState =>
  opposite ? { name: 'connecting', role } : { name: 'waiting', role, left: false };

function ring(state: Seated): CallState {
  if (state.name === 'ringing' || state.name === 'connected') return state;
  return { name: 'ringing', role: state.role, direction: state.role === 'caller' ? 'outgoing' : 'incoming' };
}

function up(state: Seated, at: number): CallState {
  if (state.name === 'connected') return state;
  return { name: 'connected', role: state.role, since: since(state) ?? at };
}

function lost(state: Seated, cause: 'network' | 'peer'): CallState {
  const start = since(state);
  if (start === null || (state.name === 'reconnecting' && state.cause === cause)) return state;
  return { name: 'reconnecting', role: state.role, since: start, cause };
}

function end(state: CallState, { reason, code, said, at }: Extract<CallFact, { type: 'ended' }>): CallState {
  if (state.name === 'ended') return state;
  const lasted = Math.max(0, at - (since(state) ?? at));
  return { name: 'ended', reason, code: code ?? null, lasted, ...(said ? { said } : {}) };
}
