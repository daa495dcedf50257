import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download } from '@playwright/test';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

const folder = mkdtempSync(join(tmpdir(), 'rtc-call-files-'));
test.afterAll(() => rmSync(folder, { recursive: true }));
test.setTimeout(180_000);

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function fileOf(mib: number, name: string): { path: string; hash: string } {
  const bytes = randomBytes(mib * 1_048_576);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path, hash: hashOf(bytes) };
}

/** As from the desktop: the browser gives the page a handle. */
async function drag(person: Person, type: 'dragEnter' | 'dragOver' | 'drop', path: string): Promise<void> {
  const session = await person.page.context().newCDPSession(person.page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  await session.send('Input.dispatchDragEvent', { type, x: 300, y: 200, data });
}
/** Told again and again while it goes on, as a browser does. */
const hold = (person: Person, path: string): Promise<void> =>
  expect(async () => {
    await drag(person, 'dragEnter', path);
    await drag(person, 'dragOver', path);
    await expect(person.call.getByText('Drop files here')).toBeVisible({ timeout: 500 });
  }).toPass();
/** Chromium lets go of a drop that comes before it knows the page's answer to the hold. */
async function drop(person: Person, path: string): Promise<void> {
  const dropped = await person.page.evaluateHandle(() => {
    const seen = { drops: 0 };
    addEventListener('drop', () => (seen.drops += 1), { once: true });
    return seen;
  });
  await expect(async () => {
    await drag(person, 'dragOver', path);
    await drag(person, 'drop', path);
    expect(await dropped.evaluate(({ drops }) => drops)).toBe(1);
  }).toPass();
}
/** The browser's picker of files is another one's window: a field's, a test may fill. */
const withoutPicker = (): void => {
  Reflect.deleteProperty(globalThis, 'showOpenFilePicker');
};

const isOnItsWay = (person: Person): Promise<void> =>
  expect
    .poll(async () => (await person.transfers())[0]?.bytes, { intervals: [20], timeout: 60_000 })
    .toBeGreaterThan(8 * 1_048_576);

/** What `from` offered is wanted, and `from` is reloaded in the middle of it. */
async function savedOverReload(from: Person, to: Person): Promise<Download> {
  await to.button('Chat, 1 unread').click();
  const saved = to.page.waitForEvent('download', { timeout: 120_000 });
  await to.button('Accept').click();
  await isOnItsWay(from);
  await from.reload();
  await from.is('connected');
  return saved;
}

test('a film that is dropped on the call is seen, wanted, saved, and goes on over a reload of who sends it', async ({
  pair,
}) => {
  const { path, hash } = fileOf(80, 'film.mp4');
  const [ada, bob] = await pair();
  await hold(ada, path);
  await expect(ada.call.getByText('Drop files here to send them to Bob')).toBeVisible();
  await drop(ada, path);
  await expect(ada.call.getByText('waiting for Bob to accept')).toBeVisible();
  await expect(bob.call.getByText('Ada wants to send you film.mp4').first()).toBeVisible();
  const download = await savedOverReload(ada, bob);
  expect(download.suggestedFilename()).toBe('film.mp4');
  expect(hashOf(readFileSync(await download.path()))).toBe(hash);
  await expect(bob.call.getByText('received')).toBeVisible();
  await expect.poll(async () => (await ada.transfers())[0]?.state).toBe('done');
});

test('a folder that is dropped is one archive, and goes on over a reload of who sends it', async ({ pair }) => {
  const [ada, bob] = await pair();
  const holiday = join(folder, 'Holiday');
  mkdirSync(join(holiday, 'films'), { recursive: true });
  const film = randomBytes(70 * 1_048_576);
  writeFileSync(join(holiday, 'films', 'beach.mp4'), film);
  writeFileSync(join(holiday, 'notes.txt'), 'Where we were');
  await hold(ada, holiday);
  await drop(ada, holiday);
  await expect(bob.call.getByText('Ada wants to send you Holiday.zip').first()).toBeVisible({ timeout: 60_000 });
  const saved = await savedOverReload(ada, bob);
  const zip = readFileSync(await saved.path());
  // Stored as they are, each after its name.
  const [notes, beach] = [zip.indexOf('Where we were'), zip.indexOf(film)];
  const names = [zip.indexOf('Holiday/notes.txt'), zip.indexOf('Holiday/films/beach.mp4')];
  expect([...names, notes, beach].every((at) => at > 0)).toBe(true);
});

test('a film that is changed while it is sent is given up, and nothing of both is called whole', async ({ pair }) => {
  const { path } = fileOf(80, 'cut.mp4');
  const [ada, bob] = await pair();
  await hold(ada, path);
  await drop(ada, path);
  await bob.button('Chat, 1 unread').click();
  await bob.button('Accept').click();
  await isOnItsWay(ada);
  await ada.button('Pause').click();
  await expect.poll(async () => (await bob.transfers())[0]?.state).toBe('paused');
  writeFileSync(path, randomBytes(80 * 1_048_576));
  await ada.button('Resume').click();
  await expect.poll(() => ada.transfers()).toEqual([expect.objectContaining({ state: 'failed', error: 'unreadable' })]);
  await expect.poll(async () => (await bob.transfers())[0]?.state).toBe('failed');
});

test('files are chosen, declined, cancelled and paused by their buttons', { tag: '@promise' }, async ({ pair }) => {
  const [ada, bob] = await pair();
  await ada.page.evaluate(withoutPicker);
  for (const person of [ada, bob]) await person.button('Chat').click();
  await ada.button('Send files').click();
  const choosing = ada.page.waitForEvent('filechooser');
  await ada.button('Files…').click();
  await (await choosing).setFiles([fileOf(1, 'a.txt').path, fileOf(60, 'b.bin').path, fileOf(1, 'c.txt').path]);
  const card = ({ call }: Person, name: string) => call.getByRole('group', { name });
  await card(bob, 'a.txt').getByRole('button', { name: 'Decline' }).click();
  await expect(card(ada, 'a.txt')).toContainText('Bob does not want it');
  await card(ada, 'c.txt').getByRole('button', { name: 'Cancel' }).click();
  await expect(card(bob, 'c.txt')).toContainText('cancelled');
  await card(bob, 'b.bin').getByRole('button', { name: 'Accept' }).click();
  await card(ada, 'b.bin').getByRole('button', { name: 'Pause' }).click();
  await expect(card(bob, 'b.bin')).toContainText('paused by Ada');
  await expect(card(ada, 'b.bin').getByRole('progressbar')).toBeVisible();
  await card(ada, 'b.bin').getByRole('button', { name: 'Resume' }).click();
  await expect(card(bob, 'b.bin')).toContainText('received', { timeout: 60_000 });
  const again = bob.page.waitForEvent('download');
  await card(bob, 'b.bin').getByRole('button', { name: 'Save again' }).click();
  expect((await again).suggestedFilename()).toBe('b.bin');
});

test('a page that wants no files has no way to send them, and is offered none', async ({ pair }) => {
  const [ada, bob] = await pair();
  await bob.call.evaluate((call) => ((call as HTMLElement & { fileLimits: object }).fileLimits = { size: 0 }));
  await bob.button('Chat').click();
  await expect(bob.button('Send files')).toHaveCount(0);
  const { path } = fileOf(1, 'd.txt');
  await hold(ada, path);
  await drop(ada, path);
  await expect(ada.call.getByText('Bob does not want it')).toBeVisible();
  expect(await bob.transfers()).toEqual([]);
  // Nor does the browser open in the call's place what is held over it and dropped.
  const taken = await bob.call.evaluate((call) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'x.txt'));
    return !call.dispatchEvent(new DragEvent('dragover', { dataTransfer, cancelable: true }));
  });
  expect(taken).toBe(true);
  await expect(bob.call.locator('[part=drop]')).toHaveCount(0);
});
