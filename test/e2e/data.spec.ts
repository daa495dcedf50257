import { App } from './support/app.js';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

const has = (person: Person, messages: readonly string[]): Promise<void> =>
  expect.poll(() => person.told(), { message: 'messages' }).toEqual(messages);

test('messages arrive once and in order, and know it; nothing is loaded for them before the first', async ({
  pair,
}) => {
  const [ada, bob] = await pair();
  const loaded = (person: Person): Promise<boolean> =>
    person.page.evaluate(() =>
      performance.getEntriesByType('resource').some(({ name }) => /\/data-[^/]*\.js$/.test(name)),
    );
  expect([await loaded(ada), await loaded(bob)]).toEqual([false, false]);
  await ada.tell('one');
  expect([await loaded(ada), await loaded(bob)]).toEqual([true, true]);
  await bob.tell('two');
  await ada.tell('three');
  await has(bob, ['one', 'three']);
  await has(ada, ['two']);
});

for (const [who, index] of [
  ['who sends', 0],
  ['who is told', 1],
] as const)
  test(`a reload of the page ${who} loses no message and doubles none`, async ({ pair }) => {
    const people = await pair();
    const [ada, bob] = people;
    await ada.tell('before');
    await has(bob, ['before']);
    // Into the gap: what the page that sends still has to say goes with it over the reload.
    await Promise.all([people[index].reload(), ada.tell('between').catch(() => undefined)]);
    for (const person of people) await person.is('connected');
    await ada.tell('after');
    await expect.poll(() => bob.told()).toContain('after');
    const told = (await bob.told()).filter((message) => message !== 'before');
    expect([['between', 'after'], ['after']]).toContainEqual(told);
    await bob.tell('and back');
    await expect.poll(() => ada.told()).toEqual(['and back']);
  });

test('a page that hangs up tells who still waits to be heard', async ({ pair }) => {
  const [ada, bob] = await pair();
  await ada.tell('x');
  await bob.button('Hang up').click();
  await ada.is('ended');
  await expect(ada.tell('too late')).rejects.toThrow();
});

test.describe('with a server of its own', () => {
  const app = new App();
  test.beforeEach(() => app.start());
  test.afterEach(() => app.stop('SIGKILL'));

  test('a stream goes on while the server is killed, and messages pass it', async ({ room, someone }) => {
    const [ada, bob] = [await someone(), await someone()];
    for (const person of [ada, bob]) {
      await person.open(`${app.url}/#room=${room}`);
      await person.join();
    }
    for (const person of [ada, bob]) await person.is('connected');
    const [written, read] = [ada.writes('film', 64), bob.reads('film')];
    await ada.tell('in between');
    await app.stop('SIGKILL');
    await bob.tell('without a server');
    expect(await read).toBe(64);
    await written;
    await has(bob, ['in between']);
    await has(ada, ['without a server']);
    for (const person of [ada, bob]) expect(await person.state()).toBe('connected');
  });
});
