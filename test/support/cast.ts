/** The people of one room, each in a browser of their own; they come when a scene first asks for them. */
import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright';
import type { App } from '../e2e/support/app.js';
import { drawnCamera, drawnScreen, noCamera } from './drawn.js';
import type { Look } from './looks.js';

export type Who = 'ada' | 'grace' | 'third';

const HUES: Readonly<Record<Who, number>> = { ada: 200, grace: 24, third: 90 };

export class Cast {
  readonly app: App;
  readonly look: Look;
  readonly room = `shots-${randomBytes(8).toString('hex')}`;
  readonly #browser: Browser;
  readonly #people = new Map<Who, Page>();

  constructor(browser: Browser, app: App, look: Look) {
    [this.#browser, this.app, this.look] = [browser, app, look];
  }

  /** Their page. */
  async page(who: Who): Promise<Page> {
    const there = this.#people.get(who);
    if (there) return there;
    const page = await (await this.#context()).newPage();
    await this.#prepare(page, who);
    this.#people.set(who, page);
    return page;
  }

  link(seat: '' | 'caller' | 'callee' = ''): string {
    return `${this.app.url}/#room=${this.room}${seat && `&as=${seat}`}`;
  }

  async leave(who: Who): Promise<void> {
    await this.#people.get(who)?.context().close();
    this.#people.delete(who);
  }

  async close(): Promise<void> {
    for (const who of this.#people.keys()) await this.leave(who);
  }

  #context(): Promise<BrowserContext> {
    const { viewport, scale: deviceScaleFactor, colorScheme, locale } = this.look;
    return this.#browser.newContext({
      viewport,
      deviceScaleFactor,
      colorScheme,
      locale,
      permissions: ['camera', 'microphone'],
    });
  }

  async #prepare(page: Page, who: Who): Promise<void> {
    const { viewport, camera } = this.look;
    await page.addInitScript('globalThis.__name = (named) => named'); // What the transpiler wraps functions in.
    await page.addInitScript(drawnScreen);
    await page.addInitScript(drawnCamera, { hue: HUES[who], portrait: viewport.width < viewport.height });
    if (!camera && who === 'ada') await page.addInitScript(noCamera);
  }
}
