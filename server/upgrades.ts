/**
 * Refuses whoever wants to turn a connection into something else than our websocket. Node leaves such a connection to nobody, and
 * Engine.IO ends it only where nothing was answered on it before.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

const REFUSED = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** @param path what goes there is answered by others */
export function refuseUpgrades(httpServer: Server, path: string): void {
  httpServer.on('upgrade', ({ url = '' }: IncomingMessage, socket: Duplex) => {
    if (url.startsWith(`${path}/`)) return;
    // A cable that breaks now would end the process.
    socket.on('error', () => socket.destroy());
    socket.end(REFUSED, () => socket.destroy());
  });
}
