import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { App } from './support/app.js';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

const panel = ({ page }: Person): Locator => page.getByRole('dialog', { name: 'Chat', exact: true });
const field = (person: Person): Locator => panel(person).getByRole('textbox', { name: 'Message' });
const lines = (person: Person): Locator => panel(person).locator('.text');
/** Of the element, what is used by script. */
interface Chats {
  chat(): Promise<{ send(text: string, of?: object): Promise<void> }>;
}
const has = (person: Person, all: readonly string[]): Promise<void> =>
  expect.poll(() => person.chatted(), { message: 'chat' }).toEqual(all);

async function write(person: Person, text: string): Promise<void> {
  await field(person).fill(text);
  await field(person).press('Enter');
}

test(
  'two people write to each other: by key, with a badge, marks and typing',
  { tag: '@promise' },
  async ({ pair }) => {
    const [ada, bob] = await pair('Ada', 'Bob');
    await ada.call.locator('.stage').press('c');
    await expect(field(ada)).toBeFocused();
    await ada.page.keyboard.type('Hello Bob');
    await ada.page.keyboard.press('Shift+Enter');
    await ada.page.keyboard.type('how are you?');
    await ada.page.keyboard.press('Enter');
    await expect(panel(ada).getByRole('img', { name: 'Delivered' })).toBeVisible();
    const toast = bob.call.locator('[part=chat-toast]');
    await expect(toast).toContainText('Hello Bob');
    await expect(bob.call.locator('[role=log]')).toContainText('Ada: Hello Bob');
    await bob.press('Chat, 1 unread');
    await expect(toast).toBeHidden();
    await expect(lines(bob)).toHaveText(['Hello Bobhow are you?']);
    await expect(panel(ada).getByRole('img', { name: 'Read', exact: true })).toBeVisible();
    await field(bob).pressSequentially('Fine');
    await expect(panel(ada).getByText('Bob is typing…')).toBeVisible();
    await field(bob).press('Enter');
    await expect(lines(ada)).toHaveText(['Hello Bobhow are you?', 'Fine']);
    await expect(panel(ada).getByText('Bob is typing…')).toBeHidden();
    await ada.page.keyboard.press('Escape');
    await expect(panel(ada)).toBeHidden();
    expect([ada.errors, bob.errors]).toEqual([[], []]);
  },
);

for (const [who, index] of [
  ['who writes', 0],
  ['who reads', 1],
] as const)
  test(`a reload of the page ${who} loses no line and doubles none, and the talk is there again`, async ({ pair }) => {
    const people = await pair();
    const [ada, bob] = people;
    await ada.says('before');
    await has(bob, ['>before']);
    await Promise.all([people[index].reload(), ada.says('between').catch(() => undefined)]);
    for (const person of people) await person.is('connected');
    await ada.says('after');
    await bob.says('and back');
    await expect.poll(async () => (await bob.chatted()).length).toBeGreaterThanOrEqual(3);
    const textOf = (line: string): string => line.slice(1, line.startsWith('<') ? line.lastIndexOf(' ') : undefined);
    const of = async (person: Person): Promise<string[]> => (await person.chatted()).map(textOf).toSorted();
    const [mine, theirs] = [await of(ada), await of(bob)];
    expect(mine).toEqual(theirs);
    expect([3, 4]).toContain(mine.length); // A page that is going may be told too late to write.
    expect(new Set(mine).size).toBe(mine.length);
  });

test('a page that was reloaded knows what is unread, though the other one was reloaded as well', async ({ pair }) => {
  const [ada, bob] = await pair();
  await ada.says('look at this');
  await expect(bob.button('Chat, 1 unread')).toBeVisible();
  await Promise.all([ada.reload(), bob.reload()]);
  for (const person of [ada, bob]) await person.is('connected');
  await bob.press('Chat, 1 unread');
  await expect(lines(bob)).toHaveText(['look at this']);
  await has(ada, ['<look at this read']);
});

test('a flood of lines leaves the page alive, with the newest of them', async ({ pair }) => {
  const [ada, bob] = await pair();
  await ada.call.locator('.stage').press('c');
  await expect(field(ada)).toBeFocused();
  await bob.call.evaluate(async (call: HTMLElement & Chats) => {
    const chat = await call.chat();
    for (let round = 0; round < 3; round += 1)
      await Promise.all(Array.from({ length: 2_000 }, (_, n) => chat.send(`${round}: ${n} ${'x'.repeat(200)}`)));
    await chat.send('the last');
  });
  await expect(lines(ada).last()).toHaveText('the last');
  expect((await ada.chatted()).length).toBe(1_000);
  expect(await lines(ada).count()).toBeLessThanOrEqual(500);
  await ada.press('Mute microphone');
  await write(ada, 'enough');
  await expect.poll(async () => (await bob.chatted()).at(-1)).toBe('>enough');
  expect([ada.errors, bob.errors]).toEqual([[], []]);
});

test('a chat is gone with its call', async ({ pair }) => {
  const [ada, bob] = await pair();
  await ada.says('for this call');
  await bob.press('Chat, 1 unread');
  await expect(panel(bob)).toBeVisible();
  await ada.button('Hang up').click();
  await bob.is('ended');
  await expect(panel(bob)).toBeHidden();
  await bob.press('Join again');
  await bob.is('waiting');
  await ada.press('Join again');
  for (const person of [ada, bob]) await person.is('connected');
  await has(ada, []);
  await bob.says('anew');
  await has(ada, ['>anew']);
  await has(bob, ['<anew delivered']);
});

test('the page takes a line away, and shows a kind of its own, after a reload too', async ({ pair }) => {
  const [ada, bob] = await pair();
  const listen = (): void =>
    addEventListener('rtc-chat', (event) => {
      if (event.entry.text.startsWith('/')) event.preventDefault();
      if (event.entry.kind === 'poll') event.show(document.createTextNode(`a poll of ${String(event.entry.data)}`));
    });
  await bob.page.addInitScript(listen);
  await bob.reload();
  for (const person of [ada, bob]) await person.is('connected');
  await ada.says('/command');
  await ada.call.evaluate(async (call: HTMLElement & Chats) =>
    (await call.chat()).send('Lunch?', { kind: 'poll', data: 2 }),
  );
  await bob.press('Chat, 1 unread');
  await expect(lines(bob)).toHaveText(['a poll of 2']);
  await bob.reload();
  await bob.is('connected');
  await bob.press('Chat');
  await expect(lines(bob)).toHaveText(['a poll of 2']);
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing while it is open: ${colorScheme}`, async ({ app, room, someone }) => {
    const [ada, bob] = [await someone({ colorScheme }), await someone()];
    for (const person of [ada, bob]) {
      await person.open(`${app.url}/#room=${room}`);
      await person.join();
    }
    await ada.is('connected');
    const find = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page: ada.page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
    };
    await bob.says('a line, with https://example.com in it');
    await expect(ada.call.locator('[part=chat-toast]')).toBeVisible();
    await find();
    await ada.press('Chat, 1 unread');
    await write(ada, 'an answer');
    await write(ada, '👍');
    await expect(panel(ada).getByRole('img', { name: 'Delivered' })).toHaveCount(2);
    await field(ada).fill('x'.repeat(4_001));
    await find();
    await field(ada).fill('');
    // A file that is offered, one that was given up, one that is there, and one that is paused on its way.
    await bob.offers(1);
    for (const mib of [1, 1, 96]) await ada.offers(mib);
    const cards = panel(ada).getByRole('group', { name: 'film.mp4' });
    await expect(cards).toHaveCount(4);
    await cards.nth(1).getByRole('button', { name: 'Cancel' }).click();
    await bob.accepts();
    await cards.last().getByRole('button', { name: 'Pause' }).click();
    await expect(cards.nth(2)).toContainText('sent');
    await expect(cards.last().getByRole('progressbar')).toBeVisible();
    await find();
    expect(ada.errors).toEqual([]);
  });

test.describe('with a server of its own', () => {
  const app = new App();
  test.beforeEach(() => app.start());
  test.afterEach(() => app.stop('SIGKILL'));

  test('the talk goes on while the server is killed', async ({ room, someone }) => {
    const [ada, bob] = [await someone(), await someone()];
    for (const person of [ada, bob]) {
      await person.open(`${app.url}/#room=${room}`);
      await person.join();
    }
    for (const person of [ada, bob]) await person.is('connected');
    await ada.call.locator('.stage').press('c');
    await write(ada, 'with a server');
    await app.stop('SIGKILL');
    await write(ada, 'without one');
    await bob.says('I can read you');
    await has(bob, ['>with a server', '>without one', '<I can read you read']);
    await expect(lines(ada)).toHaveText(['with a server', 'without one', 'I can read you']);
  });
});
