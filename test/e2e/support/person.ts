/** One person at one page in Chromium: what they can do by accessible names. */
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { Someone, watch, type VisibleRole } from './someone.js';

export class Person extends Someone {
  readonly page: Page;
  readonly call: Locator;
  readonly remote: Locator;

  private constructor(page: Page) {
    super();
    this.page = page;
    this.call = page.locator('rtc-call');
    this.remote = this.call.locator('.remote video');
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  static async at(context: BrowserContext): Promise<Person> {
    const page = await context.newPage();
    await page.addInitScript(watch);
    return new Person(page);
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  async press(button: string): Promise<void> {
    await this.button(button).click();
  }

  async enterName(name: string): Promise<void> {
    await this.page.getByLabel('Your name').fill(name);
  }

  async inviteLink(): Promise<string> {
    return this.page.getByLabel('Invite link', { exact: true }).inputValue();
  }

  finds(role: VisibleRole, name: string): Promise<boolean> {
    return this.page.getByRole(role, { name, exact: true }).isVisible();
  }

  frames(): Promise<number> {
    return this.remote.evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
  }

  protected inPage<T>(work: (argument: string) => T | Promise<T>, argument = ''): Promise<T> {
    return this.page.evaluate(work, argument);
  }

  protected atCall<T>(work: (call: Element) => T): Promise<T> {
    return this.call.evaluate(work);
  }

  protected atRemote<T>(work: (video: HTMLVideoElement) => T): Promise<T> {
    return this.remote.evaluate(work);
  }
}
