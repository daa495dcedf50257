import { describe, expect, it, onTestFinished } from 'vitest';
import { IceServers } from '../../client/call/ice-servers.js';
import { Tab } from '../../client/call/tab.js';
import { Pairing } from '../../client/call/pairing.js';
import type { CallFact } from '../../client/call/state.js';
import type { PeerInfo } from '../../shared/protocol.js';

const ICE = { servers: [], ttl: 0 };
const BOB: PeerInfo = { instance: 'the-instance-of-bob', state: 'here', name: 'Bob' };

/** A pairing whose server says what the test says. */
class Side {
  readonly facts: CallFact['type'][] = [];
  /** How often it sat down anew as another instance. */
  renewed = 0;
  readonly pairing: Pairing;

  constructor() {
    this.pairing = new Pairing({
      onconnection: () => undefined,
      signaling: {
        up: true,
        overdue: false,
        send: async () => false,
        ring: async () => null,
        ice: async () => null,
        probe: () => undefined,
        renew: () => void (this.renewed += 1),
      },
      ice: new IceServers('all'),
      manual: false,
      bell: {
        ms: () => 45_000,
        tab: new Tab({ server: '', room: '', as: 'caller' }, []),
        onring: () => undefined,
        onend: () => undefined,
      },
      tracks: () => ({}),
      about: () => ({ type: 'media', mic: false, camera: false }),
      onfact: ({ type }) => void this.facts.push(type),
      onreach: () => undefined,
      onchange: () => undefined,
      onwarning: () => undefined,
    });
    onTestFinished(() => this.pairing.close());
  }

  welcomed(peer: PeerInfo | null): void {
    this.pairing.welcomed({ peer, ice: ICE, role: 'caller', offered: false });
  }
}

describe('a pair that the server has forgotten on one side', () => {
  it('is dropped under another name, so that who comes back with it does not wait for an offer in vain', () => {
    const side = new Side();
    side.welcomed(BOB);
    side.pairing.heardOf(null);
    expect([side.facts.at(-1), side.renewed]).toEqual(['peer-gone', 1]);
  });

  it('is not dropped twice', () => {
    const side = new Side();
    side.welcomed(BOB);
    side.pairing.heardOf(null);
    side.welcomed(null);
    side.pairing.heardOf(null);
    expect(side.renewed).toBe(1);
  });

  it('that nobody was in yet needs no other name', () => {
    const side = new Side();
    side.welcomed(null);
    side.pairing.heardOf(null);
    expect(side.renewed).toBe(0);
  });
});
