/** A bare relay of websockets: what one of a room says goes to the other as it is. */
import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { opposite, type Role } from '../../../../shared/protocol.js';
import { listenFor } from './listen.js';

const httpServer = createServer();
const holders = new Map<string, WebSocket>();

new WebSocketServer({ server: httpServer }).on('connection', (socket, { url = '' }) => {
  const query = new URL(url, 'ws://localhost').searchParams;
  const [room, role] = [query.get('room'), query.get('role') as Role];
  const [key, across] = [`${role} ${room}`, `${opposite(role)} ${room}`];
  holders.set(key, socket);
  socket.on('message', (data) => holders.get(across)?.send(data, { binary: false }));
  socket.on('close', () => holders.delete(key));
  socket.send('["welcome"]');
});
listenFor(httpServer);
