import type { Locator, Page } from '@playwright/test';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

declare global {
  /** Screen locks that the page has taken, and let go. */
  var rtcLocks: string[];
}

const tile = ({ call }: Person, name: 'local' | 'remote'): Locator => call.locator(`.${name}`);

const width = async (of: Locator): Promise<number> => (await of.boundingBox())?.width ?? 0;

/** In quarters of the element: `0,0` is at the top left. */
async function corner(person: Person): Promise<string> {
  const [stage, picture] = [await person.call.boundingBox(), await tile(person, 'local').boundingBox()];
  if (!stage || !picture) return 'hidden';
  const right = picture.x + picture.width / 2 > stage.x + stage.width / 2;
  const bottom = picture.y + picture.height / 2 > stage.y + stage.height / 2;
  return `${bottom ? 'bottom' : 'top'} ${right ? 'right' : 'left'}`;
}

async function inMenu(person: Person): Promise<Locator> {
  await person.press('More');
  return person.page.getByRole('dialog', { name: 'More' });
}

const attribute = ({ call }: Person, name: string, value: string): Promise<void> =>
  call.evaluate((element, [key, text]) => element.setAttribute(key, text), [name, value] as const);

const speaking = ({ call }: Person): Promise<boolean> =>
  call.evaluate((element) => element.matches(':state(speaking)'));

test('both are side by side by the menu and by attribute, and one of them is large again', async ({ pair }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await ada.seesMovement();
  const menu = await inMenu(ada);
  await menu.getByRole('radio', { name: 'Side by side' }).check();
  await expect
    .poll(async () => Math.abs((await width(tile(ada, 'local'))) - (await width(tile(ada, 'remote')))))
    .toBeLessThan(2);
  await menu.getByRole('radio', { name: 'The other person large' }).check();
  await expect.poll(async () => width(tile(ada, 'local'))).toBeLessThan((await width(tile(ada, 'remote'))) / 2);
  await attribute(bob, 'layout', 'side-by-side');
  await expect
    .poll(async () => Math.abs((await width(tile(bob, 'local'))) - (await width(tile(bob, 'remote')))))
    .toBeLessThan(2);
  await ada.seesMovement();
  expect([ada.errors, bob.errors]).toEqual([[], []]);
});

test('the own picture is moved by keyboard and by pointer, hidden, and brought back', async ({ pair }) => {
  const [ada] = await pair('Ada', 'Bob');
  const picture = ada.page.getByRole('group', { name: 'Your picture' });
  await expect(picture).toHaveAttribute('tabindex', '0');
  await picture.focus();
  await ada.page.keyboard.press('ArrowLeft');
  await expect.poll(() => corner(ada)).toBe('bottom left');
  const [stage, box] = [await ada.call.boundingBox(), await picture.boundingBox()];
  if (!stage || !box) throw new Error('nothing to see');
  await ada.page.mouse.move(box.x + 20, box.y + 20);
  await ada.page.mouse.down();
  await ada.page.mouse.move(stage.x + stage.width - 60, stage.y + 60, { steps: 8 });
  await ada.page.mouse.up();
  await expect.poll(() => corner(ada)).toBe('top right');
  const own = (await inMenu(ada)).getByRole('switch', { name: 'Show my picture' });
  await own.click();
  await expect(picture).toBeHidden();
  await own.click();
  await expect(picture).toBeVisible();
  expect(ada.errors).toEqual([]);
});

test('a snapshot is the other person’s picture, and is saved by the menu', async ({ pair }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await ada.seesMovement();
  const picture = await ada.call.evaluate(async (element) => {
    const blob = await (element as HTMLElement & { snapshot(): Promise<Blob> }).snapshot();
    const bitmap = await createImageBitmap(blob);
    const context = new OffscreenCanvas(64, 36).getContext('2d');
    context?.drawImage(bitmap, 0, 0, 64, 36);
    const colours = new Set(context?.getImageData(0, 0, 64, 36).data).size;
    return { type: blob.type, width: bitmap.width, colours };
  });
  expect(picture.type).toBe('image/png');
  expect([picture.width > 100, picture.colours > 2]).toEqual([true, true]);
  const download = ada.page.waitForEvent('download');
  await (await inMenu(ada)).getByRole('button', { name: 'Save a picture' }).click();
  expect((await download).suggestedFilename()).toMatch(/^call-.*\.png$/);
  await bob.press('Turn camera off');
  await expect(ada.page.getByRole('button', { name: 'Save a picture' })).toBeDisabled();
});

test('who is muted is heard as long as they hold the space bar', async ({ pair }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await bob.hearsSound();
  await ada.press('Mute microphone');
  await expect.poll(() => bob.energyDuring(60)).toBeLessThan(1e-5);
  await ada.call.locator('.stage').focus();
  await ada.page.keyboard.down('Space');
  await bob.hearsSound();
  await expect(ada.button('Mute microphone')).toBeVisible();
  await ada.page.keyboard.up('Space');
  await expect(ada.button('Unmute microphone')).toBeVisible();
  await expect.poll(() => bob.energyDuring(60)).toBeLessThan(1e-5);
});

test('the page is told that somebody speaks, and no more once they are muted', async ({ pair }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  const heard = await ada.call.evaluateHandle((element) => {
    const told: string[] = [];
    element.addEventListener('rtc-speaking-change', (event) => {
      const { side, speaking: on } = event as Event & { side: string; speaking: boolean };
      told.push(`${side} ${on}`);
    });
    return told;
  });
  await expect.poll(() => heard.jsonValue(), { timeout: 20_000 }).toContain('remote true');
  await bob.press('Mute microphone');
  // A pause between two beeps is silence, too: first the mute itself has to be known.
  await expect.poll(() => ada.call.evaluate((element) => (element as RtcCall).call?.peer?.mic)).toBe(false);
  await expect.poll(() => speaking(ada)).toBe(false);
  const { length } = await heard.jsonValue();
  await ada.energyDuring(150); // Beeps of an open microphone.
  expect((await heard.jsonValue()).length).toBe(length);
});

test('the screen is kept on by one lock, until the call ends', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await ada.page.addInitScript(() => {
    globalThis.rtcLocks = [];
    // Playwright grants camera and microphone, and with that nothing else.
    navigator.wakeLock.request = async (type = 'screen') => {
      globalThis.rtcLocks.push('taken');
      const release = async (): Promise<void> => void globalThis.rtcLocks.push('let go');
      return Object.assign(new EventTarget(), { type, released: false, onrelease: null, release });
    };
  });
  for (const person of [ada, bob]) {
    await person.open(`${app.url}/#room=${room}`);
    await person.join();
  }
  const locks = (): Promise<string[]> => ada.page.evaluate(() => globalThis.rtcLocks);
  await expect.poll(locks).toEqual(['taken']);
  await ada.press('Hang up');
  await expect.poll(locks).toEqual(['taken', 'let go']);
});

async function openPip({ page }: Person): Promise<Page> {
  const [pip] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Picture in picture' }).click(),
  ]);
  return pip;
}

test('the small window has the picture and working buttons, shows no camera that is off, and goes with the call', async ({
  pair,
}) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await ada.seesMovement();
  await inMenu(ada);
  const pip = await openPip(ada);
  const open = (): Promise<boolean> => ada.call.evaluate((element) => element.matches(':state(pip)'));
  expect(await open()).toBe(true);
  const frames = () => pip.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);
  await expect.poll(frames).toBeGreaterThan(0.2);
  await pip.getByRole('button', { name: 'Mute microphone' }).click();
  await expect(ada.button('Unmute microphone')).toBeVisible();
  await expect(pip.getByRole('button', { name: 'Unmute microphone' })).toBeVisible();
  await bob.press('Turn camera off');
  await expect(pip.locator('video')).toBeHidden();
  await expect(pip.getByText('Bob')).toBeVisible();
  await bob.press('Turn camera on');
  await expect(pip.locator('video')).toBeVisible();
  const closed = pip.waitForEvent('close');
  await pip.getByRole('button', { name: 'Hang up' }).click();
  await closed;
  await Promise.all([ada.is('ended'), bob.is('ended')]);
  expect([await open(), ada.errors]).toEqual([false, []]);
});

test('the small window is closed by the person, and the page has all it had', async ({ pair }) => {
  const [ada] = await pair('Ada', 'Bob');
  const menu = await inMenu(ada);
  const pip = await openPip(ada);
  await menu.getByRole('button', { name: 'Leave picture in picture' }).click();
  await expect.poll(() => pip.isClosed()).toBe(true);
  await expect(menu.getByRole('button', { name: 'Picture in picture', exact: true })).toBeVisible();
  await ada.seesMovement();
  await ada.hearsSound();
});
