/** Where faults happen: on this machine's loopback interface, or between networks; opened when first needed. */
import { chromium, type Browser } from 'playwright';
import { App } from '../e2e/support/app.js';
import { Lab } from '../net/lab.js';
import type { Transport } from '../net/relay.js';
import { CHROMIUM_ARGS } from '../support/chromium.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { bundled } from './bundle.js';
import { meet, type Pair } from './watched.js';

/** The server and the way to it may fail; media go from page to page. */
export class NearStage {
  readonly app: App;
  readonly proxy: Proxy;
  readonly #browser: Browser;
  readonly #script: string;

  private constructor(app: App, proxy: Proxy, browser: Browser, script: string) {
    [this.app, this.proxy, this.#browser, this.#script] = [app, proxy, browser, script];
  }

  static async open(): Promise<NearStage> {
    const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGS] });
    const app = new App(['--host', '127.0.0.1']);
    await app.start();
    return new NearStage(app, await startProxy({ port: app.port, delayMs: 0 }), browser, await bundled('witness'));
  }

  get browserVersion(): string {
    return this.#browser.version();
  }

  /** @param more runs in each page before its own scripts */
  async call(more = ''): Promise<Pair> {
    const permissions = ['camera', 'microphone'];
    const contexts = {
      caller: await this.#browser.newContext({ permissions }),
      callee: await this.#browser.newContext({ permissions }),
    };
    for (const context of Object.values(contexts)) await context.addInitScript(more);
    return meet({ origin: `http://localhost:${this.proxy.port}`, contexts, script: this.#script, relayed: false });
  }

  async clear(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.proxy.close();
    await this.app.stop();
  }
}

/** The path between two people may fail. */
export class FarStage {
  readonly lab: Lab;
  readonly #script: string;

  private constructor(lab: Lab, script: string) {
    [this.lab, this.#script] = [lab, script];
  }

  static async open(): Promise<FarStage> {
    return new FarStage(await Lab.open(), await bundled('witness'));
  }

  get browserVersion(): string {
    return this.lab.browsers.caller.version();
  }

  /** Directly, or both by a relay that is reached in one way only. */
  async call(relayBy?: Transport): Promise<Pair> {
    await this.lab.serve({ relayBy: relayBy ? [relayBy] : [] });
    const permissions = ['camera', 'microphone'];
    const contexts = {
      caller: await this.lab.browsers.caller.newContext({ permissions }),
      callee: await this.lab.browsers.callee.newContext({ permissions }),
    };
    return meet({ origin: this.lab.origin, contexts, script: this.#script, relayed: relayBy !== undefined });
  }

  clear(): Promise<void> {
    return this.lab.clear();
  }

  close(): Promise<void> {
    return this.lab.close();
  }
}

export class Stages {
  #near: Promise<NearStage> | null = null;
  #far: Promise<FarStage> | null = null;

  near(): Promise<NearStage> {
    return (this.#near ??= NearStage.open());
  }

  far(): Promise<FarStage> {
    return (this.#far ??= FarStage.open());
  }

  async browserVersion(): Promise<string> {
    return (await (this.#near ?? this.#far))?.browserVersion ?? 'none';
  }

  /** Everybody leaves. */
  async clear(): Promise<void> {
    for (const stage of [this.#near, this.#far]) await (await stage)?.clear();
  }

  async close(): Promise<void> {
    for (const stage of [this.#near, this.#far]) await (await stage)?.close();
  }
}
