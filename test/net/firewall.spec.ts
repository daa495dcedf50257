import { ROLES } from '../../shared/protocol.js';
import { Lab } from './lab.js';
import { expect, relayProtocol, test } from './test.js';

const unavailable = Lab.unavailable();
test.skip(unavailable !== null, unavailable ?? '');

const relayBy = ['udp', 'tcp', 'tls'] as const;

test('between two open firewalls nobody needs the relay that is there', async ({ call }) => {
  const people = await call({ relayBy });
  for (const role of ROLES) expect(await relayProtocol(people[role])).toBeNull();
});

for (const role of ROLES) {
  test(`where UDP cannot leave the ${role}'s network, the two talk over the relay`, async ({ lab, call }) => {
    await lab.allow(role, 'tcp');
    const people = await call({ relayBy });
    expect(['tcp', 'tls']).toContain(await relayProtocol(people[role]));
  });

  test(`where only TCP 443 can leave the ${role}'s network, the two talk over the relay by TLS`, async ({
    lab,
    call,
  }) => {
    await lab.allow(role, 'tcp 443');
    const people = await call({ relayBy });
    expect(await relayProtocol(people[role])).toBe('tls');
  });
}

test('where only TCP 443 can leave both networks, the two talk over the relay by TLS', async ({ lab, call }) => {
  for (const role of ROLES) await lab.allow(role, 'tcp 443');
  const people = await call({ relayBy });
  for (const role of ROLES) expect(await relayProtocol(people[role])).toBe('tls');
});
