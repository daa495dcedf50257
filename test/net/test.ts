/** The net tests' own `test`: one lab for all of them, and two people in a call across it. */
import { randomBytes } from 'node:crypto';
import { expect, test as base } from '@playwright/test';
import { ROLES, type Role } from '../../shared/protocol.js';
import { Person } from '../e2e/support/person.js';
import { Lab } from './lab.js';
import type { Transport } from './relay.js';

export { expect } from '@playwright/test';

/** Only a test that fails waits so long: that a call comes back is tested, how soon is measured (bench:recovery). */
const BACK_MS = 60_000;
/** Three seconds of the fake camera: more than can be under way or buffered when a path breaks. */
const FRESH_FRAMES = 60;

export type People = Readonly<Record<Role, Person>>;

interface Terms {
  /** The TURN servers that the server names. */
  readonly relayBy?: readonly Transport[];
  /** Nobody shows their own addresses. */
  readonly relayOnly?: boolean;
}

interface Fixtures {
  /** Resolves when both see and hear each other. */
  readonly call: (terms?: Terms) => Promise<People>;
}

export const test = base.extend<Fixtures, { readonly lab: Lab }>({
  lab: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameter's names
    async ({}, use) => {
      const lab = await Lab.open();
      await use(lab);
      await lab.close();
    },
    { scope: 'worker' },
  ],
  call: async ({ lab }, use) => {
    await use(async ({ relayBy = [], relayOnly = false } = {}) => {
      await lab.serve({ relayBy });
      const room = `test-${randomBytes(12).toString('hex')}`;
      const arrive = async (role: Role): Promise<Person> => {
        const person = await Person.at(await lab.browsers[role].newContext({ permissions: ['camera', 'microphone'] }));
        await person.open(`${lab.origin}/#room=${room}&as=${role}`);
        if (relayOnly) await person.call.evaluate((element) => element.setAttribute('ice-transport-policy', 'relay'));
        await person.join();
        return person;
      };
      const people = { caller: await arrive('caller'), callee: await arrive('callee') };
      await talk(people);
      return people;
    });
    await lab.clear();
  },
});

/** Both see and hear what was not under way before. */
export async function talk(people: People): Promise<void> {
  for (const role of ROLES) {
    const person = people[role];
    await expect.poll(() => person.state(), { timeout: BACK_MS, message: `${role} is connected` }).toBe('connected');
    const frames = await person.frames();
    await expect
      .poll(() => person.frames(), { timeout: BACK_MS, message: `the ${role} sees new pictures` })
      .toBeGreaterThan(frames + FRESH_FRAMES);
    await person.seesMovement();
    await person.hearsSound();
  }
}

/** What tells one peer connection, and one generation of its paths, from another. */
export interface Thread {
  /** How many there were before it in its page. */
  readonly connection: number;
  /** Renewed by each ICE restart. */
  readonly credentials: string | undefined;
}

const threadOf = ({ page }: Person): Promise<Thread> =>
  page.evaluate(() => {
    const { connections } = globalThis.rtcProbe;
    const connection = connections.findLastIndex(({ connectionState }) => connectionState === 'connected');
    const sdp = connections[connection]?.localDescription?.sdp ?? '';
    return { connection, credentials: /a=ice-ufrag:(.*)/.exec(sdp)?.[1] };
  });

export const threads = async ({ caller, callee }: People): Promise<[Thread, Thread]> => [
  await threadOf(caller),
  await threadOf(callee),
];

export const connections = async (people: People): Promise<number[]> =>
  (await threads(people)).map(({ connection }) => connection);

/** How a person reaches the relay that carries their media; null where it is none. */
export const relayProtocol = ({ page }: Person): Promise<string | null> =>
  page.evaluate(async () => {
    const connection = globalThis.rtcProbe.connections.findLast(
      ({ connectionState }) => connectionState === 'connected',
    );
    const report = (await connection?.getStats()) ?? new Map();
    for (const stats of report.values()) {
      if (stats.type !== 'transport' || !stats.selectedCandidatePairId) continue;
      return report.get(report.get(stats.selectedCandidatePairId).localCandidateId).relayProtocol ?? null;
    }
    return null;
  });
