import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CDPSession } from '@playwright/test';
import type * as client from '../../client/index.js';
import { ROLES } from '../../shared/protocol.js';
import { App } from './support/app.js';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

/** The server's: of a page that was lost, and of one that said it closes. */
const LEASE_MS = 30_000;
const CLOSING_MS = 6_000;
/** On top of them, on a busy machine. */
const SLACK_MS = 20_000;
/** Longer than the server believes in a socket that answers no ping. */
const SLEEP_MS = 20_000;

type Pair = [Person, Person];
const SEATS = [
  ['caller', 0],
  ['callee', 1],
] as const;

const bothTalk = async (people: readonly Person[]): Promise<void> => {
  for (const person of people) {
    await person.is('connected');
    await person.seesMovement();
    await person.hearsSound();
  }
};

const sameClock = async (person: Person, start: number): Promise<void> => {
  await expect.poll(async () => Math.abs((await person.since()) - start)).toBeLessThan(1_000);
};

const devtools = (person: Person): Promise<CDPSession> => person.page.context().newCDPSession(person.page);

/** As the browser does when it keeps the page for the way back, and when the person is back. */
const tellPage = (person: Person, type: 'pagehide' | 'pageshow'): Promise<boolean> =>
  person.page.evaluate((name) => dispatchEvent(new PageTransitionEvent(name, { persisted: true })), type);

test.slow();

for (const [who, index] of SEATS) {
  const sides = (people: Pair): Pair => (index === 0 ? people : [people[1], people[0]]);

  test.describe(`the page of the ${who}`, () => {
    test('goes elsewhere and back: the call is back, with the same clock', async ({ pair, app }) => {
      const people = await pair();
      const [traveller, other] = sides(people);
      const start = await other.since();
      await traveller.page.goto(`${app.url}/icon.svg`);
      await other.is('reconnecting');
      await traveller.page.goBack();
      await bothTalk([traveller, other]);
      for (const person of people) await sameClock(person, start);
      expect(await other.openConnections()).toBe(1);
    });

    test('kept by the browser for the way back holds nothing open; back again, so is the call', async ({ pair }) => {
      const people = await pair();
      const [traveller, other] = sides(people);
      const start = await other.since();
      await tellPage(traveller, 'pagehide');
      expect(await traveller.liveTracks()).toBe(0);
      expect(await traveller.openConnections()).toBe(0);
      await expect.poll(() => traveller.openSockets()).toBe(0);
      await other.is('reconnecting');
      await tellPage(traveller, 'pageshow');
      await bothTalk([traveller, other]);
      for (const person of people) {
        await sameClock(person, start);
        expect(await person.openConnections()).toBe(1);
        expect(await person.liveTracks()).toBe(2);
      }
    });

    test('kept for long: the other one waits, and the clock goes on when it is back', async ({ pair }) => {
      const people = await pair();
      const [traveller, other] = sides(people);
      const start = await traveller.since();
      await tellPage(traveller, 'pagehide');
      await other.is('waiting', CLOSING_MS + SLACK_MS);
      await tellPage(traveller, 'pageshow');
      await bothTalk(people);
      for (const person of people) await sameClock(person, start);
    });

    test('crashes and is loaded again within the lease: the other one keeps the clock', async ({ pair }) => {
      const [crasher, other] = sides(await pair());
      await other.seesMovement();
      const start = await other.since();
      const before = (await other.states()).length;
      const session = await devtools(crasher);
      const crashed = crasher.page.waitForEvent('crash');
      void session.send('Page.crash').catch(() => undefined); // Nobody is left to answer.
      await crashed;
      await other.is('reconnecting');
      await session.send('Page.reload');
      await other.is('connected');
      await other.seesMovement();
      await sameClock(other, start);
      expect((await other.states()).slice(before)).not.toContain('waiting');
    });

    test('frozen for long is live again on both sides when it wakes', async ({ pair }) => {
      const [sleeper, other] = sides(await pair());
      await other.seesMovement();
      const start = await other.since();
      const session = await devtools(sleeper);
      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
      // The time itself is what is tried.
      await new Promise((resolve) => setTimeout(resolve, SLEEP_MS));
      await session.send('Page.setWebLifecycleState', { state: 'active' });
      await bothTalk([sleeper, other]);
      for (const person of [sleeper, other]) await sameClock(person, start);
    });

    test('hangs up with its control channel cut: the socket tells', async ({ pair }) => {
      const [leaver, other] = sides(await pair());
      await leaver.losesItsWords();
      await leaver.press('Hang up');
      await other.is('ended');
    });

    test('closes: the other one waits again', async ({ pair }) => {
      const [leaver, other] = sides(await pair());
      await leaver.page.close();
      await other.is('reconnecting');
      await other.is('waiting', CLOSING_MS + SLACK_MS);
    });
  });
}

test('a page that crashes and stays away is given up when its lease ends', async ({ pair }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  const session = await devtools(bob);
  void session.send('Page.crash').catch(() => undefined); // Nobody is left to answer.
  await ada.is('reconnecting');
  await ada.is('waiting', LEASE_MS + SLACK_MS);
  await ada.sees('heading', 'Bob left');
});

test('a hang-up that no way carries is told when the lease ends: no ghost, and the seat is free', async ({
  pair,
  someone,
  app,
  room,
}) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await bob.losesItsWords();
  await bob.page.context().setOffline(true);
  await bob.cutSocket();
  await bob.press('Hang up');
  await bob.is('ended');
  await ada.is('reconnecting');
  await ada.is('waiting', LEASE_MS + SLACK_MS);
  const eve = await someone();
  await eve.open(`${app.url}/#room=${room}`);
  await eve.join();
  await bothTalk([ada, eve]);
});

test('five reloads of both, one after the other, end in one call', async ({ pair }) => {
  const people = await pair();
  for (let round = 0; round < 5; round += 1) for (const person of people) await person.reload();
  await bothTalk(people);
  for (const person of people) expect(await person.openConnections()).toBe(1);
});

test('a page that is loaded again while the server is away is back when the server is', async ({
  app,
  room,
  someone,
}) => {
  const server = new App();
  await server.start();
  // Script and page from elsewhere, so that they can be loaded again.
  const host = createServer(({ url }, response) => {
    const tag = `<rtc-call room="${room}" as="${url?.slice(1)}" server="${server.url}"></rtc-call>`;
    response.setHeader('content-type', 'text/html');
    response.end(`<script type="module" src="${app.url}/rtc-call.js"></script>${tag}`);
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
  const people = [await someone(), await someone()];
  for (const [index, person] of people.entries()) {
    await person.open(`http://localhost:${(host.address() as AddressInfo).port}/${ROLES[index]}`);
    await person.join();
  }
  await bothTalk(people);
  await server.stop('SIGKILL');
  await people[0]?.reload();
  await people[0]?.is('joining');
  await people[1]?.is('reconnecting');
  await server.start();
  await bothTalk(people);
  await server.stop();
  host.close();
});

test('the element moved about in the page, in one task or several, keeps the call; taken out for good it hangs up', async ({
  pair,
}) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await bothTalk([ada, bob]);
  const before = [await ada.states(), await bob.states()];
  await ada.call.evaluate(async (call) => {
    const microtask = (): Promise<void> => Promise.resolve();
    const task = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
    const place = document.createElement('div');
    document.body.append(place);
    place.attachShadow({ mode: 'open' }).append(call);
    for (const turn of [microtask, task, task]) {
      call.remove();
      await turn();
      document.body.append(call);
      await turn();
    }
    call.remove();
    place.shadowRoot?.append(call);
  });
  await bothTalk([ada, bob]);
  for (const person of [ada, bob]) expect(await person.openConnections()).toBe(1);
  expect([await ada.states(), await bob.states()]).toEqual(before);
  await ada.call.evaluate((call) => call.remove());
  await bob.is('ended');
  await bob.sees('heading', 'Ada hung up');
  await expect.poll(() => ada.liveTracks()).toBe(0);
  await expect.poll(() => ada.openConnections()).toBe(0);
});

for (const between of ['nothing', 'a microtask', 'a task'] as const)
  test(`a component mounted twice, with ${between} between, is one call, and the other one's never ends`, async ({
    app,
    room,
    someone,
  }) => {
    const [ada, bob] = [await someone(), await someone()];
    await bob.open(`${app.url}/#room=${room}&as=callee`);
    await bob.join();
    await bob.is('waiting');
    await ada.open(app.url);
    await ada.page.evaluate(
      async ([name, wait, script]) => {
        const { Call } = (await import(script)) as Pick<typeof client, 'Call'>;
        const mount = (): client.Call => {
          const call = new Call({ room: name, server: location.origin, as: 'caller' });
          void call.join().catch(() => undefined); // The first one is closed before it has a seat.
          return call;
        };
        const first = mount();
        if (wait === 'a microtask') await Promise.resolve();
        if (wait === 'a task') await new Promise((resolve) => setTimeout(resolve));
        first.close();
        mount();
      },
      [room, between, '/rtc-call.js'] as const,
    );
    await bothTalk([bob]);
    expect(await bob.states()).not.toContain('ended');
    await expect.poll(() => ada.openConnections()).toBe(1);
    await expect.poll(() => ada.openSockets()).toBe(1);
    expect(await ada.liveTracks()).toBe(2);
  });
