/** Two people's pages with every way between them open, for the data bench: each in a browser of its own, with a profile on the disk. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type CDPSession, type Page } from 'playwright';
import { CHROMIUM_ARGS } from '../support/chromium.js';
import type { App } from '../e2e/support/app.js';
import { Network, type Conditions } from '../support/network.js';
import { bundled } from './bundle.js';
import type { Shape } from './pages/bare-way.js';
import type { WayName } from './pages/carrier.js';
import type { Role } from './pages/way.js';
import type { Rivals } from './rivals.js';

/** Who carries the bytes. */
export interface Contender {
  readonly name: string;
  readonly way: WayName;
  /** Of a bare channel. */
  readonly shape?: Shape;
}

const HTML =
  '<!doctype html><meta charset="utf-8"><title>Data</title><input type="file"><script type="module" src="/rtc-call.js"></script>';

/** Chromium keeps the files of a private window in memory, and people use a profile. */
async function person(home: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(await mkdtemp(join(home, 'profile-')), {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [...CHROMIUM_ARGS],
    permissions: ['local-network-access'],
  });
}

/** The browser's own session, for all of the time. */
async function sessionOf(page: Page): Promise<CDPSession> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the browser is gone');
  return browser.newBrowserCDPSession();
}

/** Seconds of processor time of all processes of a browser so far. */
async function cpuSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

export class Two {
  static #made = 0;
  readonly sender: Page;
  readonly receiver: Page;
  readonly #room = `bench-data-room-000${(Two.#made += 1)}`;

  readonly #sessions: readonly CDPSession[];
  readonly #home: string;
  /** Bytes of the file that the sender chose. */
  #chosen = 0;

  private constructor(sender: Page, receiver: Page, sessions: readonly CDPSession[], home: string) {
    this.sender = sender;
    this.receiver = receiver;
    this.#sessions = sessions;
    this.#home = home;
  }

  /** `conditions`: of the sender's network, both ways. */
  static async open(app: App, rivals: Rivals, conditions?: Conditions): Promise<Two> {
    const scripts = [...rivals.scripts, await bundled('carrier')];
    const home = await mkdtemp(join(tmpdir(), 'rtc-call-bench-'));
    // The answer below comes from nowhere: to Chromium a page of the open internet, which may not reach this machine.
    const page = async (limits?: Conditions): Promise<Page> => {
      const opened = await (await person(home)).newPage();
      if (limits) await (await Network.of(opened)).set(limits);
      await opened.route('**/data.html', (route) => route.fulfill({ contentType: 'text/html', body: HTML }));
      await opened.goto(`${app.url}/data.html`);
      for (const script of scripts) await opened.evaluate(script);
      return opened;
    };
    const [sender, receiver] = [await page(conditions), await page()];
    const two = new Two(sender, receiver, [await sessionOf(sender), await sessionOf(receiver)], home);
    await two.#connect(two.sender, two.receiver);
    await two.#connect(two.receiver, two.sender);
    return two;
  }

  get version(): string {
    return this.sender.context().browser()?.version() ?? '';
  }

  async close(): Promise<void> {
    for (const page of [this.sender, this.receiver]) await page.context().close();
    await rm(this.#home, { recursive: true });
  }

  /** Of both browsers so far. */
  async cpuSeconds(): Promise<number> {
    const each = await Promise.all(this.#sessions.map(cpuSeconds));
    return each.reduce((sum, seconds) => sum + seconds, 0);
  }

  /** What one page says to its ways comes to the other's. */
  async #connect(from: Page, to: Page): Promise<void> {
    await from.exposeFunction('tell', (name: string, word: unknown) =>
      to.evaluate(([way, said]) => globalThis.carrier.heard(way, said), [name, word] as const),
    );
  }

  async meet(way: WayName, { peerPort, relay }: Rivals): Promise<void> {
    const open = (page: Page, role: Role): Promise<void> =>
      page.evaluate(([name, places]) => globalThis.carrier.open(name, places), [
        way,
        { role, room: this.#room, peerPort, relay },
      ] as const);
    await Promise.all([open(this.receiver, 'callee'), open(this.sender, 'caller')]);
  }

  /** A file of so many bytes is on the sender's disk, and chosen. */
  async choose(bytes: number): Promise<void> {
    if (bytes === this.#chosen) return;
    const path = join(this.#home, `${bytes}.bin`);
    await writeFile(path, randomBytes(bytes));
    await this.sender.setInputFiles('input', path);
    this.#chosen = bytes;
  }

  /** Resolves when all of it has come. */
  async carry({ way, shape }: Contender, bytes: number): Promise<void> {
    const receiving = this.receiver.evaluate(([name, count]) => globalThis.carrier.receive(name, count), [
      way,
      bytes,
    ] as const);
    const sending = this.sender.evaluate(([name, count, terms]) => globalThis.carrier.send(name, count, terms), [
      way,
      bytes,
      shape,
    ] as const);
    await Promise.all([receiving, sending]);
  }

  /** Milliseconds until each of so many small messages was answered, one after the other. */
  pings({ way }: Contender, times: number): Promise<number[]> {
    return this.sender.evaluate(([name, count]) => globalThis.carrier.ping(name, count), [way, times] as const);
  }

  /** The same while bytes flow, in the direction of the questions. */
  async pingsBeside(contender: Contender, bytes: number): Promise<number[]> {
    const asking = this.pings(contender, Infinity);
    await this.carry(contender, bytes);
    await this.sender.evaluate(() => globalThis.carrier.hush());
    return asking;
  }
}
