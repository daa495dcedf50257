/** The fault table (docs/reliability.md), as far as it can be tried on one machine; test/net has the rows of networks. */
import { startProxy, type Proxy } from '../support/proxy.js';
import { App } from './support/app.js';
import { LossySignals } from './support/lossy-signals.js';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

const PATIENCE_MS = 45_000;

const app = new App();
let proxy: Proxy;

test.beforeEach(async () => {
  await app.start();
  proxy = await startProxy({ port: app.port });
});
test.afterEach(async () => {
  await proxy.close();
  await app.stop('SIGKILL');
});

const reachable = ({ call }: Person): Promise<boolean> =>
  call.evaluate((element) => (element as unknown as { call: { reachable: boolean } }).call.reachable);

const since = ({ call }: Person): Promise<number> =>
  call.evaluate((element) => (element as unknown as { state: { since: number } }).state.since);

/** What the person was shown from now on. */
const history = ({ call }: Person) =>
  call.evaluateHandle((element) => {
    const seen: string[] = [];
    element.addEventListener('rtc-state-change', (event) =>
      seen.push((event as unknown as { state: { name: string } }).state.name),
    );
    return seen;
  });

/** Two people whose signals go through the proxy, and may be lost on their way there, while their pictures do not. */
async function pair(room: string, someone: () => Promise<Person>, signals?: LossySignals): Promise<[Person, Person]> {
  const people: [Person, Person] = [await someone(), await someone()];
  for (const [index, person] of people.entries()) {
    await signals?.of(person.page);
    await person.open(`http://localhost:${proxy.port}/#room=${room}&as=${index === 0 ? 'caller' : 'callee'}`);
    await person.join(index === 0 ? 'Ada' : 'Bob');
  }
  for (const person of people) await person.seesMovement();
  return people;
}

async function talk(people: readonly Person[]): Promise<void> {
  for (const person of people) {
    await person.seesMovement();
    await person.hearsSound();
    expect(person.errors).toEqual([]);
  }
}

/** A call that nothing happened to, as far as its people can tell. */
async function expectUntouched(people: readonly Person[], seen: Awaited<ReturnType<typeof history>>[]): Promise<void> {
  await talk(people);
  for (const one of seen) expect(await one.jsonValue()).toEqual([]);
  for (const person of people) expect(await person.openConnections()).toBe(1);
}

test('sockets that are cut are not seen, and are back', async ({ room, someone }) => {
  const people = await pair(room, someone);
  const seen = await Promise.all(people.map(history));
  const others = people.map(({ page }) => page.waitForEvent('websocket'));
  proxy.cut();
  await Promise.all(others);
  for (const person of people) await expect.poll(() => reachable(person)).toBe(true);
  await expectUntouched(people, seen);
});

test('sockets that fall silent without a word are not seen, and are back', async ({ room, someone }) => {
  test.setTimeout(3 * PATIENCE_MS); // Engine.IO's pings need 18 s to miss each other.
  const people = await pair(room, someone);
  const seen = await Promise.all(people.map(history));
  proxy.blackhole();
  for (const person of people) await expect.poll(() => reachable(person), { timeout: PATIENCE_MS }).toBe(false);
  await expectUntouched(people, seen);
  proxy.heal();
  for (const person of people) await expect.poll(() => reachable(person), { timeout: PATIENCE_MS }).toBe(true);
  await expectUntouched(people, seen);
});

test('a server that hangs and goes on is not seen', async ({ room, someone }) => {
  test.setTimeout(3 * PATIENCE_MS);
  const people = await pair(room, someone);
  const seen = await Promise.all(people.map(history));
  app.freeze();
  for (const person of people) await expect.poll(() => reachable(person), { timeout: PATIENCE_MS }).toBe(false);
  await expectUntouched(people, seen);
  app.thaw();
  for (const person of people) await expect.poll(() => reachable(person), { timeout: PATIENCE_MS }).toBe(true);
  await expectUntouched(people, seen);
});

test('a server that is restarted is not seen, and the seats are taken again', async ({ room, someone }) => {
  const people = await pair(room, someone);
  const seen = await Promise.all(people.map(history));
  await app.restart();
  for (const person of people) await expect.poll(() => reachable(person)).toBe(true);
  await expectUntouched(people, seen);
  const eve = await someone();
  await eve.open(`http://localhost:${proxy.port}/#room=${room}`);
  await eve.join();
  await eve.is('ended');
});

test('with the server away a call negotiates anew over its own channel', async ({ room, someone }) => {
  const people = await pair(room, someone);
  await app.stop('SIGKILL');
  for (const person of people) await expect.poll(() => reachable(person)).toBe(false);
  const credentials = (person: Person): Promise<string | undefined> =>
    person.page.evaluate(() => {
      const { currentLocalDescription } = globalThis.rtcProbe.connections.at(-1) ?? {};
      return /a=ice-ufrag:(.*)/.exec(currentLocalDescription?.sdp ?? '')?.[1];
    });
  const before = await Promise.all(people.map(credentials));
  await people[0].page.evaluate(() => globalThis.rtcProbe.connections.at(-1)?.restartIce());
  for (const [index, person] of people.entries()) await expect.poll(() => credentials(person)).not.toBe(before[index]);
  await talk(people);
  for (const person of people) expect(await person.openConnections()).toBe(1);
});

test('a call begins though every fifth signal is lost and every fifth comes twice', async ({ room, someone }) => {
  const signals = new LossySignals({ lost: 0.2, twice: 0.2 });
  const people = await pair(room, someone, signals);
  await talk(people);
  for (const person of people) expect(await person.openConnections()).toBe(1);
  expect(Math.min(signals.counts.lost, signals.counts.twice)).toBeGreaterThan(0);
});

test('a call begins though the first signals are lost: what nobody answered is said again', async ({
  room,
  someone,
}) => {
  const signals = new LossySignals({ lost: 1 });
  const meeting = pair(room, someone, signals);
  await expect.poll(() => signals.counts.lost, { timeout: PATIENCE_MS }).toBeGreaterThan(1);
  signals.heal();
  await talk(await meeting);
});

for (const [who, index] of [
  ['caller', 0],
  ['callee', 1],
] as const)
  test(`a connection of the ${who}'s that broke for good is replaced, with the same clock`, async ({
    room,
    someone,
  }) => {
    const people = await pair(room, someone);
    const started = await Promise.all(people.map(since));
    await people[index]?.page.evaluate(() => globalThis.rtcProbe.connections.at(-1)?.close());
    for (const person of people)
      await expect
        .poll(() => person.page.evaluate(() => globalThis.rtcProbe.connections.at(-1)?.connectionState), {
          timeout: PATIENCE_MS,
        })
        .toBe('connected');
    for (const person of people) await person.is('connected');
    await talk(people);
    for (const person of people) expect(await person.openConnections()).toBe(1);
    for (const [each, person] of people.entries())
      expect(Math.abs((await since(person)) - (started[each] ?? 0))).toBeLessThan(2_000);
  });
