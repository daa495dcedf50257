/** Two pages of one browser with every way between them open, for the data bench. */
import type { Browser, Page } from 'playwright';
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
  '<!doctype html><meta charset="utf-8"><title>Data</title><script type="module" src="/rtc-call.js"></script>';

export class Two {
  static #made = 0;
  readonly sender: Page;
  readonly receiver: Page;
  readonly #room = `bench-data-room-000${(Two.#made += 1)}`;

  private constructor(sender: Page, receiver: Page) {
    this.sender = sender;
    this.receiver = receiver;
  }

  /** `conditions`: of the sender's network, both ways. */
  static async open(browser: Browser, app: App, rivals: Rivals, conditions?: Conditions): Promise<Two> {
    const scripts = [...rivals.scripts, await bundled('carrier')];
    // The answer below comes from nowhere: to Chromium a page of the open internet, which may not reach this machine.
    const page = async (limits?: Conditions): Promise<Page> => {
      const opened = await (await browser.newContext({ permissions: ['local-network-access'] })).newPage();
      if (limits) await (await Network.of(opened)).set(limits);
      await opened.route('**/data.html', (route) => route.fulfill({ contentType: 'text/html', body: HTML }));
      await opened.goto(`${app.url}/data.html`);
      for (const script of scripts) await opened.evaluate(script);
      return opened;
    };
    const two = new Two(await page(conditions), await page());
    await two.#connect(two.sender, two.receiver);
    await two.#connect(two.receiver, two.sender);
    return two;
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
