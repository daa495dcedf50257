import { labels as english } from '../../client/locales/en/index.js';
import { App } from './support/app.js';
import { Person } from './support/person.js';
import { expect, test } from './support/test.js';

const since = (person: Person): Promise<number> =>
  person.call.evaluate((element) => (element as unknown as { state: { since: number } }).state.since);

test(
  'a third person is told that the call is full, and gets in when somebody has left',
  { tag: '@promise' },
  async ({ pair, someone, app, room }) => {
    const [ada, bob] = await pair();
    const eve = await someone();
    await eve.open(`${app.url}/#room=${room}`);
    await eve.join();
    await eve.is('ended');
    await expect(eve.page.getByRole('heading', { name: 'This call is full' })).toBeVisible();
    expect(await eve.liveTracks()).toBe(0);
    await ada.seesMovement();
    await bob.seesMovement();
    await ada.button('Hang up').click();
    await bob.is('ended');
    await eve.button('Try again').click();
    await eve.is('waiting');
  },
);

test('a duplicated tab takes the call over; the first tab says so and can bring it back', async ({ pair }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  const memory = await ada.page.evaluate(() => JSON.stringify(sessionStorage));
  const twin = await Person.at(ada.page.context());
  await twin.page.addInitScript((copy) => {
    for (const [key, value] of Object.entries(JSON.parse(copy) as Record<string, string>))
      sessionStorage.setItem(key, value);
  }, memory);
  await twin.open(ada.page.url());
  await ada.is('ended');
  await expect(ada.page.getByRole('heading', { name: 'The call goes on elsewhere' })).toBeVisible();
  expect(await ada.liveTracks()).toBe(0);
  for (const person of [twin, bob]) {
    await person.is('connected');
    await person.seesMovement();
  }
  await ada.button('Use here').click();
  await twin.is('ended');
  for (const person of [ada, bob]) {
    await person.is('connected');
    await person.seesMovement();
  }
});

for (const [who, index] of [
  ['caller', 0],
  ['callee', 1],
] as const) {
  test(
    `the ${who} reloads: the other keeps the picture and the clock, and both are back without a click`,
    { tag: '@promise' },
    async ({ pair }) => {
      const people = await pair();
      const reloader = people[index];
      const other = people[1 - index];
      if (!reloader || !other) throw new Error('two people');
      await other.seesMovement();
      const start = await since(other);
      const states = await other.call.evaluateHandle((element) => {
        const seen: string[] = [];
        element.addEventListener('rtc-state-change', (event) =>
          seen.push((event as unknown as { state: { name: string } }).state.name),
        );
        return seen;
      });
      await reloader.page.reload();
      for (const person of [reloader, other]) {
        await person.is('connected');
        await person.seesMovement();
        await person.hearsSound();
      }
      expect(await states.jsonValue()).toEqual(['reconnecting', 'connected']);
      expect(await since(other)).toBe(start);
      await expect.poll(async () => Math.abs((await since(reloader)) - start)).toBeLessThan(1_000);
      expect(await other.openConnections()).toBe(1);
    },
  );
}

test('a camera that was off stays off over a reload', async ({ pair }) => {
  const [ada] = await pair();
  await ada.button('Turn camera off').click();
  await ada.page.reload();
  await ada.is('connected');
  await expect(ada.button('Turn camera on')).toBeVisible();
  expect(await ada.liveTracks('video')).toBe(0);
});

test('both reload at once and find each other again', async ({ pair }) => {
  const people = await pair();
  await Promise.all(people.map(({ page }) => page.reload()));
  for (const person of people) {
    await person.is('connected');
    await person.seesMovement();
  }
});

test('one reloads five times in a row', async ({ pair }) => {
  const [ada, bob] = await pair();
  for (let round = 0; round < 5; round += 1) await bob.page.reload();
  for (const person of [ada, bob]) {
    await person.is('connected');
    await person.seesMovement();
  }
});

test('a page that closes leaves the other one waiting, and can come back', async ({ pair, someone, app, room }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await bob.page.close();
  await ada.is('reconnecting');
  await ada.is('waiting');
  await expect(ada.page.getByRole('heading', { name: 'Bob left' })).toBeVisible();
  const back = await someone();
  await back.open(`${app.url}/#room=${room}&as=callee`);
  await back.join('Bob');
  for (const person of [ada, back]) {
    await person.is('connected');
    await person.seesMovement();
  }
});

test('a dropped socket is not seen: no state changes, frames go on, and the seat is still taken', async ({
  pair,
  someone,
  app,
  room,
}) => {
  const people = await pair();
  for (const person of people) {
    await person.seesMovement();
    await person.cutSocket();
    await person.seesMovement();
    expect(await person.state()).toBe('connected');
    expect(await person.openConnections()).toBe(1);
  }
  await expect
    .poll(() =>
      people[0].call.evaluate((element) => (element as unknown as { call: { reachable: boolean } }).call.reachable),
    )
    .toBe(true);
  const eve = await someone();
  await eve.open(`${app.url}/#room=${room}`);
  await eve.join();
  await eve.is('ended');
});

test.describe('with a server of its own', () => {
  const app = new App();
  test.beforeEach(() => app.start());
  test.afterEach(() => app.stop('SIGKILL'));

  const reachable = (person: Person): Promise<boolean> =>
    person.call.evaluate((element) => (element as unknown as { call: { reachable: boolean } }).call.reachable);

  test(
    'the server is killed in a call: frames never stop, and after it is back a third person is refused',
    { tag: '@promise' },
    async ({ room, someone }) => {
      const [ada, bob, eve] = [await someone(), await someone(), await someone()];
      for (const [person, role] of [
        [ada, 'caller'],
        [bob, 'callee'],
      ] as const) {
        await person.open(`${app.url}/#room=${room}&as=${role}`);
        await person.join();
      }
      for (const person of [ada, bob]) await person.seesMovement();
      await eve.open(`${app.url}/#room=${room}`); // Its lobby is open when the server goes.
      await app.stop('SIGKILL');
      for (const person of [ada, bob]) {
        await expect.poll(() => reachable(person)).toBe(false);
        await person.seesMovement();
        await person.hearsSound();
        expect(await person.state()).toBe('connected');
      }
      await app.start();
      for (const person of [ada, bob]) {
        await expect.poll(() => reachable(person)).toBe(true);
        await person.seesMovement();
        expect(await person.state()).toBe('connected');
        expect(await person.openConnections()).toBe(1);
      }
      await eve.join();
      await eve.is('ended');
      await expect(eve.page.getByRole('heading', { name: english.problems.occupied.title })).toBeVisible();
    },
  );

  for (const leaver of ['caller', 'callee'] as const)
    test(`with the server away the ${leaver}'s mute is shown, and hanging up arrives`, async ({ room, someone }) => {
      const [ada, bob] = [await someone(), await someone()];
      for (const [person, role] of [
        [ada, leaver],
        [bob, leaver === 'caller' ? 'callee' : 'caller'],
      ] as const) {
        await person.open(`${app.url}/#room=${room}&as=${role}`);
        await person.join(role);
      }
      for (const person of [ada, bob]) await person.seesMovement();
      await app.stop('SIGKILL');
      await ada.button('Mute microphone').click();
      await expect(bob.page.getByRole('img', { name: `${leaver} is muted` })).toBeVisible();
      await ada.button('Hang up').click();
      await bob.is('ended');
      for (const person of [ada, bob]) expect(await person.liveTracks()).toBe(0);
    });

  test('a server that does not answer is said while joining, and the call starts when it is back', async ({
    room,
    someone,
  }) => {
    const ada = await someone();
    await ada.open(`${app.url}/#room=${room}&as=caller`);
    await app.stop('SIGKILL');
    await ada.join();
    await expect(ada.page.getByText('The call server does not answer').first()).toBeVisible();
    await app.start();
    await ada.is('waiting');
  });
});
