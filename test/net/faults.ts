/**
 * `npm run faults:net`: two people in a call, each behind a router of their own, and a prompt to break the path between
 * them by hand (docs/faults.md). Their windows are shown where there is a display. `-- --relay tls`: over a relay only.
 */
import { parseArgs } from 'node:util';
import { ROLES, type Role } from '../../shared/protocol.js';
import { Person } from '../e2e/support/person.js';
import { amount, converse, help, type Commands } from '../support/prompt.js';
import { Lab } from './lab.js';
import { TURN, type Transport } from './relay.js';

const isTransport = (text: string): text is Transport => text in TURN;

const { values } = parseArgs({ options: { relay: { type: 'string', default: '' } } });
const unavailable = Lab.unavailable();
if (unavailable) throw new Error(unavailable);
const relayBy = [values.relay].filter(isTransport);
const lab = await Lab.open({ shown: process.env['DISPLAY'] !== undefined });

async function arrive(role: Role): Promise<Person> {
  const person = await Person.at(await lab.browsers[role].newContext({ permissions: ['camera', 'microphone'] }));
  await person.open(`${lab.origin}/#room=a-call-to-be-broken-by-hand&as=${role}`);
  if (relayBy.length > 0) await person.call.evaluate((call) => call.setAttribute('ice-transport-policy', 'relay'));
  await person.join();
  return person;
}

const COMMANDS: Commands = {
  a: { meaning: "the caller's router has another public address", does: () => lab.changeAddress('caller') },
  b: { meaning: "the callee's router has another public address", does: () => lab.changeAddress('callee') },
  x: { meaning: 'nothing passes, nobody is told', does: () => lab.cut() },
  l: { takes: 'PERCENT', meaning: 'so much of what is sent is lost', does: (value) => lab.lose('all', amount(value)) },
  r: {
    takes: 'KBIT',
    meaning: 'the caller has so much a second, each way',
    does: (kbit) => lab.rate('caller', amount(kbit)),
  },
  u: { meaning: "UDP cannot leave the caller's network", does: () => lab.allow('caller', 'tcp') },
  o: { meaning: 'it can again', does: () => lab.allow('caller', 'open') },
  h: { meaning: 'heal: all passes, nothing is lost, no limit', does: () => lab.heal() },
};

try {
  await lab.serve({ relayBy });
  const people = { caller: await arrive('caller'), callee: await arrive('callee') };
  const status = async (): Promise<string> => {
    const lines = ROLES.map(async (role) => {
      const person = people[role];
      const seen = await person.frames().catch(() => 0);
      return `${role}: ${await person.state()}, ${seen} pictures so far`;
    });
    return (await Promise.all(lines)).join('; ');
  };
  console.log(`${lab.origin}, in networks of its own\n${help(COMMANDS)}\n  (an empty line: how they are)\n`);
  await converse(COMMANDS, status);
} finally {
  await lab.close();
}
