import { Network } from '../support/network.js';
import type { Person } from './support/person.js';
import { App } from './support/app.js';
import { expect, test } from './support/test.js';

const MIB = 1_048_576;
// Machines that others use are slow: what does not come at all fails all the same.
test.setTimeout(180_000);
/** A browser keeps a copy of what is smaller over a reload; a film of this size it does not. */
const LARGE = 96;
/** The whole film each night only: it takes minutes. */
const FILM = process.env['FAULTS'] === 'full' ? 1_024 : 256;
/** Where the network is cut. */
const CUTS = [FILM / 8, FILM / 2, (FILM * 3) / 4];

const bytesAt = async (person: Person): Promise<number> => (await person.transfers())[0]?.bytes ?? 0;
const reaches = (person: Person, mib: number): Promise<void> =>
  expect
    .poll(() => bytesAt(person), { message: 'bytes', timeout: 240_000, intervals: [20] })
    .toBeGreaterThan(mib * MIB);
const is = (person: Person, state: string): Promise<void> =>
  expect
    .poll(() => person.transfers(), { message: state, timeout: 120_000 })
    .toEqual([expect.objectContaining({ state, error: undefined })]);

test('a film arrives over a reload of the page that receives it', async ({ pair }) => {
  const [ada, bob] = await pair();
  await bob.accepts();
  await ada.offers(LARGE);
  await reaches(bob, 20);
  await bob.reload();
  await bob.is('connected');
  // Nothing that arrived before is sent again, but for what was not closed yet.
  await reaches(bob, 8);
  for (const person of [ada, bob]) await is(person, 'done');
  expect(await bob.received()).toBe(LARGE);
});

test('a film arrives over a reload of the page that sends it, and of both', async ({ pair }) => {
  const [ada, bob] = await pair();
  await bob.accepts();
  await ada.offers(48);
  await reaches(ada, 8);
  await ada.reload();
  await ada.is('connected');
  await reaches(ada, 20);
  await Promise.all([ada.reload(), bob.reload()]);
  for (const person of [ada, bob]) await person.is('connected');
  for (const person of [ada, bob]) await is(person, 'done');
  expect(await bob.received()).toBe(48);
});

test('what the browser does not keep over a reload is chosen again, and goes on where it was', async ({ pair }) => {
  const [ada, bob] = await pair();
  await bob.accepts();
  await ada.offers(LARGE);
  await reaches(bob, 30);
  await ada.reload();
  await ada.is('connected');
  await is(ada, 'lost');
  await expect(ada.chooses(LARGE + 1)).rejects.toThrow(/not the file/);
  const before = await bytesAt(bob);
  await ada.chooses(LARGE);
  for (const person of [ada, bob]) await is(person, 'done');
  expect(before).toBeGreaterThan(30 * MIB);
  expect(await bob.received()).toBe(LARGE);
});

test('a received film is still there after a reload', async ({ pair }) => {
  const [ada, bob] = await pair();
  await bob.accepts();
  await ada.offers(3);
  await is(bob, 'done');
  await bob.reload();
  await is(bob, 'done');
  expect(await bob.received()).toBe(3);
});

/** What is written of all files, by name. */
const onDisk = ({ page }: Person): Promise<string[]> =>
  page.evaluate(async () => {
    const names = async (folder: FileSystemDirectoryHandle): Promise<string[]> => {
      const found: string[] = [];
      for await (const entry of folder.values())
        found.push(...(entry.kind === 'directory' ? await names(entry) : [entry.name]));
      return found;
    };
    return names(await (await navigator.storage.getDirectory()).getDirectoryHandle('rtc-call'));
  });

test('a film that is left on its way by a hang-up leaves nothing behind on the disk', async ({ pair }) => {
  const [ada, bob] = await pair();
  await bob.accepts();
  await ada.offers(LARGE);
  await reaches(bob, 20);
  // Written in place, which the demo's policy allows.
  expect(await onDisk(bob)).toEqual(['whole']);
  await ada.button('Hang up').click();
  await bob.is('ended');
  await expect.poll(() => onDisk(bob)).toEqual([]);
});

test.describe('with a server of its own', () => {
  const app = new App();
  test.beforeEach(() => app.start());
  test.afterEach(() => app.stop('SIGKILL'));

  test('a film is offered and arrives while the server is away', async ({ room, someone }) => {
    const [ada, bob] = [await someone(), await someone()];
    for (const person of [ada, bob]) {
      await person.open(`${app.url}/#room=${room}`);
      await person.join();
    }
    for (const person of [ada, bob]) await person.is('connected');
    await bob.accepts();
    await ada.tell('what it needs is loaded now');
    await app.stop('SIGKILL');
    await ada.offers(2);
    for (const person of [ada, bob]) await is(person, 'done');
    expect(await bob.received()).toBe(2);
  });

  test('a film of 256 MiB, each night of 1 GiB, arrives as it was sent, over three cuts of the network, a server that is killed, and a reload', async ({
    room,
    someone,
  }) => {
    test.setTimeout(900_000);
    const [ada, bob] = [await someone(), await someone()];
    const network = await Network.of(bob.page);
    for (const [person, role] of [[ada, 'caller'] as const, [bob, 'callee'] as const]) {
      await person.open(`${app.url}/#room=${room}&as=${role}`);
      await person.join();
    }
    for (const person of [ada, bob]) await person.is('connected');
    await bob.accepts();
    await ada.offers(FILM);
    for (const mib of CUTS) {
      await reaches(bob, mib);
      await network.set({ offline: true });
      await ada.is('reconnecting');
      await network.heal();
      for (const person of [ada, bob]) await person.is('connected');
      if (mib !== CUTS[1]) continue;
      await bob.reload();
      await bob.is('connected');
    }
    await app.stop('SIGKILL');
    for (const person of [ada, bob])
      await expect
        .poll(() => person.transfers(), { timeout: 400_000, intervals: [1_000] })
        .toEqual([expect.objectContaining({ state: 'done', bytes: FILM * MIB })]);
    expect(await bob.received()).toBe(FILM);
  });
});
