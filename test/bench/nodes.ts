/**
 * `npm run bench:nodes`: calls set up on one, two and four servers, on Redis and without, where a room's two people meet on
 * one server (affinity by the shard) and where they never do. What Redis is asked for each call is counted by
 * Redis itself, so it is exact on a busy machine, too; calls for each second of the processor are those of the servers alone.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createClient } from '@redis/client';
import { Manager, type Socket } from 'socket.io-client';
import type { ClientEvents, Role, ServerEvents } from '../../shared/protocol.js';
import { shardOf } from '../../shared/shard.js';
import { person } from '../support/client.js';
import { RedisServer } from '../support/redis.js';
import { until } from '../support/wait.js';
import { markdown } from './markdown.js';
import { cpuOf } from './proc.js';

const CALLS = Number(process.argv[2] ?? 400);
/** Calls that are set up at a time. */
const AT_A_TIME = 16;
const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
/** Of a real offer, a real answer and a batch of candidates. */
const [OFFER, ANSWER, CANDIDATE] = ['x'.repeat(10_000), 'x'.repeat(5_000), 'x'.repeat(120)];

type Client = Socket<ServerEvents, ClientEvents>;
interface Node {
  readonly child: ChildProcess;
  readonly url: string;
}
interface Layout {
  readonly nodes: number;
  readonly redis: boolean;
  readonly affinity: boolean;
}
const LAYOUTS: readonly Layout[] = [
  { nodes: 1, redis: false, affinity: true },
  ...[1, 2, 4].map((nodes) => ({ nodes, redis: true, affinity: true })),
  ...[2, 4].map((nodes) => ({ nodes, redis: true, affinity: false })),
];

async function startNode(redisUrl: string | null): Promise<Node> {
  const unlimited = ['connections-per-minute', 'rooms-per-address', 'credentials-per-minute', 'max-sockets'];
  const args = ['--port=0', '--host=127.0.0.1', '--log-level=info', ...unlimited.map((name) => `--${name}=0`)];
  const more = redisUrl === null ? [] : [`--redis-url=${redisUrl}`];
  const child = spawn(process.execPath, [MAIN, ...args, ...more], { env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout
    .setEncoding('utf8')
    .on('data', (text: string) => (said = said.includes('TLS proxy') ? said : said + text));
  let ready = redisUrl === null;
  child.stdout.on('data', (text: string) => (ready ||= text.includes('Redis answers')));
  await until('a server', () => ready && /localhost:\d+/.test(said));
  return { child, url: `http://127.0.0.1:${/localhost:(\d+)/.exec(said)?.[1]}` };
}

async function stop({ child }: Node): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** Both people come, one with an offer, the other answers, three batches of candidates go each way, and both hang up. */
async function call(urlOf: (role: Role, room: string) => string): Promise<void> {
  const callee = person();
  const { room } = callee;
  const one = open(urlOf('callee', room), 'callee', callee);
  await told(one, 'welcome');
  const offer = { type: 'offer' as const, sdp: OFFER };
  const caller = person({ room, offer });
  const offered = told(one, 'signal');
  const other = open(urlOf('caller', room), 'caller', caller);
  const answered = new Promise<void>((resolve) => {
    other.on('signal', (_message, ack) => {
      ack({ ok: true });
      resolve();
    });
  });
  await Promise.all([told(other, 'welcome'), offered]);
  await one.emitWithAck('signal', { to: caller.instance, description: { type: 'answer', sdp: ANSWER } });
  await answered;
  const candidates = [{ candidate: CANDIDATE, sdpMid: '0', sdpMLineIndex: 0 }];
  for (let batch = 0; batch < 3; batch += 1) {
    one.emit('candidates', { to: caller.instance, candidates });
    other.emit('candidates', { to: callee.instance, candidates });
  }
  await Promise.all([one, other].map((socket) => socket.emitWithAck('leave', { reason: 'hang-up' })));
  for (const { io } of [one, other]) io._close();
}

function open(url: string, role: Role, auth: object): Client {
  const manager = new Manager<ServerEvents, ClientEvents>(url, { transports: ['websocket'], reconnection: false });
  const socket: Client = manager.socket(`/${role}`, { auth });
  socket.on('signal', (_message, ack) => ack({ ok: true }));
  return socket;
}

const told = (socket: Client, event: 'welcome' | 'signal'): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('bye', ({ code }) => reject(new Error(code)));
    socket.once('connect_error', reject);
  });

/** What Redis has done so far: questions of servers (a script is one), and messages between them. */
async function asked(url: string): Promise<{ scripts: number; messages: number; bytes: number }> {
  const probe = createClient({ socket: { path: url, tls: false } });
  await probe.connect();
  const [commands, stats] = [await probe.info('commandstats'), await probe.info('stats')];
  probe.destroy();
  const calls = (name: string): number => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(commands)?.[1] ?? 0);
  const bytes = (way: string): number => Number(new RegExp(`total_net_${way}_bytes:(\\d+)`).exec(stats)?.[1] ?? 0);
  return {
    scripts: calls('evalsha') + calls('eval'),
    messages: calls('spublish'),
    bytes: bytes('input') + bytes('output'),
  };
}

async function measure({ nodes: count, redis: withRedis, affinity }: Layout): Promise<string[]> {
  const redis = withRedis ? new RedisServer() : null;
  await redis?.start();
  const nodes = await Promise.all(Array.from({ length: count }, () => startNode(redis?.url ?? null)));
  const urlOf = (role: Role, room: string): string => {
    const at = Number.parseInt(shardOf(room), 36) + (role === 'caller' && !affinity ? 1 : 0);
    return nodes[at % count]?.url ?? '';
  };
  const run = async (calls: number): Promise<void> => {
    let left = calls;
    const work = async (): Promise<void> => {
      while (left-- > 0) await call(urlOf);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
  };
  await run(AT_A_TIME * 4);
  const cpu = (): number => nodes.reduce((sum, { child }) => sum + cpuOf(child.pid), 0);
  const before = { at: performance.now(), cpu: cpu(), redis: redis && (await asked(redis.url)) };
  await run(CALLS);
  const seconds = (performance.now() - before.at) / 1_000;
  const used = cpu() - before.cpu;
  const after = redis && (await asked(redis.url));
  const each = (key: 'scripts' | 'messages' | 'bytes', digits: number): string =>
    after && before.redis ? ((after[key] - before.redis[key]) / CALLS).toFixed(digits) : '–';
  await Promise.all(nodes.map(stop));
  await redis?.stop();
  return [
    `${count}${withRedis ? '' : ', no Redis'}`,
    count === 1 ? '–' : affinity ? 'together' : 'apart',
    each('scripts', 2),
    each('messages', 2),
    each('bytes', 0),
    (CALLS / used).toFixed(0),
    (CALLS / seconds).toFixed(0),
  ];
}

const rows: string[][] = [];
for (const layout of LAYOUTS) rows.push(await measure(layout));
const head = [
  'servers',
  'the two of a room',
  'scripts a call',
  'messages a call',
  'bytes a call',
  'calls a CPU second',
  'calls a second',
];
console.log(markdown([head, ...rows]));
console.log(`\n${CALLS} calls in each row, ${AT_A_TIME} at a time; load ${loadavg()[0]?.toFixed(1)}.`);
