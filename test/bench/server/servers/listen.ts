/** How the bare servers start: on the port that is the first argument; with the backlog that ours has, so that it makes no difference. */
import type { Server } from 'node:http';

const BACKLOG = 8_192;

export function listenFor(server: Server): void {
  server.listen({ port: Number(process.argv[2] ?? 0), host: '127.0.0.1', backlog: BACKLOG }, () => say(portOf(server)));
  process.on('SIGTERM', () => process.exit());
}

export function portOf(server: Server): number {
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** Read by who started it. */
export const say = (port: number): void => console.log(`http://localhost:${port}`);
