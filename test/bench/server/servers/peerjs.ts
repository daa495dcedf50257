/** peerjs-server as it comes, but for its limit of 5,000 people. The folder that it is installed in is the second argument. */
import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import { portOf, say } from './listen.js';

const [, , port = '0', home = ''] = process.argv;
const { PeerServer } = createRequire(home)('peer') as {
  PeerServer: (options: object, ready: (server: Server) => void) => unknown;
};
const options = { host: '127.0.0.1', port: Number(port), path: '/', concurrent_limit: 1_000_000 };
PeerServer(options, (server) => say(portOf(server)));
process.on('SIGTERM', () => process.exit());
