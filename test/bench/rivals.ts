/**
 * Other libraries that carry bytes between two pages, for the data bench alone: installed into a directory of their own when they
 * are first needed, so that the project does not depend on them.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { sh } from '../net/shell.js';
import { relay, type SocketServer } from './nostr.js';

/** `peer` and `ws` are the servers that two of them need to find each other. */
const VERSIONS = { 'simple-peer': '9.11.1', peerjs: '1.5.5', trystero: '0.25.4', peer: '1.0.2', ws: '8.23.0' };
const HOME = fileURLToPath(new URL('../../node_modules/.cache/rtc-call-rivals/', import.meta.url));
const MANIFEST = JSON.stringify({ private: true, type: 'module', dependencies: VERSIONS });

export class Rivals {
  readonly versions = VERSIONS;
  /** For both pages, before anything else runs in them. */
  readonly scripts: readonly string[];
  readonly #peerServer: Server;
  readonly #relay: SocketServer;

  private constructor(scripts: readonly string[], peerServer: Server, nostr: SocketServer) {
    this.scripts = scripts;
    this.#peerServer = peerServer;
    this.#relay = nostr;
  }

  static async open(): Promise<Rivals> {
    await install();
    const load = createRequire(HOME);
    const { WebSocketServer } = load('ws') as { WebSocketServer: new (options: object) => SocketServer };
    const nostr = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    relay(nostr);
    return new Rivals(await scripts(), await peerServer(load), nostr);
  }

  get peerPort(): number {
    const address = this.#peerServer.address();
    if (!address || typeof address === 'string') throw new Error('the PeerJS server has no port');
    return address.port;
  }

  get relay(): string {
    return `ws://127.0.0.1:${this.#relay.address().port}`;
  }

  close(): void {
    this.#peerServer.close();
    this.#peerServer.closeAllConnections();
    for (const client of this.#relay.clients) client.terminate();
    this.#relay.close();
  }
}

async function install(): Promise<void> {
  const manifest = `${HOME}package.json`;
  if (existsSync(`${HOME}node_modules/.package-lock.json`) && (await readFile(manifest, 'utf8')) === MANIFEST) return;
  await mkdir(HOME, { recursive: true });
  await writeFile(manifest, MANIFEST);
  await sh('npm', ['install', '--prefix', HOME, '--ignore-scripts', '--no-audit', '--no-fund']);
}

/** Two come as a script for pages; the third is modules. */
async function scripts(): Promise<string[]> {
  const ready = ['simple-peer/simplepeer.min.js', 'peerjs/dist/peerjs.min.js'];
  const texts = await Promise.all(ready.map((path) => readFile(`${HOME}node_modules/${path}`, 'utf8')));
  const entry = `${HOME}trystero.js`;
  await writeFile(entry, `export { joinRoom } from 'trystero';`);
  const built = await build({
    configFile: false,
    root: HOME,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'es2022', lib: { entry, formats: ['iife'], name: 'trystero' } },
  });
  const [bundle] = [built].flat();
  if (!bundle || !('output' in bundle)) throw new Error('trystero could not be built');
  return [...texts, bundle.output[0].code.replace(/^var trystero/m, 'globalThis.trystero')];
}

async function peerServer(load: NodeJS.Require): Promise<Server> {
  const { PeerServer } = load('peer') as {
    PeerServer: (options: object, ready: (server: Server) => void) => unknown;
  };
  return new Promise((resolve) => void PeerServer({ host: '127.0.0.1', port: 0, path: '/' }, resolve));
}
