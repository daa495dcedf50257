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
  test('loses packets of a call, and the two go on talking', async ({ pair }) => {
    const people = await pair();
    const [ada, bob] = people;
    await bob.seesMovement();
    const network = await Network.of(ada.page);
    await network.set({ lossPercent: 20 });
    const missed = async (): Promise<number> => {
      const all = await Promise.all(people.map(arrivals));
      return Math.max(...all.map(({ lost, sent }) => lost / sent));
    };
    await expect.poll(missed, { timeout: 20_000, message: 'share of packets lost' }).toBeGreaterThan(0.05);
    await network.heal();
    for (const person of people) {
      await person.seesMovement();
      await person.hearsSound();
      expect(await person.state()).toBe('connected');
    }
  });

  test('takes one person offline: the page is told, and the call goes on without the server', async ({ pair }) => {
    const people = await pair();
    const [ada] = people;
    const network = await Network.of(ada.page);
    await network.set({ offline: true });
    await expect.poll(() => ada.page.evaluate(() => navigator.onLine)).toBe(false);
    for (const person of people) await person.seesMovement();
    await network.heal();
    await expect.poll(() => ada.page.evaluate(() => navigator.onLine)).toBe(true);
    for (const person of people) {
      await person.seesMovement();
      await person.hearsSound();
    }
  });
});
