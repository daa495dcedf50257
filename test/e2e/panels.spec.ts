import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Coturn, coturnInstalled } from '../support/coturn.js';
import { App } from './support/app.js';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

const CLIPBOARD = { permissions: ['camera', 'microphone', 'clipboard-read', 'clipboard-write'] };
const IPV4 = /\b\d{1,3}(\.\d{1,3}){3}\b/;
const IPV6 = /\b[\da-f]{1,4}(:[\da-f]{0,4}){3,7}\b/i;

async function axeFindsNothing(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}

const dialog = ({ page }: Person, name: string) => page.getByRole('dialog', { name, exact: true });

/** By keyboard alone, from the button with the three dots. */
async function openByKeyboard(person: Person, item: string): Promise<void> {
  const { keyboard } = person.page;
  await person.button('More').focus();
  await keyboard.press('Enter');
  await expect(dialog(person, 'More')).toBeVisible();
  const wanted = dialog(person, 'More').getByRole('button', { name: item, exact: true });
  for (let press = 0; press < 20 && !(await isFocused(person, item)); press += 1) await keyboard.press('Tab');
  await expect(wanted).toBeFocused();
  await keyboard.press('Enter');
}

/** What has the focus, through all shadow roots. */
const isFocused = ({ page }: Person, text: string): Promise<boolean> =>
  page.evaluate((wanted) => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return focused?.textContent?.trim() === wanted;
  }, text);

test('another microphone and camera in the middle of a call: the other person still sees and hears', async ({
  pair,
}) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await bob.seesMovement();
  await openByKeyboard(ada, 'Devices');
  const panel = dialog(ada, 'Devices');
  for (const name of ['Microphone', 'Camera']) {
    const list = panel.getByLabel(name, { exact: true });
    await expect.poll(() => list.locator('option').count()).toBeGreaterThan(1); // The list has come.
    const value = (await list.locator('option').last().getAttribute('value')) ?? '';
    expect(value).not.toBe('');
    await list.selectOption(value);
    await expect(list).toHaveValue(value);
  }
  await bob.seesMovement();
  await bob.hearsSound();
  await ada.page.reload();
  await bob.seesMovement();
  await openByKeyboard(ada, 'Devices');
  await expect(panel.getByLabel('Microphone', { exact: true })).not.toHaveValue('');
  expect([ada.errors, bob.errors]).toEqual([[], []]);
});

test('the statistics show figures of the call, and the report that is copied has no address', async ({
  app,
  room,
  someone,
}) => {
  const [ada, bob] = [await someone(CLIPBOARD), await someone()];
  for (const person of [ada, bob]) {
    await person.open(`${app.url}/#room=${room}`);
    await person.join();
  }
  await ada.seesMovement();
  await openByKeyboard(ada, 'Statistics');
  const panel = dialog(ada, 'Statistics');
  await expect(panel.getByRole('row', { name: /Picture/ })).toContainText(/\d+ × \d+\s+\d+ per second/);
  await expect(panel.getByRole('row', { name: /Path/ })).toContainText('Direct (UDP)');
  await expect(panel.locator('polyline').first()).toHaveAttribute('points', /\d/);
  await panel.getByRole('button', { name: 'Copy report' }).click();
  await expect(panel.getByRole('button', { name: 'Copied' })).toBeVisible();
  const report = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(report).toContain('candidate-pair');
  expect(report).not.toMatch(IPV4);
  expect(report).not.toMatch(IPV6);
  expect(report).not.toMatch(/ufrag|usernameFragment|\.local|fingerprint|"port"/i);
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`by keyboard alone every panel opens, closes and gives the focus back; axe finds nothing: ${colorScheme}`, async ({
    app,
    room,
    someone,
  }) => {
    const [ada, bob] = [await someone({ colorScheme }), await someone()];
    for (const person of [ada, bob]) {
      await person.open(`${app.url}/#room=${room}`);
      await person.join();
    }
    await ada.is('connected');
    for (const [item, title] of [
      ['Devices', 'Devices'],
      ['Check devices and connection', 'Check'],
      ['Statistics', 'Statistics'],
      ['Keyboard shortcuts', 'Keyboard shortcuts'],
    ] as const) {
      await openByKeyboard(ada, item);
      await expect(dialog(ada, title)).toBeVisible();
      if (title === 'Check')
        await expect(dialog(ada, title).getByRole('status')).toHaveText('You are ready for a call.');
      if (title === 'Statistics') await expect(dialog(ada, title).getByRole('table')).toBeVisible();
      await axeFindsNothing(ada.page);
      await ada.page.keyboard.press('Escape');
      await expect(dialog(ada, title)).toBeHidden();
      await expect(ada.button('More')).toBeFocused();
    }
    expect(ada.errors).toEqual([]);
  });

test('Escape closes what is open wherever the focus is, and More opens its menu in the place of another panel', async ({
  pair,
}) => {
  const [ada] = await pair('Ada', 'Bob');
  await openByKeyboard(ada, 'Devices');
  await expect(dialog(ada, 'Devices')).toBeVisible();
  await ada.button('More').click();
  await expect(dialog(ada, 'More')).toBeVisible();
  await ada.button('Hang up').focus();
  await ada.page.keyboard.press('Escape');
  await expect(dialog(ada, 'More')).toBeHidden();
  expect(await ada.state()).toBe('connected');
});

for (const [width, height] of [
  [360, 740],
  [300, 480],
] as const)
  test(`no panel covers a button of the call, at ${width} × ${height}`, { tag: '@promise' }, async ({ pair }) => {
    const [ada] = await pair('Ada', 'Bob');
    await ada.page.setViewportSize({ width, height });
    await ada.button('More').click();
    await expect(dialog(ada, 'More')).toBeVisible();
    for (const name of ['Mute microphone', 'Turn camera off', 'Hang up']) await ada.button(name).click({ trial: true });
  });

test('devices and the check are there before the call, too', async ({ app, room, someone }) => {
  const ada = await someone();
  await ada.open(`${app.url}/#room=${room}`);
  await ada.press('Settings');
  await expect(dialog(ada, 'Devices').getByRole('meter', { name: 'Microphone level' })).toBeVisible();
  await axeFindsNothing(ada.page);
  await dialog(ada, 'Devices').getByRole('button', { name: 'Check devices and connection' }).click();
  const check = dialog(ada, 'Check');
  await expect(check.getByRole('status')).toHaveText('You are ready for a call.');
  await expect(check.getByText(/The call server answers in \d+ ms/)).toBeVisible();
  await expect(check.getByText('Relay: checked when you are in the call')).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await expect(ada.button('Settings')).toBeFocused();
});

test.describe('with a TURN server', () => {
  test.skip(!coturnInstalled, 'coturn is not installed');

  test('the check finds the relay while it runs, and says so when it is gone', async ({ room, someone }) => {
    const coturn = new Coturn();
    await coturn.start();
    const app = new App(['--turn', coturn.urls('udp'), '--turn-secret', coturn.secret]);
    await app.start();
    const ada = await someone();
    await ada.open(`${app.url}/#room=${room}`);
    await ada.join();
    await ada.is('waiting');
    await openByKeyboard(ada, 'Check devices and connection');
    const check = dialog(ada, 'Check');
    await expect(check.getByText('The relay can be reached (UDP)')).toBeVisible();
    await coturn.stop();
    await check.getByRole('button', { name: 'Check again' }).click();
    await expect(check.getByText('The relay does not answer')).toBeVisible({ timeout: 20_000 });
    await expect(check.getByRole('status')).toHaveText('Not everything works yet.');
    await app.stop();
  });
});
