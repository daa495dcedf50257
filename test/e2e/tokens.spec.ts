import type { Page } from '@playwright/test';
import { labels as english } from '../../client/locales/en/index.js';
import { createToken } from '../../server/tokens.js';
import { ROLES, type Role } from '../../shared/protocol.js';
import { App } from './support/app.js';
import type { Person } from './support/person.js';
import { Site } from './support/site.js';
import { expect, test } from './support/test.js';

const SECRET = 'a-secret-of-the-tests-with-48-letters-and-more';
/** Seconds: enough to join, over before the call is. */
const SHORT = 3;

const app = new App(['--token-secret', SECRET, '--token-leeway', '0s']);
const site = new Site();
test.beforeEach(() => Promise.all([app.start(), site.start()]));
test.afterEach(() => Promise.all([app.stop('SIGKILL'), site.stop()]));

const element = (attributes: string, script = ''): string =>
  `<script type="module" src="${app.url}/rtc-call.js"></script>
   <rtc-call autojoin server="${app.url}" ${attributes} style="height:90vh"></rtc-call><script>${script}</script>`;

/** A page whose provider is this test: what it was asked, as it was asked. */
async function withProvider(person: Person, room: string, role: Role, ttl: number): Promise<string[]> {
  const asked: string[] = [];
  await person.page.exposeFunction('makeToken', (reason: string) => {
    asked.push(reason);
    return createToken({ secret: SECRET, room, role, sub: role, name: `Dr. ${role}`, ttl });
  });
  const provide = `document.querySelector('rtc-call').tokenProvider = (reason) => makeToken(reason)`;
  await person.open(site.at(site.put(element(`room="${room}" as="${role}" display-name="Somebody"`, provide))));
  return asked;
}

const seconds = (page: Page): Promise<number> => page.evaluate(() => Date.now() / 1_000);
async function ended(page: Page): Promise<void> {
  const end = (await seconds(page)) + SHORT;
  await expect.poll(() => seconds(page), { message: 'the end of the token' }).toBeGreaterThan(end);
}

test('a call goes on when its tokens end, over a restart of the server, and a reload gets a new one', async ({
  room,
  someone,
}) => {
  const [ada, bob] = [await someone(), await someone()];
  const asked = [await withProvider(ada, room, 'caller', SHORT), await withProvider(bob, room, 'callee', SHORT)];
  await Promise.all([ada.is('connected'), bob.is('connected')]);
  await expect(ada.page.getByText('Dr. callee').first()).toBeVisible();
  await ended(ada.page);
  const frames = await ada.frames();
  await expect.poll(() => ada.frames(), { message: 'pictures' }).toBeGreaterThan(frames);
  expect(asked).toEqual([['join'], ['join']]);

  await app.restart();
  await expect.poll(() => asked.map((reasons) => reasons.includes('expired'))).toEqual([true, true]);
  await Promise.all([ada.is('connected'), bob.is('connected')]);

  await ada.reload();
  await Promise.all([ada.is('connected'), bob.is('connected')]);
  expect(asked[0]?.at(-1)).toBe('join');
});

test('a call goes on when its token ends and nobody makes another', async ({ room, someone }) => {
  const people = [await someone(), await someone()] as const;
  for (const [index, role] of (['caller', 'callee'] as const).entries()) {
    const token = await createToken({ secret: SECRET, room, role, ttl: SHORT });
    await people[index]?.open(site.at(site.put(element(`room="${room}" as="${role}" token="${token}"`))));
  }
  await Promise.all(people.map((person) => person.is('connected')));
  await ended(people[0].page);
  await app.restart();
  const frames = await people[0].frames();
  await expect.poll(() => people[0].frames(), { message: 'pictures' }).toBeGreaterThan(frames + 60);
  await Promise.all(people.map((person) => person.is('connected')));
});

test('without a token, and with one that is refused twice, a page says so', async ({ room, someone }) => {
  const [eve, ada] = [await someone(), await someone()];
  await eve.open(site.at(site.put(element(`room="${room}"`))));
  await eve.is('ended');
  await expect(eve.page.getByRole('heading', { name: 'This invitation is not valid' })).toBeVisible();

  await ada.page.exposeFunction('makeToken', () => createToken({ secret: SECRET, room: 'another', ttl: 60 }));
  const provide = `document.querySelector('rtc-call').tokenProvider = () => makeToken()`;
  await ada.open(site.at(site.put(element(`room="${room}"`, provide))));
  await ada.is('ended');
  await expect(ada.page.getByRole('heading', { name: 'This invitation is not valid' })).toBeVisible();
});

for (const order of [ROLES, ROLES.toReversed()])
  test(
    `who does not say which seat gets the one that their token is for, the ${order[0]} first`,
    { tag: '@promise' },
    async ({ room, someone }) => {
      const sit = async (role: Role, as = ''): Promise<Person> => {
        const [person, token] = [await someone(), await createToken({ secret: SECRET, room, role })];
        await person.open(site.at(site.put(element(`room="${room}" token="${token}" ${as}`))));
        return person;
      };
      const people: Person[] = [];
      for (const role of order) {
        const person = await sit(role);
        await person.is(people.length === 0 ? 'waiting' : 'connected');
        expect(await person.role()).toBe(role);
        people.push(person);
      }
      for (const role of order) {
        const late = await sit(role);
        await late.is('ended');
        await expect(late.page.getByRole('heading', { name: english.problems.occupied.title })).toBeVisible();
      }
      const astray = await sit('caller', 'as="callee"');
      await astray.is('ended');
      await expect(astray.page.getByRole('heading', { name: 'This invitation is for the other side' })).toBeVisible();
      for (const person of people) await person.is('connected');
    },
  );

test('a provider that makes nothing but old tokens is asked twice, and the page says that the invitation has expired', async ({
  room,
  someone,
}) => {
  const ada = await someone();
  const asked: string[] = [];
  const old = await createToken({ secret: SECRET, room, ttl: 1 });
  await expect.poll(() => Date.now() / 1_000).toBeGreaterThan(JSON.parse(atob(old.split('.')[1] ?? '')).exp + 1);
  await ada.page.exposeFunction('makeToken', (reason: string) => asked.push(reason) && old);
  const provide = `document.querySelector('rtc-call').tokenProvider = (reason) => makeToken(reason)`;
  await ada.open(site.at(site.put(element(`room="${room}"`, provide))));
  await ada.is('ended');
  await expect(ada.page.getByRole('heading', { name: 'This invitation has expired' })).toBeVisible();
  expect(asked).toEqual(['join', 'expired']);
});

test('a provider that fails is asked again, and one that says no ends it', async ({ room, someone }) => {
  const ada = await someone();
  let tries = 0;
  await ada.page.exposeFunction('makeToken', async () => {
    tries += 1;
    if (tries < 2) throw new Error('the network is away');
    return createToken({ secret: SECRET, room });
  });
  const provide = `document.querySelector('rtc-call').tokenProvider = () => makeToken()`;
  await ada.open(site.at(site.put(element(`room="${room}"`, provide))));
  await ada.is('waiting');
  expect(tries).toBe(2);

  const eve = await someone();
  const refuse = `document.querySelector('rtc-call').tokenProvider = () => Promise.reject(Object.assign(new Error(), { code: 'kicked' }))`;
  await eve.open(site.at(site.put(element(`room="${room}"`, refuse))));
  await eve.is('ended');
  await expect(eve.page.getByRole('heading', { name: 'You were removed from this call' })).toBeVisible();
});
