/** Hostile packets of Engine.IO with those of Socket.IO in them, and our own events with one thing wrong. */
import type { Handshake, Role } from '../../shared/protocol.js';
import type { Dice } from './dice.js';
import { bent, junk, NAMES, torn } from './junk.js';
import { across, stranger } from './people.js';

/** One message of Engine.IO: text, or bytes. */
export type Packet = string | Buffer;

export interface Who {
  readonly role: Role;
  readonly person: Handshake;
}

type Make = (dice: Dice, who: Who) => Packet[];
type Makers = readonly [Make, ...Make[]];

const json = (value: unknown): string => JSON.stringify(value) ?? 'null';
const id = (dice: Dice): string => (dice.chance(0.7) ? String(dice.below(1_000)) : '');

/** As the protocol has it. */
function proper(dice: Dice, { role, person }: Who): readonly [event: string, payload: unknown] {
  const to = across(dice, person.room, role);
  return dice.pick<readonly [string, unknown]>([
    ['signal', { to, description: { type: dice.pick(['offer', 'answer']), sdp: dice.text(20), id: dice.below(9) } }],
    ['signal', { to, restart: true }],
    ['candidates', { to, candidates: [{ candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 }] }],
    ['ring', { to, id: dice.text(22), for: 1 + dice.below(3_000) }],
    ['ice', null],
    ['ice', null],
  ]);
}

function event(dice: Dice, who: Who): Packet[] {
  const [name, payload] = proper(dice, who);
  const sent = dice.chance(0.3) ? payload : bent(dice, payload);
  const more = dice.chance(0.1) ? [junk(dice), junk(dice)] : [];
  return [`42/${who.role},${id(dice)}${json([name, sent, ...more])}`];
}

const leave: Make = (dice, { role }) => [
  `42/${role},${id(dice)}${json(['leave', bent(dice, { reason: dice.pick(['hang-up', 'closing']) })])}`,
];

function binary(dice: Dice, { role }: Who): Packet[] {
  const count = 1 + dice.below(3);
  const holes = Array.from({ length: count }, (_none, num) => ({ _placeholder: true, num }));
  const name = dice.pick(['signal', 'ring', 'candidates', 'leave', ...NAMES]);
  const head = `45${count}-/${role},${id(dice)}${json([name || 'x', ...holes])}`;
  return [head, ...holes.map(() => dice.bytes(dice.below(40)))];
}

/** What a connection survives. */
const MILD: Makers = [
  event,
  event,
  event,
  event,
  event,
  (dice, { role }) => [`42/${role},${id(dice)}${json([dice.pick(NAMES), junk(dice)])}`],
  (dice, { role }) => [`42/${role},${json([dice.below(99), junk(dice)])}`],
  (dice, { role }) => [`43/${role},${dice.below(50)}${json([bent(dice, { ok: true, outcome: 'accepted' })])}`],
  (dice, { role }) => [`43/${role},${dice.pick(['', '7', '99999999999999999999'])}[]`],
  binary,
  (dice) => [`40/${encodeURI(dice.pick(NAMES))}x,${json(stranger(dice, 'caller'))}`],
  () => ['6'],
  () => ['5'],
];

/** What ends one, or may. */
const WILD: Makers = [
  () => [''],
  () => ['2'],
  () => ['2probe'],
  () => ['1'],
  () => ['0{"sid":"mine"}'],
  () => ['4'],
  () => ['42["signal",{}]'],
  (dice) => [dice.text(dice.below(50))],
  (dice) => [dice.bytes(dice.below(200))],
  (_dice, { role }) => [`41/${role},`],
  (dice, { role }) => [`43/${role},${dice.pick(['0.5', '-1', '1e3'])}[]`],
  (_dice, { role }) => [`44/${role},{"message":"x"}`],
  (_dice, { role }) => [`42/${role},`, `42/${role},7`],
  (dice, { role }) => [`4${dice.pick(['7', '8', '9', 'x', '-'])}/${role},[]`],
  (dice, who) => [`40/${who.role},${json(bent(dice, who.person))}`],
  (dice, { role }) => [`45${dice.pick(['0', '-1', '11', '9'.repeat(20), 'x', '1e3'])}-/${role},["signal"]`],
  (_dice, { role }) => [
    `452-/${role},["signal",{"_placeholder":true,"num":0}]`,
    Buffer.from('one'),
    `42/${role},["ice"]`,
  ],
  (dice, { role }) => [
    `451-/${role},["signal",{"_placeholder":true,"num":${dice.pick(['9', '-1', '"0"', '1e9'])}}]`,
    Buffer.from('x'),
  ],
  (dice, { role }) => [`451-/${role},["signal",${'['.repeat(20_000)}${']'.repeat(20_000)}]`, dice.bytes(3)],
  (dice, { role }) => [`42/${role},["signal",${'[{"a":'.repeat(5_000)}1${'}]'.repeat(5_000)}]`, dice.bytes(2)],
  (dice, { role }) => [`42/${role},["${dice.pick(['connect', 'disconnect', 'disconnecting', 'newListener'])}"]`],
  (dice, who) => event(dice, who).map((packet) => (typeof packet === 'string' ? torn(dice, packet) : packet)),
  (dice, { role }) => [`42/${role},["signal","${'x'.repeat(65_000 + dice.below(9_000))}"]`],
  leave,
  leave,
];

const EARLY: Makers = [
  (dice, { role, person }) => [`40/${role},${json(bent(dice, person))}`],
  (dice, { role, person }) => [`40/${role},${json(bent(dice, person))}`],
  (dice, { person }) => [`40/${dice.pick(NAMES)},${json(person)}`],
  (dice) => [`40${dice.pick(['', '/', '/caller', '/callee,', '/caller?x=1,{}', '//,', ',{}'])}`],
  (dice, { role }) => [`40/${role},${json(junk(dice))}`],
  () => ['6'],
  () => ['3'],
];

const some = (dice: Dice, who: Who, makers: Makers, count: number): Packet[] =>
  Array.from({ length: count }, () => dice.pick(makers)(dice, who)).flat();

/** `count` or a few more. */
export const mild = (dice: Dice, who: Who, count: number): Packet[] => some(dice, who, MILD, count);
export const wild = (dice: Dice, who: Who): Packet[] => some(dice, who, WILD, 1);
/** Of somebody who has no seat, and may get one by the way. */
export const early = (dice: Dice, who: Who, count: number): Packet[] => some(dice, who, EARLY, count);

export const hello = ({ role, person }: Who): string => `40/${role},${json(person)}`;
