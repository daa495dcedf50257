import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { CallState } from '../../client/call/state.js';
import type { App } from './support/app.js';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

/** Longer than anything of a ring takes on a busy machine, and shorter than 45 s. */
const PATIENCE = { timeout: 20_000 };

type Element = HTMLElement & { state: CallState; ringTimeout: number };

/** A desk that waits: its person has allowed camera and microphone before. */
async function desk(app: App, room: string, bob: Person): Promise<void> {
  await bob.open(`${app.url}/#room=${room}&as=callee&answer=manual`);
  await bob.join('Bob');
  await bob.is('waiting');
}

async function rings(app: App, room: string, ada: Person, name = 'Ada'): Promise<void> {
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  await ada.join(name);
  await ada.is('ringing');
}

const accept = ({ page }: Person) => page.getByRole('button', { name: 'Accept', exact: true }).click();
const heading = ({ page }: Person, name: string) => page.getByRole('heading', { name, exact: true });
const stateOf = ({ call }: Person): Promise<CallState> => call.evaluate((element) => (element as Element).state);

/** What the page was told of rings, from now on. */
async function listen({ page }: Person): Promise<void> {
  await page.evaluate(() => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    for (const type of ['rtc-ring', 'rtc-ring-end'] as const)
      addEventListener(type, (event) => {
        const { direction, outcome, reason } = event as unknown as Record<string, string>;
        told.push([type, direction, outcome, reason].filter(Boolean).join(' '));
      });
  });
}
const told = ({ page }: Person): Promise<string[]> =>
  page.evaluate(() => (globalThis as never as { told: string[] }).told);

test(
  'a desk rings, and nothing is opened or sent before somebody accepts',
  { tag: '@promise' },
  async ({ app, room, someone }) => {
    const [ada, bob] = [await someone(), await someone()];
    await desk(app, room, bob);
    await listen(bob);
    await rings(app, room, ada);
    await expect(heading(ada, 'Calling Bob…')).toBeVisible();
    await expect(heading(bob, 'Ada is calling')).toBeVisible();
    await bob.is('ringing');
    expect(await bob.liveTracks()).toBe(0);
    for (const { page } of [ada, bob])
      expect(
        await page.evaluate(() =>
          globalThis.rtcProbe.connections
            .flatMap(({ localDescription, remoteDescription }) => [localDescription, remoteDescription])
            .filter((description) => description !== null),
        ),
      ).toEqual([]);
    await accept(bob);
    for (const person of [ada, bob]) {
      await person.is('connected');
      await person.seesMovement();
      await person.hearsSound();
      expect(person.errors).toEqual([]);
    }
    expect(await told(bob)).toEqual(['rtc-ring incoming', 'rtc-ring-end incoming accepted']);
  },
);

test('who accepts without camera is heard, sees, and is not seen', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await desk(app, room, bob);
  await rings(app, room, ada);
  await bob.button('Accept without camera').click();
  await bob.seesMovement();
  await ada.hearsSound();
  expect(await bob.liveTracks('video')).toBe(0);
  await expect(ada.call.locator('.remote .initials')).toBeVisible();
});

for (const [press, said] of [
  ['I am busy right now', 'They are busy right now.'],
  ['Please try again later', 'They ask you to try again later.'],
] as const)
  test(`the caller reads why they were declined: ${press}`, async ({ app, room, someone }) => {
    const [ada, bob] = [await someone(), await someone()];
    await desk(app, room, bob);
    await rings(app, room, ada);
    await bob.button('Decline with a message').click();
    await bob.button(press).click();
    await expect(heading(ada, 'Bob cannot take the call')).toBeVisible();
    await expect(ada.page.getByText(said)).toBeVisible();
    await bob.is('waiting');
    await expect(bob.page.getByText('You declined the call from Ada').first()).toBeVisible();
  });

test('the callee may say it in their own words, and the caller may call again', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await desk(app, room, bob);
  await rings(app, room, ada);
  await listen(ada);
  await bob.button('Decline with a message').click();
  await bob.page.getByLabel('Your own words').fill('Back at three <b>sharp</b>');
  await bob.button('Decline and send').click();
  await ada.is('ended');
  expect(await stateOf(ada)).toMatchObject({ reason: 'declined', said: 'Back at three <b>sharp</b>' });
  await expect(ada.page.getByText('“Back at three <b>sharp</b>”')).toBeVisible();
  expect(await told(ada)).toEqual(['rtc-ring-end outgoing declined Back at three <b>sharp</b>']);
  await ada.button('Call again').click();
  await expect(heading(bob, 'Ada is calling')).toBeVisible();
  await bob.page.getByRole('button', { name: 'Decline', exact: true }).click();
  await ada.is('ended');
});

test('the caller cancels: it rings no more, and the desk waits on', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await desk(app, room, bob);
  await listen(bob);
  await rings(app, room, ada);
  await bob.is('ringing');
  await ada.button('Cancel').click();
  await expect(heading(ada, 'Call cancelled')).toBeVisible();
  await bob.is('waiting');
  await expect(bob.page.getByText('Missed call from Ada').first()).toBeVisible();
  expect(await told(bob)).toEqual(['rtc-ring incoming', 'rtc-ring-end incoming cancelled']);
  await expect.poll(() => ada.liveTracks()).toBe(0);
});

test('nobody answers: both are told so when the time is up', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await desk(app, room, bob);
  await listen(bob);
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  await ada.call.evaluate((element) => element.setAttribute('ring-timeout', '2'));
  await ada.join('Ada');
  await bob.is('ringing');
  await expect(heading(ada, 'Bob did not answer')).toBeVisible(PATIENCE);
  await bob.is('waiting');
  expect(await told(bob)).toEqual(['rtc-ring incoming', 'rtc-ring-end incoming no-answer']);
});

test('who comes while another call goes on hears that the line is busy, and gets through when it has ended', async ({
  app,
  room,
  someone,
}) => {
  const [ada, bob, eve] = [await someone(), await someone(), await someone()];
  await desk(app, room, bob);
  await rings(app, room, ada);
  await eve.open(`${app.url}/#room=${room}&as=caller`);
  await eve.join('Eve');
  await expect(heading(eve, 'The line is busy')).toBeVisible();
  expect(await stateOf(eve)).toMatchObject({ reason: 'busy', code: 'occupied' });
  await accept(bob);
  await ada.is('connected');
  await ada.button('Hang up').click();
  await bob.is('waiting');
  await expect(bob.page.getByText(/The call with Ada has ended/).first()).toBeVisible();
  expect(await bob.liveTracks()).toBe(0);
  await eve.button('Call again').click();
  await expect(heading(bob, 'Eve is calling')).toBeVisible();
  await accept(bob);
  for (const person of [eve, bob]) await person.seesMovement();
  await bob.button('Hang up').click();
  await eve.is('ended');
  await bob.is('waiting');
  expect(bob.errors).toEqual([]);
});

test("the caller's page closes while it rings: a missed call", async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await desk(app, room, bob);
  await listen(bob);
  await rings(app, room, ada);
  await bob.is('ringing');
  await ada.page.close();
  await bob.is('waiting');
  await expect(bob.page.getByText('Missed call from Ada').first()).toBeVisible();
  expect(await told(bob)).toEqual(['rtc-ring incoming', 'rtc-ring-end incoming missed']);
});

test('either page may be reloaded while it rings: it rings on', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await desk(app, room, bob);
  await rings(app, room, ada);
  await bob.is('ringing');
  await ada.reload();
  await ada.is('ringing');
  await bob.is('ringing');
  await bob.reload();
  await bob.is('ringing');
  await ada.is('ringing');
  await accept(bob);
  for (const person of [ada, bob]) await person.seesMovement();
});

test('either page may be reloaded in the call: it goes on without another ring', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await desk(app, room, bob);
  await rings(app, room, ada);
  await accept(bob);
  for (const person of [ada, bob]) await person.is('connected');
  for (const person of [ada, bob]) {
    await person.reload();
    await person.is('connected');
    for (const each of [ada, bob]) await each.seesMovement();
    expect(await person.states()).not.toContain('ringing');
  }
});

test('the desk may open after the caller: it rings at once', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  await ada.join('Ada');
  await ada.is('waiting');
  await bob.open(`${app.url}/#room=${room}&as=callee&answer=manual`);
  await bob.join('Bob');
  await bob.is('ringing');
  await accept(bob);
  for (const person of [ada, bob]) await person.seesMovement();
});

/** As a browser does that shows another tab. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

test('a hidden page flashes its title and icon, and has them back as they were', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await desk(app, room, bob);
  const looks = () =>
    bob.page.evaluate(() => [document.title, document.querySelector('link[rel~=icon]')?.getAttribute('href')]);
  const before = await looks();
  await hide(bob.page, true);
  await rings(app, room, ada);
  await expect.poll(async () => (await looks())[0]).toBe('Ada is calling');
  await ada.button('Cancel').click();
  await bob.is('waiting');
  expect(await looks()).toEqual(before);
});

test('a call can be taken and declined by keyboard alone', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await desk(app, room, bob);
  const press = async (name: string): Promise<void> => {
    const button = bob.page.getByRole('button', { name, exact: true });
    await expect(button).toBeVisible();
    for (let tabs = 0; tabs < 12; tabs += 1) {
      if (await button.evaluate((element) => element.matches(':focus'))) return bob.page.keyboard.press('Enter');
      await bob.page.keyboard.press('Tab');
    }
    throw new Error(`${name} is out of reach`);
  };
  await rings(app, room, ada);
  await press('Decline with a message');
  await bob.page.keyboard.press('Escape');
  await press('Decline');
  await ada.is('ended');
  await ada.page.keyboard.press('Enter'); // The focus is not lost; the way back is a button.
  await ada.button('Call again').click();
  await press('Accept');
  await ada.is('connected');
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const [size, viewport] of Object.entries({
    desktop: { width: 1180, height: 740 },
    phone: { width: 360, height: 740 },
  }))
    test(`axe finds nothing on any screen of a ring: ${size}, ${colorScheme}`, async ({ app, room, someone }) => {
      const [ada, bob] = [await someone({ viewport, colorScheme }), await someone({ viewport, colorScheme })];
      const check = async ({ page }: Person): Promise<void> => {
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBe(0);
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
          .analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
      };
      await desk(app, room, bob);
      await check(bob);
      await rings(app, room, ada, 'Ada Lovelace');
      await expect(heading(ada, 'Calling Bob…')).toBeVisible();
      await check(ada);
      await expect(heading(bob, 'Ada Lovelace is calling')).toBeVisible();
      await check(bob);
      await bob.button('Decline with a message').click();
      await check(bob);
      await bob.button('Please try again later').click();
      await expect(heading(ada, 'Bob cannot take the call')).toBeVisible();
      await check(ada);
      await check(bob);
    });
