/** The same as parse.ts for rings, which a client loads when it first needs them. */
import * as v from 'valibot';
import { id, parse, plain, secret, type Parsed } from './parse.js';
import { MAX_REASON, MAX_RING_MS, type Answer, type Ring, type RingAnswer } from './protocol.js';

const ring = { id: secret, for: v.pipe(v.number(), v.minValue(1), v.maxValue(MAX_RING_MS)) };
const ringAnswer: v.GenericSchema<unknown, { ok: true } & RingAnswer> = v.object({
  ok: v.literal(true),
  outcome: v.picklist(['accepted', 'declined', 'busy', 'no-answer']),
  reason: v.exactOptional(plain(MAX_REASON)),
});

export const parseRingTo = (value: unknown): Parsed<Ring & { to: string }> =>
  parse(v.object({ to: id, ...ring }), value);
export const parseRingFrom = (value: unknown): Parsed<Ring & { from: string }> =>
  parse(v.object({ from: id, ...ring }), value);

/** The answer itself where it is one; else nobody answered. */
export function parseRingAnswer(value: unknown): Answer<RingAnswer> {
  const parsed = parse(ringAnswer, value);
  return parsed.ok ? parsed.value : { ok: false, code: 'peer-gone' };
}
