/**
 * Which of many servers a room's two people should meet on: a load balancer hashes it. Twelve bits of the name, too few to
 * guess it from a log, and enough to spread rooms over hundreds of servers.
 */
export function shardOf(room: string): string {
  let hash = 0;
  for (let at = 0; at < room.length; at += 1) hash = (hash * 31 + room.charCodeAt(at)) % 4_096;
  return hash.toString(36);
}
