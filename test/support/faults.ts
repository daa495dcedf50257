/**
 * `npm run faults`: the built server behind the fault proxy, and a prompt to break calls by hand (docs/faults.md).
 * `-- --port 4000` for another port than 3000.
 */
import { parseArgs } from 'node:util';
import { App } from '../e2e/support/app.js';
import { amount, converse, help, type Commands } from './prompt.js';
import { startProxy } from './proxy.js';

const { values } = parseArgs({ options: { port: { type: 'string', default: '3000' } } });
const app = new App(['--host', '127.0.0.1']);
await app.start();
const proxy = await startProxy({ port: app.port, listenOn: Number(values.port) });

const COMMANDS: Commands = {
  c: { meaning: 'cut: all connections to the server end; new ones pass', does: () => proxy.cut() },
  b: { meaning: 'blackhole: bytes vanish, nobody is told, new connections hang', does: () => proxy.blackhole() },
  h: { meaning: 'heal: new connections pass', does: () => proxy.heal() },
  d: { takes: 'MS', meaning: 'delay: every byte is so late, each way', does: (ms) => proxy.delay(amount(ms)) },
  k: { meaning: 'kill: the server crashed', does: () => app.stop('SIGKILL') },
  s: { meaning: 'start: the server is there, or is there again', does: () => app.restart() },
  f: { meaning: 'freeze: the server hangs', does: () => app.freeze() },
  t: { meaning: 'thaw: the server goes on', does: () => app.thaw() },
};

console.log(`http://localhost:${proxy.port}: the built server behind the fault proxy\n${help(COMMANDS)}`);
await converse(COMMANDS);
await proxy.close();
await app.stop();
