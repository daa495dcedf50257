/** The tests' own `test`: a server for each file, and people with a browser profile of their own. */
import { test as base, type BrowserContext, type BrowserContextOptions } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { App } from './app.js';
import { Person } from './person.js';

export { expect } from '@playwright/test';

interface Fixtures {
  /** A room of this test alone. */
  readonly room: string;
  /** Somebody new: another profile, so another tab memory. */
  readonly someone: (options?: BrowserContextOptions) => Promise<Person>;
  /** Two people in a call, the first as caller. */
  readonly pair: (first?: string, second?: string) => Promise<[Person, Person]>;
}
interface WorkerFixtures {
  readonly app: App;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  app: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameter's names
    async ({}, use) => {
      const app = new App();
      await app.start();
      await use(app);
      await app.stop();
    },
    { scope: 'worker' },
  ],
  // oxlint-disable-next-line no-empty-pattern
  room: async ({}, use) => {
    await use(`test-${randomBytes(8).toString('hex')}`);
  },
  someone: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      return Person.at(context);
    });
    for (const context of contexts) await context.close();
  },
  pair: async ({ app, room, someone }, use) => {
    await use(async (first = 'Ada', second = 'Bob') => {
      const [ada, bob] = [await someone(), await someone()];
      await ada.open(`${app.url}/#room=${room}&as=caller`);
      await ada.join(first);
      await ada.is('waiting');
      await bob.open(await ada.inviteLink());
      await bob.join(second);
      await Promise.all([ada.is('connected'), bob.is('connected')]);
      return [ada, bob];
    });
  },
});
