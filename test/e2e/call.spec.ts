import type { Page, Request } from '@playwright/test';
import type { Call } from '../../client/call/call.js';
import { expect, test } from './support/test.js';

test('two people see and hear each other', { tag: '@promise' }, async ({ pair }) => {
  const people = await pair('Ada', 'Bob');
  for (const person of people) {
    await person.seesMovement();
    await person.hearsSound();
    expect(person.errors).toEqual([]);
  }
  await expect(people[0].page.getByText('Bob', { exact: true })).toBeVisible();
  await expect(people[1].page.getByText('Ada', { exact: true })).toBeVisible();
});

test('two people learn how good their call is', async ({ pair }) => {
  for (const { page } of await pair()) {
    const quality = () =>
      page.evaluate(() => document.querySelector<HTMLElement & { call: Call | null }>('rtc-call')?.call?.quality);
    await expect.poll(async () => (await quality())?.receiving).toBeGreaterThan(0);
    expect(await quality()).toMatchObject({ sendingStills: false, receivingStills: false });
  }
});

test('one offer and one answer make the call, over one peer connection each', async ({ pair }) => {
  const people = await pair();
  for (const person of people) {
    await person.seesMovement();
    expect(await person.openConnections()).toBe(1);
    const transceivers = await person.page.evaluate(() =>
      globalThis.rtcProbe.connections
        .at(-1)
        ?.getTransceivers()
        .map(({ receiver, currentDirection }) => `${receiver.track.kind} ${currentDirection}`),
    );
    expect(transceivers).toEqual(['audio sendrecv', 'video sendrecv', 'video sendrecv', 'audio sendrecv']);
  }
});

for (const [who, index] of [
  ['caller', 0],
  ['callee', 1],
] as const) {
  test(`the ${who}'s mute silences, shows on the other side, and ends`, async ({ pair }) => {
    const people = await pair('Ada', 'Bob');
    const muted = people[index];
    const other = people[1 - index];
    if (!muted || !other) throw new Error('two people');
    await other.hearsSound();
    await muted.button('Mute microphone').click();
    const name = index === 0 ? 'Ada' : 'Bob';
    await expect(other.page.getByRole('img', { name: `${name} is muted` })).toBeVisible();
    // What was on its way, and in the jitter buffer of a busy machine, is still heard; then every beep is missing.
    await expect.poll(() => other.energyDuring(75), { timeout: 30_000, message: 'silence' }).toBeLessThan(1e-4);
    await muted.button('Unmute microphone').click();
    await expect(other.page.getByRole('img', { name: `${name} is muted` })).toBeHidden();
    expect(await other.energyDuring(120)).toBeGreaterThan(1e-4);
  });

  test(`the ${who}'s camera, turned off, is released and shown as off; on again, it is seen again`, async ({
    pair,
  }) => {
    const people = await pair();
    const shy = people[index];
    const other = people[1 - index];
    if (!shy || !other) throw new Error('two people');
    await other.seesMovement();
    await shy.button('Turn camera off').click();
    await expect.poll(() => shy.liveTracks('video')).toBe(0);
    expect(await shy.liveTracks('audio')).toBe(1);
    await expect(other.call.locator('.remote .initials')).toBeVisible();
    await shy.button('Turn camera on').click();
    await expect(other.call.locator('.remote .initials')).toBeHidden();
    await other.seesMovement();
    expect(await shy.liveTracks('video')).toBe(1);
    await other.hearsSound();
  });

  test(`the ${who} hangs up: both have ended, no track is live, no connection is open`, async ({ pair }) => {
    const people = await pair('Ada', 'Bob');
    const leaver = people[index];
    const other = people[1 - index];
    if (!leaver || !other) throw new Error('two people');
    await leaver.button('Hang up').click();
    for (const person of people) {
      await person.is('ended');
      await expect.poll(() => person.liveTracks()).toBe(0);
      await expect.poll(() => person.openConnections()).toBe(0);
    }
    await expect(leaver.page.getByRole('heading', { name: 'Call ended' })).toBeVisible();
    await expect(other.page.getByRole('heading', { name: `${index === 0 ? 'Ada' : 'Bob'} hung up` })).toBeVisible();
  });
}

test('the call uses the socket that the page opened before the script was there, and no other', async ({ pair }) => {
  for (const person of await pair()) {
    await person.seesMovement();
    expect(await person.page.evaluate(() => globalThis.rtcProbe.sockets.length)).toBe(1);
    expect(person.errors).toEqual([]);
  }
});

test('after the end both can join again', async ({ pair }) => {
  const [ada, bob] = await pair();
  await ada.button('Hang up').click();
  await bob.is('ended');
  await bob.button('Join again').click();
  await bob.is('waiting');
  await ada.button('Join again').click();
  for (const person of [ada, bob]) {
    await person.is('connected');
    await person.seesMovement();
  }
});

test('without a seat in the link the first free one is taken', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  for (const person of [ada, bob]) {
    await person.open(`${app.url}/#room=${room}`);
    await person.join();
  }
  for (const person of [ada, bob]) await person.is('connected');
  const roles = await Promise.all(
    [ada, bob].map(({ call }) =>
      call.evaluate((element) => (element as unknown as { state: { role: string } }).state.role),
    ),
  );
  expect(roles.sort()).toEqual(['callee', 'caller']);
});

test('who has the camera off from the beginning is heard by the one who comes second', async ({
  app,
  room,
  someone,
}) => {
  const [ada, bob] = [await someone(), await someone()];
  await bob.open(`${app.url}/#room=${room}&as=callee`);
  await bob.button('Turn camera off').click();
  await bob.join();
  await bob.is('waiting');
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  await ada.join();
  await ada.is('connected');
  await ada.hearsSound();
  await bob.button('Turn camera on').click();
  await ada.seesMovement();
  await ada.hearsSound();
});

test('who joins without camera and microphone sees and hears the other one', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  await ada.join();
  await bob.open(`${app.url}/#room=${room}&as=callee`);
  await bob.button('Turn camera off').click();
  await bob.button('Mute microphone').click();
  await bob.join();
  await bob.is('connected');
  await bob.seesMovement();
  await expect(ada.call.locator('.remote .initials')).toBeVisible();
  expect(await bob.liveTracks('video')).toBe(0);
});

/** At once, that is: long before a ping of the server would be missed. */
async function reconnectsAfterAFailedPoll(page: Page): Promise<void> {
  const isNew = (request: Request): boolean => /transport=polling(?!.*sid=)/.test(request.url());
  await new Promise<Request>((resolve, reject) => {
    void page.route(/transport=polling.*sid=/, async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      page.waitForRequest(isNew, { timeout: 8_000 }).then(resolve, reject);
      await route.abort();
    });
  });
  await page.unrouteAll({ behavior: 'wait' });
}

test('where the network breaks websockets, a call is made by polling, and goes on when a poll fails', async ({
  app,
  room,
  someone,
}) => {
  const people = [await someone(), await someone()] as const;
  const [ada, bob] = people;
  for (const { page } of people)
    await page.addInitScript(() => {
      globalThis.WebSocket = class extends WebSocket {
        constructor() {
          super('ws://localhost:9'); // A port that nobody may connect to.
        }
      };
    });
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  await ada.join('Ada');
  await ada.is('waiting');
  await reconnectsAfterAFailedPoll(ada.page);
  await bob.open(`${app.url}/#room=${room}&as=callee`);
  await bob.join('Bob');
  for (const person of people) {
    await person.is('connected');
    expect(person.errors).toEqual([]);
  }
  await bob.button('Hang up').click();
  await ada.is('ended');
});
