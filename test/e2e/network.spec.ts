import { Network } from '../support/network.js';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

/** Packets that this person's browser missed, and all that it should have got, so far. */
const arrivals = (person: Person): Promise<{ lost: number; sent: number }> =>
  person.page.evaluate(async () => {
    const sum = { lost: 0, sent: 0 };
    for (const connection of globalThis.rtcProbe.connections)
      for (const stats of (await connection.getStats()).values()) {
        if (stats.type !== 'inbound-rtp') continue;
        sum.lost += stats.packetsLost ?? 0;
        sum.sent += (stats.packetsReceived ?? 0) + (stats.packetsLost ?? 0);
      }
    return sum;
  });

test.describe("Chromium's own bad network", () => {
  interface Fixtures {
    readonly people: [Person, Person];
    /** The first one's. */
    readonly network: Network;
  }
  const faulty = test.extend<Fixtures>({
    people: async ({ someone }, use) => use([await someone(), await someone()]),
    network: async ({ people: [ada, bob], app, room }, use) => {
      const network = await Network.of(ada.page);
      for (const [person, role] of [[ada, 'caller'] as const, [bob, 'callee'] as const]) {
        await person.open(`${app.url}/#room=${room}&as=${role}`);
        await person.join();
      }
      for (const person of [ada, bob]) await person.seesMovement();
      await use(network);
    },
  });

  async function talk(people: readonly Person[]): Promise<void> {
    for (const person of people) {
      await person.seesMovement();
      await person.hearsSound();
      expect(await person.state()).toBe('connected');
    }
  }

  faulty('loses packets of a call, and the two go on talking', async ({ people, network }) => {
    await network.set({ lossPercent: 20 });
    const missed = async (): Promise<number> => {
      const all = await Promise.all(people.map(arrivals));
      return Math.max(...all.map(({ lost, sent }) => lost / sent));
    };
    await expect.poll(missed, { timeout: 20_000, message: 'share of packets lost' }).toBeGreaterThan(0.05);
    await talk(people);
    await network.heal();
    await talk(people);
  });

  faulty(
    'takes one of them offline: that page is told, and the two talk again afterwards',
    async ({ people, network }) => {
      const online = (): Promise<boolean> => people[0].page.evaluate(() => navigator.onLine);
      await network.set({ offline: true });
      await expect.poll(online).toBe(false);
      for (const person of people) await person.is('reconnecting');
      await network.heal();
      await expect.poll(online).toBe(true);
      for (const person of people) await person.is('connected');
      await talk(people);
    },
  );
});
