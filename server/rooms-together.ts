/** The rooms that several servers know of as one list: each server knows for sure of the seats that it holds. */
import type { RoomNow, SeatNow } from './calls.js';

/** In an order that is the same whoever is asked: the oldest first. */
export function roomsTogether(lists: readonly (readonly RoomNow[])[]): RoomNow[] {
  const rooms = new Map<string, RoomNow>();
  for (const room of lists.flat()) {
    const known = rooms.get(room.room);
    rooms.set(room.room, known ? roomTogether(known, room) : room);
  }
  return [...rooms.values()].toSorted((a, b) => a.since - b.since || (a.room < b.room ? -1 : 1));
}

function roomTogether(one: RoomNow, other: RoomNow): RoomNow {
  return {
    room: one.room,
    since: Math.min(one.since, other.since),
    caller: surer(one.caller, other.caller),
    callee: surer(one.callee, other.callee),
    paired: earlier(one.paired, other.paired),
    arrived: null,
  };
}

/** Who holds a seat knows best; who does not was told of it. */
const surer = (one: SeatNow | null, other: SeatNow | null): SeatNow | null =>
  one?.local ? one : other?.local ? other : (one ?? other);

const earlier = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);
