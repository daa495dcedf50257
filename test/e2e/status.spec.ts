/** The status page as whoever runs a server sees it, by a server of its own. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { App } from './support/app.js';
import { expect, test } from './support/test.js';

const TOKEN = 'a-token-of-the-tests-only';
const AWAY = 'turn:127.0.0.1:1?transport=tcp';
const app = new App(['--api-token', TOKEN, '--turn', AWAY, '--turn-secret', 'a-shared-secret-of-coturn']);

test.beforeAll(() => app.start());
test.afterAll(() => app.stop());

async function open(page: Page, token = TOKEN): Promise<void> {
  await page.goto(`${app.url}/status`);
  await page.getByLabel('API token').fill(token);
  await page.keyboard.press('Enter');
}

async function axeFindsNothing(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
}

const tile = (page: Page, name: string) =>
  page.locator('.tile', { has: page.getByText(name, { exact: true }) }).locator('.value');

test('it asks for a token, says that one is wrong, and shows nothing before', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on(
    'console',
    (message) => void (/Content Security|violates/.test(message.text()) && faults.push(message.text())),
  );
  await page.goto(`${app.url}/status`);
  await expect(page.getByLabel('API token')).toBeFocused();
  await axeFindsNothing(page);
  await open(page, 'another-token-altogether');
  await expect(page.getByRole('alert')).toHaveText('The server does not know this token.');
  await expect(page.getByLabel('API token')).toBeFocused();
  await open(page);
  await expect(page.getByText('Ready', { exact: true })).toBeVisible();
  expect(faults).toEqual([]);
});

test('the token is kept for the tab, and gone after "Log out"', async ({ page }) => {
  await open(page);
  await expect(page.getByText('Ready', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText('Ready', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Log out' }).press('Enter');
  await page.reload();
  await expect(page.getByLabel('API token')).toBeVisible();
});

test('it says plainly what is wrong', async ({ page }) => {
  await open(page);
  const list = page.getByRole('region', { name: 'To look at' });
  await expect(list.getByRole('heading', { name: `No relay at ${AWAY}` })).toBeVisible();
  await expect(list.getByText('check that coturn runs')).toBeVisible();
  await expect(list.getByRole('heading', { name: 'Open mode' })).toBeVisible();
});

test('it counts a call while it runs, and after it has ended', async ({ page, someone, room }) => {
  await open(page);
  await expect(tile(page, 'Calls now')).toHaveText('0');
  const people = [await someone(), await someone()];
  for (const [index, person] of people.entries()) {
    await person.open(`${app.url}/#room=${room}&as=${index === 0 ? 'caller' : 'callee'}`);
    await person.join();
  }
  for (const person of people) await person.is('connected');
  await expect(tile(page, 'Calls now')).toHaveText('1');
  await expect(tile(page, 'Seats taken')).toHaveText('2');
  await expect(tile(page, 'Calls started')).toHaveText('1');
  await expect(tile(page, 'Introduced in')).toHaveText(/\d/);
  await people[0]?.call.evaluate((element) => (element as HTMLElement & { leave(): void }).leave());
  await expect(tile(page, 'Calls now')).toHaveText('0');
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const viewport of [
    { width: 1280, height: 900 },
    { width: 360, height: 740 },
  ])
    test(`axe finds nothing and nothing sticks out: ${colorScheme}, ${viewport.width} px`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme, viewport });
      const page = await context.newPage();
      await open(page);
      await expect(page.getByText('cannot be reached', { exact: true })).toBeVisible();
      await axeFindsNothing(page);
      const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
      expect(await page.evaluate(sideways)).toBe(0);
      await context.close();
    });

test('it says that the server does not answer, keeps what it said last, and goes on when it is back', async ({
  page,
}) => {
  await open(page);
  await expect(page.getByText('Ready', { exact: true })).toBeVisible();
  await page.route('**/api/status', (route) => route.abort());
  await expect(page.getByText('No answer', { exact: true })).toBeVisible();
  await expect(tile(page, 'Calls now')).toBeVisible();
  await axeFindsNothing(page);
  await page.unroute('**/api/status');
  await expect(page.getByText('Ready', { exact: true })).toBeVisible();
});
