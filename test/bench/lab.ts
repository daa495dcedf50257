/** Where cases run: the built server, the same one at a distance, and a browser in which every page is a new person. */
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright';
import { App } from '../e2e/support/app.js';
import { CHROMIUM_ARGS } from '../support/chromium.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { bundled, PAGES } from './bundle.js';

interface Scripts {
  readonly probe: string;
  readonly product: string;
  readonly bare: string;
}

export interface LabOptions {
  /** Added each way between browser and server, where a case asks for distance. */
  readonly delayMs: number;
}

export class Lab {
  readonly #app: App;
  readonly #proxy: Proxy;
  readonly #browser: Browser;
  readonly #scripts: Scripts;

  private constructor(app: App, proxy: Proxy, browser: Browser, scripts: Scripts) {
    [this.#app, this.#proxy, this.#browser, this.#scripts] = [app, proxy, browser, scripts];
  }

  static async open({ delayMs }: LabOptions): Promise<Lab> {
    const scripts = { probe: await bundled('probe'), product: await bundled('product'), bare: await bundled('bare') };
    const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGS] });
    const app = new App(['--host', '127.0.0.1']);
    await app.start();
    const proxy = await startProxy({ port: app.port, delayMs });
    return new Lab(app, proxy, browser, scripts);
  }

  get browserVersion(): string {
    return this.#browser.version();
  }

  /** Where the product's page is. */
  get near(): string {
    return this.#app.url;
  }

  /** The same at a distance. */
  get far(): string {
    return `http://localhost:${this.#proxy.port}`;
  }

  /** Somebody new, with an empty cache, who has allowed camera and microphone. */
  async person({ joinsAtSight = false } = {}): Promise<Page> {
    const page = await this.#page();
    await page.addInitScript(this.#scripts.product);
    if (joinsAtSight) await page.addInitScript('product.joinAtSight()');
    return page;
  }

  /** The page of the bare pair, of the same origin as the product's. */
  async barePage(): Promise<Page> {
    const page = await this.#page();
    const url = `${this.near}/bare`;
    const html = await readFile(`${PAGES}bare.html`, 'utf8');
    await page.route(`${url}.html`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.route(`${url}.js`, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: this.#scripts.bare }),
    );
    await page.goto(`${url}.html`);
    return page;
  }

  /** Everybody leaves. */
  async clear(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#proxy.close();
    await this.#app.stop();
  }

  async #page(): Promise<Page> {
    const context = await this.#browser.newContext({ permissions: ['camera', 'microphone'] });
    await context.addInitScript(this.#scripts.probe);
    return context.newPage();
  }
}
