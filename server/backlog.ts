/**
 * Ends a connection whose client does not read: what is said to it meanwhile waits in this process's memory, and whoever sits opposite
 * could say more and more. Such a client may well answer pings, so Engine.IO never misses it.
 */
import type { ClientSocket } from './place.js';

/** Of Engine.IO: what one client's namespaces share. */
export type Connection = ClientSocket['conn'];

/** Characters that may wait for one client, beside those that are on their way; a call's set-up needs about 30,000. */
export const MAX_BACKLOG = 1_048_576;

/** From the connection's first packet on. */
export function limitBacklog(connection: Connection, onended: () => void): void {
  let waiting = 0;
  // Its own end takes these listeners along.
  connection.on('flush', () => (waiting = 0));
  connection.on('packetCreate', ({ data }: { data?: { length: number } }) => {
    waiting += data?.length ?? 0;
    if (waiting <= MAX_BACKLOG) return;
    waiting = 0;
    onended();
    connection.close(true);
  });
}
