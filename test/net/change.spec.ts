import { setTimeout as lasts } from 'node:timers/promises';
import { ROLES } from '../../shared/protocol.js';
import { Lab } from './lab.js';
import { connections, expect, talk, test, threads } from './test.js';

const unavailable = Lab.unavailable();
test.skip(unavailable !== null, unavailable ?? '');

/** How two people reach each other. */
const PATHS = [
  { name: 'directly', terms: {} },
  { name: 'over a relay by udp', terms: { relayBy: ['udp'], relayOnly: true } },
  { name: 'over a relay by tcp', terms: { relayBy: ['tcp'], relayOnly: true } },
  { name: 'over a relay by tls', terms: { relayBy: ['tls'], relayOnly: true } },
] as const;

test.describe('another public address', () => {
  for (const role of ROLES)
    for (const { name, terms } of PATHS)
      test(`of the ${role}, ${name}: the call goes on, on the same peer connections`, async ({ lab, call }) => {
        const people = await call(terms);
        const before = await connections(people);
        await lab.changeAddress(role);
        await talk(people);
        expect(await connections(people)).toEqual(before);
        expect([people.caller.errors, people.callee.errors]).toEqual([[], []]);
      });

  test('of both, one after the other: the call goes on', async ({ lab, call }) => {
    const people = await call();
    for (const role of ROLES) {
      await lab.changeAddress(role);
      await talk(people);
    }
  });
});

test.describe('a path that fails and comes back', () => {
  test('after 10 s without any packet the call goes on, on the same peer connections', async ({ lab, call }) => {
    const people = await call();
    const before = await connections(people);
    await lab.cut();
    for (const role of ROLES) await people[role].is('reconnecting');
    await lasts(10_000);
    await lab.heal();
    await talk(people);
    expect(await connections(people)).toEqual(before);
  });

  test('after 40 s without any packet, over a relay by udp, the call goes on: only a restart finds that path again', async ({
    lab,
    call,
  }) => {
    const people = await call({ relayBy: ['udp'], relayOnly: true });
    await lab.cut();
    for (const role of ROLES) await people[role].is('reconnecting');
    await lasts(40_000);
    await lab.heal();
    await talk(people);
  });

  test('loses every fifth packet: nothing is restarted, both see and hear each other', async ({ lab, call }) => {
    const people = await call();
    const before = await threads(people);
    await lab.lose('all', 20);
    await lasts(15_000);
    await talk(people);
    expect(await threads(people)).toEqual(before);
  });
});
