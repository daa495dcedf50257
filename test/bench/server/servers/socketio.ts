/** A bare Socket.IO relay on the wire of shared/protocol.ts: no seats, no checks, no limits, nothing counted. */
import { createServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { opposite, ROLES, type Handshake, type Role } from '../../../../shared/protocol.js';
import { listenFor } from './listen.js';

type Message = { readonly to: string } & Record<string, unknown>;
type Acknowledge = (answer: unknown) => void;

const httpServer = createServer();
const io = new Server(httpServer, { serveClient: false });
const holders = new Map<string, Socket>();

function serve(socket: Socket, role: Role): void {
  const { room, instance: from, offer } = socket.handshake.auth as Handshake;
  const key = `${role} ${room}`;
  const other = (): Socket | undefined => holders.get(`${opposite(role)} ${room}`);
  holders.set(key, socket);
  socket.on('signal', ({ to: _to, ...signal }: Message, ack: Acknowledge) => {
    other()?.emit('signal', { ...signal, from }, ack);
  });
  socket.on('candidates', ({ candidates }: Message) => void other()?.emit('candidates', { candidates, from }));
  socket.on('leave', (_message: unknown, ack: Acknowledge) => ack({ ok: true }));
  socket.on('disconnect', () => holders.delete(key));
  if (offer) other()?.emit('signal', { description: offer, from }, () => undefined);
  socket.emit('welcome', { peer: null, ice: { servers: [], ttl: 0 } });
}

for (const role of ROLES) io.of(`/${role}`).on('connection', (socket) => serve(socket, role));
listenFor(httpServer);
