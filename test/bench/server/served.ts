/** A server under load, as a process of its own: ours as it is deployed, and those beside it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sh } from '../../net/shell.js';
import { until } from '../../support/wait.js';
import { cpuOf, rssOf } from '../proc.js';
import type { Peer, Person } from './peer.js';
import { PeerJsPeer } from './peerjs-peer.js';
import { SeatPeer } from './seat-peer.js';
import { TextPeer } from './text-peer.js';

export const KINDS = ['ours', 'socketio', 'ws', 'peerjs'] as const;
export type Kind = (typeof KINDS)[number];

const PEERJS_VERSION = '1.0.2';
export const NAMES: Readonly<Record<Kind, string>> = {
  ours: 'rtc-call',
  socketio: 'bare Socket.IO relay',
  ws: 'bare ws relay',
  peerjs: `peerjs-server ${PEERJS_VERSION}`,
};

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PEERJS_HOME = `${ROOT}node_modules/.cache/rtc-call-peerjs/`;
const PEERJS_MANIFEST = JSON.stringify({ private: true, type: 'module', dependencies: { peer: PEERJS_VERSION } });
const UNLIMITED = ['connections-per-minute', 'rooms-per-address', 'credentials-per-minute', 'max-sockets'];
/** Collects what nobody needs any more, when it is told to. */
const COLLECTOR = ['--expose-gc', '--import', 'data:text/javascript,process.on("SIGUSR2",()=>{gc();gc()})'];

/** Not among the project's dependencies: installed on first use. */
export async function installPeerJs(): Promise<void> {
  const manifest = `${PEERJS_HOME}package.json`;
  if (existsSync(`${PEERJS_HOME}node_modules/peer`) && (await readFile(manifest, 'utf8')) === PEERJS_MANIFEST) return;
  await mkdir(PEERJS_HOME, { recursive: true });
  await writeFile(manifest, PEERJS_MANIFEST);
  await sh('npm', ['install', '--prefix', PEERJS_HOME, '--ignore-scripts', '--no-audit', '--no-fund']);
}

/** None outlives the bench, however that ends. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface ServedOptions {
  readonly port?: number;
  /** Where to leave a profile of the processor when it stops. */
  readonly profile?: string | undefined;
}

export class Served {
  readonly kind: Kind;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(kind: Kind, port: number, child: ChildProcess) {
    this.kind = kind;
    this.port = port;
    this.#child = child;
  }

  static async start(kind: Kind, { port = 0, profile }: ServedOptions = {}): Promise<Served> {
    const profiled = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}/${kind}`];
    const child = spawn(process.execPath, [...COLLECTOR, ...profiled, ...commandOf(kind, port)], {
      cwd: ROOT,
      env: { NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    let said = '';
    child.stdout.setEncoding('latin1').on('data', (text: string) => (said = portIn(said) ? said : said + text));
    await until(NAMES[kind], () => portIn(said) !== undefined || child.exitCode !== null);
    const listening = portIn(said);
    if (listening === undefined) throw new Error(`${NAMES[kind]} could not start: ${said}`);
    return new Served(kind, listening, child);
  }

  /** Seconds. */
  get cpu(): number {
    return cpuOf(this.#child.pid);
  }

  /** Bytes. */
  get rss(): number {
    return rssOf(this.#child.pid);
  }

  /** Somebody comes. */
  greet(person: Person): Peer {
    if (this.kind === 'ws') return new TextPeer(this.port, person);
    return this.kind === 'peerjs' ? new PeerJsPeer(this.port, person) : new SeatPeer(this.port, person);
  }

  /** Garbage that is there counts for nobody. */
  collect(): void {
    this.#child.kill('SIGUSR2');
  }

  /** From one moment to the next, unless by another signal. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }
}

const portIn = (said: string): number | undefined => {
  const port = /localhost:(\d+)/.exec(said)?.[1];
  return port === undefined ? undefined : Number(port);
};

/** Ours logs as its image and its systemd unit say; what one socket may send is limited, as always. */
function commandOf(kind: Kind, port: number): string[] {
  if (kind !== 'ours') return ['--import', 'tsx', `test/bench/server/servers/${kind}.ts`, `${port}`, PEERJS_HOME];
  const settings = ['--host=127.0.0.1', `--port=${port}`, '--log-format=json', '--drain=0'];
  return ['dist/server/main.js', ...settings, ...UNLIMITED.map((name) => `--${name}=0`)];
}
