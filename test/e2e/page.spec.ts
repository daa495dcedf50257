import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.js';

const PHONE = { viewport: { width: 360, height: 740 } };

async function axeFindsNothing(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}

/** Nothing sticks out to the side: the page needs no sideways scrolling. */
async function fits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0,
  );
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const [size, options] of Object.entries({ desktop: {}, phone: PHONE })) {
    test(`axe finds nothing on any state: ${size}, ${colorScheme}`, async ({ app, room, someone }) => {
      const [ada, bob] = [await someone({ ...options, colorScheme }), await someone({ ...options, colorScheme })];
      const check = async (page: Page): Promise<void> => {
        await fits(page);
        await axeFindsNothing(page);
      };
      await ada.open(app.url);
      await check(ada.page);
      await ada.open(`${app.url}/#room=${room}&as=caller`);
      await expect(ada.button('Mute microphone')).toBeVisible();
      await check(ada.page);
      await ada.join('Ada Lovelace');
      await ada.is('waiting');
      await expect(ada.page.getByRole('img', { name: 'QR code of the invite link' })).toBeAttached();
      await check(ada.page);
      await bob.open(await ada.inviteLink());
      await bob.join('Bob');
      await ada.seesMovement();
      await bob.button('Mute microphone').click();
      await bob.button('Turn camera off').click();
      await expect(ada.call.locator('.remote .initials')).toBeVisible();
      // What has faded has no contrast.
      await ada.call.evaluate((element) => element.setAttribute('toolbar', 'fixed'));
      await check(ada.page);
      await bob.page.close();
      await ada.is('reconnecting');
      await check(ada.page);
      await ada.is('waiting');
      await check(ada.page);
      await ada.button('Hang up').click();
      await ada.is('ended');
      await check(ada.page);
    });
  }

test('a call can be made, muted and ended by keyboard alone, and the focus is never lost', async ({
  app,
  room,
  someone,
}) => {
  const [ada, bob] = [await someone(), await someone()];
  const focused = () =>
    ada.page.evaluate(() => {
      const inner = document.activeElement?.shadowRoot?.activeElement;
      return inner
        ? (inner.getAttribute('aria-label') ?? inner.textContent?.trim() ?? '')
        : document.activeElement?.tagName;
    });
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  await expect(ada.button('Turn camera off')).toBeVisible();
  const order: unknown[] = [];
  for (let press = 0; press < 5; press += 1) {
    await ada.page.keyboard.press('Tab');
    order.push(await focused());
  }
  expect(order).toEqual(['Mute microphone', 'Turn camera off', 'Settings', '', 'Join call']);
  await ada.page.keyboard.press('Shift+Tab');
  await ada.page.keyboard.type('Ada');
  await ada.page.keyboard.press('Enter');
  await ada.is('waiting');
  expect(await focused()).not.toBe('BODY');
  await bob.open(await ada.inviteLink());
  await bob.join();
  await ada.is('connected');
  expect(await focused()).not.toBe('BODY');
  for (let press = 0; press < 10 && (await focused()) !== 'Mute microphone'; press += 1)
    await ada.page.keyboard.press('Tab');
  await ada.page.keyboard.press('Space');
  await expect(ada.button('Unmute microphone')).toBeFocused();
  for (let press = 0; press < 10 && (await focused()) !== 'Hang up'; press += 1) await ada.page.keyboard.press('Tab');
  await ada.page.keyboard.press('Enter');
  await ada.is('ended');
  expect(await focused()).not.toBe('BODY');
});

test('a screen reader is told of every change, once', async ({ pair }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  const status = ada.call.getByRole('status');
  await expect(status).toHaveText('Connected to Bob');
  const heard = await status.evaluateHandle((element) => {
    const words: (string | null)[] = [];
    new MutationObserver(() => words.push(element.textContent)).observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    return words;
  });
  await bob.page.reload();
  await bob.is('connected');
  await ada.is('connected');
  await bob.button('Hang up').click();
  await ada.is('ended');
  expect(await heard.jsonValue()).toEqual(['Bob will be right back…', 'Connected to Bob', 'Bob hung up']);
});

test('a screen reader is told what the other person turns off', async ({ pair }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  const log = ada.call.getByRole('log');
  await bob.button('Mute microphone').click();
  await expect(log).toContainText('Bob is muted');
  await bob.button('Turn camera off').click();
  await expect(log).toContainText('Bob’s camera is off');
  await bob.button('Unmute microphone').click();
  await expect(log).not.toContainText('Bob is muted');
});

test('a call that is begun on the landing page has the focus', async ({ someone, app }) => {
  const ada = await someone();
  await ada.open(app.url);
  await ada.page.getByRole('button', { name: 'Start a call' }).focus();
  await ada.page.keyboard.press('Enter');
  await expect(ada.page.getByRole('region', { name: 'Video call' })).toBeFocused();
  await expect(ada.page).toHaveTitle(/ · rtc-call$/);
});

test('the nearest language is spoken: a Chinese browser gets a Chinese page and call', async ({
  app,
  room,
  someone,
}) => {
  const ada = await someone({ locale: 'zh-CN' });
  await ada.open(app.url);
  await expect(ada.button('开始通话')).toBeVisible();
  await ada.open(`${app.url}/#room=${room}`);
  await expect(ada.button('加入通话')).toBeVisible();
  await ada.button('加入通话').click();
  await expect(ada.page.getByRole('heading', { name: '正在等待对方' })).toBeVisible();
});

test('the landing page makes a room that only the fragment holds, and shows two lines that work', async ({
  app,
  someone,
}) => {
  const ada = await someone();
  const requests: string[] = [];
  ada.page.on('request', (request) => requests.push(request.url()));
  await ada.open(app.url);
  const snippet = (await ada.page.locator('#snippet').textContent()) ?? '';
  expect(snippet.split('\n')).toHaveLength(2);
  await ada.button('Start a call').click();
  await ada.join();
  await ada.is('waiting');
  const link = new URL(await ada.inviteLink());
  const room = new URLSearchParams(link.hash.slice(1));
  expect(room.get('room')).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){2}$/);
  expect(room.get('as')).toBe('callee');
  expect(requests.filter((url) => url.includes(room.get('room') ?? '?'))).toEqual([]);
  await ada.page.goBack();
  await expect(ada.button('Start a call')).toBeVisible();
  await expect.poll(() => ada.liveTracks()).toBe(0);
});

test('the invite link is copied with one press', async ({ app, room, someone }) => {
  const ada = await someone({ permissions: ['camera', 'microphone', 'clipboard-read', 'clipboard-write'] });
  await ada.open(`${app.url}/#room=${room}`);
  await ada.join();
  await ada.button('Copy link').click();
  await expect(ada.button('Copied')).toBeVisible();
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(await ada.inviteLink());
});

test(
  'parts that cannot be loaded are said to be missing, and come as soon as they can',
  { tag: '@promise' },
  async ({ app, room, someone }) => {
    const [ada, bob] = [await someone(), await someone()];
    const parts = /\/rtc-call\/[^/]+\.js/;
    const missing = ada.page.getByText('Part of this page could not be loaded. Trying again…').first();
    await ada.page.route(parts, (route) => route.abort());
    await ada.open(`${app.url}/#room=${room}&as=caller`);
    await ada.join('Ada');
    await ada.is('waiting');
    await bob.open(`${app.url}/#room=${room}&as=callee`);
    await bob.join('Bob');
    for (const person of [ada, bob]) await person.seesMovement();
    await bob.button('Turn camera off').click();
    await expect(ada.call.locator('.remote .initials')).toHaveText('B');
    await bob.button('Turn camera on').click();
    await ada.seesMovement();
    await expect(ada.call.locator('.remote .initials')).toBeHidden();
    await expect(missing).toBeVisible();
    await ada.button('Mute microphone').click();
    await expect(bob.call.getByRole('img', { name: 'Ada is muted' })).toBeVisible();
    await expect(ada.button('Hang up')).toBeVisible();
    await ada.page.unroute(parts);
    // Chromium remembers that an address failed: each part comes from another one.
    await ada.button('Chat').click();
    await expect(ada.call.locator('rtc-call-chat')).toBeVisible();
    await expect(missing).toBeHidden();
    expect(ada.errors).toEqual([]);
  },
);

test.describe('in a page of another server', () => {
  let host: Server;
  let page = '';
  test.beforeAll(async ({ app }) => {
    host = createServer((request, response) => {
      const room = new URL(request.url ?? '/', 'http://host').searchParams.get('room');
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><html lang="zh"><title>another page</title>
        <script type="module" src="${app.url}/rtc-call.js"></script>
        <rtc-call room="${room}"></rtc-call>`);
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    page = `http://localhost:${(host.address() as AddressInfo).port}`;
  });
  test.afterAll(() => new Promise<void>((resolve) => void host.close(() => resolve())));

  test(
    'one script line and one tag make a call through the server the script came from',
    { tag: '@promise' },
    async ({ app, room, someone }) => {
      const [ada, bob] = [await someone(), await someone()];
      await ada.open(`${page}/?room=${room}`);
      await ada.button('加入通话').click(); // The language's chunk came from the other origin, too.
      await ada.is('waiting');
      await expect(ada.page.getByRole('img', { name: '邀请链接的二维码' })).toBeAttached();
      await bob.open(`${app.url}/#room=${room}`);
      await bob.join();
      for (const person of [ada, bob]) await person.seesMovement();
      expect(ada.errors).toEqual([]);
    },
  );
});
