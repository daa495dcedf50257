/** The same person in Firefox, which Playwright drives only in a build of its own: puppeteer speaks WebDriver BiDi to any. */
import { existsSync } from 'node:fs';
import { launch, type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { Someone, watch, type VisibleRole } from './someone.js';

const PROGRAM = process.env['FIREFOX'] || '/usr/bin/firefox-esr';
export const firefoxInstalled = existsSync(PROGRAM);

const PREFS = {
  // A camera and a microphone that are not there, without a question.
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
};

export function launchFirefox(): Promise<Browser> {
  return launch({ browser: 'firefox', executablePath: PROGRAM, headless: true, extraPrefsFirefox: PREFS });
}

const byName = (role: string, name: string): string => `rtc-call >>> ::-p-aria([name="${name}"][role="${role}"])`;

export class FirefoxPerson extends Someone {
  readonly page: Page;

  private constructor(page: Page) {
    super();
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  static async at(context: BrowserContext): Promise<FirefoxPerson> {
    const page = await context.newPage();
    await page.evaluateOnNewDocument(watch);
    return new FirefoxPerson(page);
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  async press(button: string): Promise<void> {
    await this.page.locator(byName('button', button)).click();
  }

  async enterName(name: string): Promise<void> {
    await this.page.locator(byName('textbox', 'Your name')).fill(name);
  }

  async finds(role: VisibleRole, name: string): Promise<boolean> {
    // ARIA 1.3 calls a picture `image`, and so does Firefox.
    return (await this.page.$(byName(role === 'img' ? 'image' : role, name))) !== null;
  }

  /** Firefox counts no played frames of a MediaStream (`getVideoPlaybackQuality`), only decoded ones. */
  frames(): Promise<number> {
    return this.inPage(async () => {
      let frames = 0;
      const connection = globalThis.rtcProbe.connections.filter((one) => one.connectionState === 'connected').at(-1);
      const report = (await connection?.getStats()) ?? new Map();
      for (const stats of report.values())
        if (stats.type === 'inbound-rtp' && stats.kind === 'video') frames += stats.framesDecoded ?? 0;
      return frames;
    });
  }

  protected inPage<T>(work: (argument: string) => T | Promise<T>, argument = ''): Promise<T> {
    return this.page.evaluate(work, argument);
  }

  protected atCall<T>(work: (call: Element) => T): Promise<T> {
    return this.page.$eval('rtc-call', work);
  }

  protected atRemote<T>(work: (video: HTMLVideoElement) => T): Promise<T> {
    // The selector says what the element is.
    return this.page.$eval('rtc-call >>> .remote >>> video', work as (video: Element) => T);
  }
}
