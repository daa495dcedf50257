/**
 * Two people behind routers of their own, and between them an internet with the built server and a relay: all of it in
 * Linux network namespaces on this machine, so that a path can be changed, lost and cut as in life.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright';
import { ROLES, type Role } from '../../shared/protocol.js';
import { App } from '../e2e/support/app.js';
import { SERVER } from './addresses.js';
import { CHROMIUM, Host } from './host.js';
import { Internet } from './internet.js';
import { removeLeftovers } from './namespace.js';
import { COTURN, Relay, STUN, TURN, type Transport } from './relay.js';
import { Router, type Firewall } from './router.js';

type Each<T> = Readonly<Record<Role, T>>;

/** 443, so that a network that lets nothing else out can reach it; the protocol is plain http. */
const PORT = 443;
const ORIGIN = `http://${SERVER}:${PORT}`;

/** What a lab consists of. */
interface Parts {
  readonly internet: Internet;
  readonly routers: Each<Router>;
  readonly hosts: Each<Host>;
  readonly relay: Relay;
}

export class Lab {
  /** The address of pages and server. */
  readonly origin = ORIGIN;
  readonly browsers: Each<Browser>;
  readonly #parts: Parts;
  #app: App | null = null;

  private constructor(parts: Parts, browsers: Each<Browser>) {
    this.#parts = parts;
    this.browsers = browsers;
  }

  /** Why there can be no lab on this machine; null if there can. */
  static unavailable(): string | null {
    if (process.platform !== 'linux') return 'network namespaces need Linux';
    if (process.getuid?.() !== 0) return 'network namespaces need root';
    for (const [program, flag] of [
      ['ip', '-V'],
      ['nft', '-v'],
      ['openssl', 'version'],
    ] as const)
      if (spawnSync(program, [flag]).status !== 0) return `${program} is not installed`;
    if (!existsSync(COTURN)) return 'coturn is not installed';
    if (!existsSync(CHROMIUM)) return 'there is no Chromium';
    return refusal();
  }

  /** Clears what a crashed run left, too. `shown`: the browsers have windows. */
  static async open({ shown = false } = {}): Promise<Lab> {
    await removeLeftovers();
    const relay = new Relay();
    const internet = await Internet.open();
    const routers = { caller: await Router.open('caller'), callee: await Router.open('callee') };
    const hosts = { caller: await Host.open('caller'), callee: await Host.open('callee') };
    const parts = { internet, routers, hosts, relay };
    try {
      await connect(parts);
      await relay.start(internet.namespace);
      const browse = (role: Role): Promise<Browser> => hosts[role].browse({ origin: ORIGIN, shown });
      return new Lab(parts, { caller: await browse('caller'), callee: await browse('callee') });
    } catch (error) {
      await take(parts);
      throw error;
    }
  }

  /** The server anew; it names a STUN server and, for each of `relayBy`, a TURN server. */
  async serve({ relayBy = [] }: { relayBy?: readonly Transport[] } = {}): Promise<App> {
    await this.#app?.stop();
    const turn = relayBy.length === 0 ? [] : ['--turn', relayBy.map((transport) => TURN[transport]).join(',')];
    const secret = relayBy.length === 0 ? [] : ['--turn-secret', this.#parts.relay.secret];
    const settings = ['--host', SERVER, '--port', `${PORT}`, '--stun', STUN, ...turn, ...secret];
    this.#app = new App(settings, this.#parts.internet.namespace.entry);
    await this.#app.start();
    return this.#app;
  }

  /** The router's public one: what went over it before does not come back, and nobody is told. */
  async changeAddress(role: Role): Promise<void> {
    await this.#parts.routers[role].changeAddress();
  }

  /** Of what one person sends and gets; or of what all send. */
  async lose(whose: Role | 'all', percent: number): Promise<void> {
    await (whose === 'all' ? this.#parts.internet : this.#parts.routers[whose]).lose(percent);
  }

  /** Nothing passes, and nobody is told. */
  async cut(whose: Role | 'all' = 'all'): Promise<void> {
    await (whose === 'all' ? this.#parts.internet : this.#parts.routers[whose]).cut();
  }

  /** Ends `lose`, `cut` and `rate`. */
  async heal(): Promise<void> {
    const { internet, routers } = this.#parts;
    await Promise.all([internet, routers.caller, routers.callee].map((one) => one.heal()));
  }

  /** In each direction. */
  async rate(role: Role, kbit: number): Promise<void> {
    await this.#parts.routers[role].rate(kbit);
  }

  async allow(role: Role, firewall: Firewall): Promise<void> {
    await this.#parts.routers[role].allow(firewall);
  }

  /** Everybody leaves, and every router is as at first. */
  async clear(): Promise<void> {
    for (const role of ROLES) {
      await Promise.all(this.browsers[role].contexts().map((context) => context.close()));
      await this.allow(role, 'open');
    }
    await this.heal();
  }

  async close(): Promise<void> {
    await this.#app?.stop();
    await take(this.#parts);
  }
}

async function connect({ internet, routers, hosts }: Parts): Promise<void> {
  await internet.connect({ caller: routers.caller.namespace, callee: routers.callee.namespace });
  for (const role of ROLES) {
    await routers[role].serve(hosts[role].namespace);
    await routers[role].connect();
  }
}

async function take({ internet, routers, hosts, relay }: Parts): Promise<void> {
  await relay.close();
  for (const role of ROLES) {
    await hosts[role].close();
    await routers[role].close();
  }
  await internet.close();
}

/** A container may forbid what root may elsewhere. */
function refusal(): string | null {
  const name = `rtc-call-${process.pid}-probe`;
  const { status, stderr } = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  if (status !== 0) return `no network namespaces here: ${stderr.trim()}`;
  const rules = spawnSync('ip', ['netns', 'exec', name, 'nft', 'add', 'table', 'inet', 'probe'], { encoding: 'utf8' });
  spawnSync('ip', ['netns', 'del', name]);
  return rules.status === 0 ? null : `no packet filter here: ${rules.stderr.trim()}`;
}
