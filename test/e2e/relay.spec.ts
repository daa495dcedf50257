import { Coturn, coturnInstalled } from '../support/coturn.js';
import { App } from './support/app.js';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

/** Kinds of the candidates that the chosen pairs of this person's connections use. */
const chosenKinds = (person: Person): Promise<string[]> =>
  person.page.evaluate(async () => {
    const kinds: string[] = [];
    for (const connection of globalThis.rtcProbe.connections) {
      const report = await connection.getStats();
      for (const stats of report.values())
        if (stats.type === 'candidate-pair' && stats.nominated && stats.state === 'succeeded')
          kinds.push(report.get(stats.localCandidateId).candidateType);
    }
    return kinds;
  });

test.describe('through a TURN server', () => {
  test.skip(!coturnInstalled, 'coturn is not installed');
  const coturn = new Coturn();
  test.beforeAll(() => coturn.start());
  test.afterAll(() => coturn.stop());

  for (const transport of ['udp', 'tcp'] as const)
    test(
      `people who hide their addresses talk over its relay, by ${transport}, with credentials made for them`,
      { tag: '@promise' },
      async ({ room, someone }) => {
        const app = new App(['--turn', coturn.urls(transport), '--turn-secret', coturn.secret]);
        await app.start();
        const people = [await someone(), await someone()];
        for (const [index, person] of people.entries()) {
          await person.open(`${app.url}/#room=${room}&as=${index === 0 ? 'caller' : 'callee'}`);
          await person.call.evaluate((element) => element.setAttribute('ice-transport-policy', 'relay'));
          await person.join();
        }
        for (const person of people) {
          await person.seesMovement();
          await person.hearsSound();
          expect(new Set(await chosenKinds(person))).toEqual(new Set(['relay']));
        }
        await app.stop();
      },
    );

  test('people of a server that wants it talk over its relay alone, whatever their pages say', async ({
    room,
    someone,
  }) => {
    const app = new App(['--turn', coturn.urls('udp'), '--turn-secret', coturn.secret, '--relay-only']);
    await app.start();
    const people = [await someone(), await someone()];
    for (const [index, person] of people.entries()) {
      await person.open(`${app.url}/#room=${room}&as=${index === 0 ? 'caller' : 'callee'}`);
      await person.join();
    }
    for (const person of people) {
      await person.seesMovement();
      expect(new Set(await chosenKinds(person))).toEqual(new Set(['relay']));
    }
    await app.stop();
  });
});
