import type { Browser } from 'puppeteer-core';
import { FirefoxPerson, firefoxInstalled, launchFirefox } from './support/firefox.js';
import type { Someone } from './support/someone.js';
import { expect, test as base } from './support/test.js';

interface Named {
  readonly name: string;
  readonly person: Someone;
}
interface Fixtures {
  /** Two people in a call, the first as caller; one of them in Firefox. */
  readonly couple: (firefox: 'caller' | 'callee') => Promise<[Named, Named]>;
}

const test = base.extend<Fixtures, { firefox: Browser }>({
  firefox: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameter's names
    async ({}, use) => {
      const browser = await launchFirefox();
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  couple: async ({ app, room, someone, firefox }, use) => {
    const context = await firefox.createBrowserContext();
    const people: Someone[] = [];
    await use(async (seat) => {
      const there: Named = { name: 'Fay', person: await FirefoxPerson.at(context) };
      const here: Named = { name: 'Ada', person: await someone() };
      const couple: [Named, Named] = seat === 'caller' ? [there, here] : [here, there];
      for (const [index, { name, person }] of couple.entries()) {
        people.push(person);
        await person.open(`${app.url}/#room=${room}&as=${index === 0 ? 'caller' : 'callee'}`);
        await person.join(name);
      }
      for (const { person } of couple) await person.is('connected');
      return couple;
    });
    for (const { errors } of people) expect(errors).toEqual([]);
    await context.close();
  },
});

test.skip(!firefoxInstalled, 'Firefox is not installed: set FIREFOX to its path');
test.slow();

const MIB = 1_048_576;
/** Bytes come as fast as a machine lets them that others use, too. */
const PATIENT = { timeout: 60_000, intervals: [20] };

const talks = async ({ person }: Named): Promise<void> => {
  await person.is('connected');
  await person.seesMovement();
  await person.hearsSound();
};

/** Each of two people, with the one opposite. */
const bothWays = ([first, second]: [Named, Named]): [Named, Named][] => [
  [first, second],
  [second, first],
];

test('Firefox opens another camera and another microphone where those that were chosen are gone', async ({
  app,
  room,
  firefox,
}) => {
  const context = await firefox.createBrowserContext();
  const fay = await FirefoxPerson.at(context);
  await fay.open(`${app.url}/#room=${room}`);
  await fay.remembers('mic', 'gone');
  await fay.remembers('camera', 'gone');
  await fay.reload();
  await fay.join('Fay');
  await expect.poll(() => fay.liveTracks('video')).toBe(1);
  await expect.poll(() => fay.liveTracks('audio')).toBe(1);
  expect(fay.errors).toEqual([]);
  await context.close();
});

for (const firefox of ['caller', 'callee'] as const) {
  test.describe(`Chromium against Firefox, Firefox as ${firefox}`, () => {
    test(
      'two people see and hear each other, over one peer connection each',
      { tag: '@promise' },
      async ({ couple }) => {
        for (const one of await couple(firefox)) {
          await talks(one);
          expect(await one.person.openConnections()).toBe(1);
        }
      },
    );

    test('pictures that arrive are believed, though no heartbeat does', async ({ couple }) => {
      for (const [silent, other] of bothWays(await couple(firefox))) {
        await other.person.seesMovement();
        await silent.person.losesItsWords();
        const frames = await other.person.frames();
        await expect.poll(() => other.person.frames(), { timeout: 60_000 }).toBeGreaterThan(frames + 120);
        await other.person.is('connected');
      }
    });

    test("either's mute silences, shows on the other side, and ends", async ({ couple }) => {
      for (const [muted, other] of bothWays(await couple(firefox))) {
        await other.person.hearsSound();
        await muted.person.press('Mute microphone');
        await other.person.sees('img', `${muted.name} is muted`);
        await expect
          .poll(() => other.person.energyDuring(75), { timeout: 30_000, message: 'silence' })
          .toBeLessThan(1e-4);
        await muted.person.press('Unmute microphone');
        await other.person.seesNo('img', `${muted.name} is muted`);
        expect(await other.person.energyDuring(120)).toBeGreaterThan(1e-4);
      }
    });

    test("either's camera, turned off, is released; on again, it is seen again", async ({ couple }) => {
      for (const [shy, other] of bothWays(await couple(firefox))) {
        await other.person.seesMovement();
        await shy.person.press('Turn camera off');
        await expect.poll(() => shy.person.liveTracks('video')).toBe(0);
        expect(await shy.person.liveTracks('audio')).toBe(1);
        await other.person.hearsSound();
        await shy.person.press('Turn camera on');
        await other.person.seesMovement();
        expect(await shy.person.liveTracks('video')).toBe(1);
      }
    });

    test('either reloads: both are back without a click, with the same clock', async ({ couple }) => {
      const people = await couple(firefox);
      for (const [reloader, other] of bothWays(people)) {
        const start = await other.person.since();
        const before = await other.person.states();
        await reloader.person.reload();
        await talks(reloader);
        await talks(other);
        expect((await other.person.states()).slice(before.length)).toEqual(['reconnecting', 'connected']);
        expect(await other.person.since()).toBe(start);
        await expect.poll(async () => Math.abs((await reloader.person.since()) - start)).toBeLessThan(1_000);
        expect(await other.person.openConnections()).toBe(1);
      }
    });

    test('messages and streams of bytes go both ways', async ({ couple }) => {
      const people = await couple(firefox);
      for (const [from, to] of bothWays(people)) {
        await from.person.tell('hello');
        await expect.poll(() => to.person.told()).toEqual(['hello']);
        const read = to.person.reads(from.name);
        await from.person.writes(from.name, 8);
        expect(await read).toBe(8);
      }
    });

    test('files go both ways, over a reload of who receives and of who sends', async ({ couple }) => {
      const people = await couple(firefox);
      for (const [from, to] of bothWays(people)) {
        await to.person.accepts();
        await from.person.offers(24);
        await expect.poll(async () => (await to.person.transfers()).at(-1)?.bytes, PATIENT).toBeGreaterThan(4 * MIB);
        await to.person.reload();
        await to.person.is('connected');
        await expect.poll(async () => (await to.person.transfers()).at(-1)?.bytes, PATIENT).toBeGreaterThan(12 * MIB);
        await from.person.reload();
        await from.person.is('connected');
        for (const { person } of people)
          await expect.poll(async () => (await person.transfers()).at(-1)?.state, PATIENT).toBe('done');
        expect(await to.person.received()).toBe(24);
      }
    });

    test('a chat goes both ways, with its marks, and outlives a reload of either page', async ({ couple }) => {
      const people = await couple(firefox);
      const [first, second] = people;
      await first.person.says('hello');
      await second.person.says('and back');
      await first.person.press('Chat, 1 unread');
      await second.person.press('Chat, 1 unread');
      const has = (one: Named, lines: readonly string[]): Promise<void> =>
        expect.poll(() => one.person.chatted()).toEqual(lines);
      await has(first, ['<hello read', '>and back']);
      await has(second, ['>hello', '<and back read']);
      for (const { person } of people) {
        await person.reload();
        await talks(first);
        await talks(second);
      }
      await second.person.says('still here');
      await has(first, ['<hello read', '>and back', '>still here']);
      await has(second, ['>hello', '<and back read', '<still here delivered']);
    });

    for (const [who, index] of [
      ['caller', 0],
      ['callee', 1],
    ] as const)
      test(`the ${who} hangs up: both have ended, no track is live, no connection is open`, async ({ couple }) => {
        const people = await couple(firefox);
        const leaver = people[index];
        await leaver.person.press('Hang up');
        for (const { person } of people) {
          await person.is('ended');
          await expect.poll(() => person.liveTracks()).toBe(0);
          await expect.poll(() => person.openConnections()).toBe(0);
        }
        await people[index === 0 ? 1 : 0].person.sees('heading', `${leaver.name} hung up`);
      });
  });
}
