/** Hostile clients' handshakes, in a small town: they meet, replace each other, and hold what others want. */
import { PROTOCOL_VERSION, type Handshake, type Role } from '../../shared/protocol.js';
import type { Dice } from './dice.js';

const ROOMS = 24;
const INSTANCES = 3;
/** Of those who come to a room of their own. */
const ALONE = 0.2;

const padded = (text: string): string => text.padEnd(22, '_');
const instanceOf = (room: string, role: Role, n: number): string => padded(`${role}-${n}-of-${room}`);

export const townRoom = (dice: Dice): string => `town-${dice.below(ROOMS)}`;

export function stranger(dice: Dice, role: Role): Handshake {
  const room = dice.chance(ALONE) ? dice.text(22) : townRoom(dice);
  return {
    v: PROTOCOL_VERSION,
    room,
    owner: dice.chance(0.1) ? dice.text(22) : padded(`${role}-of-${room}`),
    instance: instanceOf(room, role, dice.below(INSTANCES)),
    ...(dice.chance(0.3) ? { name: dice.text(dice.below(64)) } : {}),
    ...(dice.chance(0.3) ? { answer: 'manual' as const } : {}),
    ...(dice.chance(0.3) ? { offer: { type: 'offer' as const, sdp: dice.text(dice.below(2_000)) } } : {}),
  };
}

/** Who may sit opposite. */
export const across = (dice: Dice, room: string, role: Role): string =>
  instanceOf(room, role === 'caller' ? 'callee' : 'caller', dice.below(INSTANCES));
