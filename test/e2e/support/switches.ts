/** People in a browser with other switches than the rest of the tests. */
import { chromium, type BrowserContextOptions } from '@playwright/test';
import { CHROMIUM_ARGS } from '../../support/chromium.js';
import { Person } from './person.js';

export async function withSwitches(
  switches: (args: readonly string[]) => string[],
  work: (person: Person) => Promise<void>,
  options: BrowserContextOptions = { permissions: [] },
): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: switches(CHROMIUM_ARGS),
  });
  try {
    await work(await Person.at(await browser.newContext(options)));
  } finally {
    await browser.close();
  }
}

export const without =
  (...unwanted: string[]) =>
  (args: readonly string[]): string[] =>
    args.filter((arg) => !unwanted.includes(arg));
