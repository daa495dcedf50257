/** What a server knows of one client whose socket it holds, or held. */
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { ClientEvents, Handshake, Ice, PeerInfo, Role, ServerEvents } from '../shared/protocol.js';
import type { Admitted } from './admission.js';
import { Allowance } from './limits.js';
import { roomTag, type Log } from './log.js';
import type { Claimant, Seat, Sitter } from './seats.js';

export interface Place {
  readonly role: Role;
  readonly room: string;
  /** The address that its limits are counted by; never logged. */
  readonly household: string;
  readonly claimant: Claimant;
  readonly allowance: Allowance;
  readonly log: Log;
  offer: Handshake['offer'];
  /** The newest credentials, and when they were made. */
  ice: { readonly made: Ice; readonly at: number } | null;
  /** Rings of this client that nobody has answered. */
  rings: number;
  /** `parted`: said goodbye, or the seat is another's; its disconnect means nothing any more. */
  status: 'arriving' | 'seated' | 'parted';
  /** What this client was last told of the seat opposite. */
  told: string;
  /** Who sits opposite, and on which server, as far as this one knows. */
  across: Sitter | null;
  /** The last renewal found nobody opposite, though nobody had gone: a store that forgot finds them again by the next. */
  missed: boolean;
  /** At which beat this seat is renewed. */
  beat: number;
}
type Data = { place: Place };
export type SignalingServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, Data>;
export type ClientSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, Data>;

export const keyOf = (room: string, role: Role): string => `${role} ${room}`;

export const toPeer = (seat: Seat | null): PeerInfo | null =>
  seat && {
    instance: seat.instance,
    state: seat.here ? 'here' : 'away',
    ...(seat.name === undefined ? {} : { name: seat.name }),
    ...(seat.named ? { named: true } : {}),
    ...(seat.answer === undefined ? {} : { answer: seat.answer }),
  };

/** Of whoever may come in, on this server. */
export function placeOf(
  role: Role,
  household: string,
  { handshake, named }: Extract<Admitted, { ok: true }>,
  { node, log }: { readonly node: string; readonly log: Log },
): Place {
  const { room, owner, instance, name, answer, offer } = handshake;
  return {
    role,
    room,
    household,
    claimant: {
      owner,
      instance,
      node,
      ...(name ? { name } : {}),
      ...(named ? { named } : {}),
      ...(answer ? { answer } : {}),
    },
    allowance: new Allowance(),
    log: log.child({ room: roomTag(room), role, instance: instance.slice(0, 6) }),
    offer,
    ice: null,
    rings: 0,
    status: 'arriving',
    told: '',
    across: null,
    missed: false,
    beat: 0,
  };
}
