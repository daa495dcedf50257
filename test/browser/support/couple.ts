/** Two people in one page, each with an element of their own, in a call over the real server. */
import { inject } from 'vitest';
import type { Call } from '../../../client/call/call.js';
import type { RtcCall } from '../../../client/elements/rtc-call.js';
import { recordConnections } from './connections.js';
import { eventually } from './eventually.js';
import { mountCall } from './mounted.js';

export interface Someone {
  readonly element: RtcCall;
  readonly call: Call;
}

export class Couple {
  readonly ada: Someone;
  readonly bob: Someone;
  /** Every peer connection of both. */
  readonly made: readonly RTCPeerConnection[];

  private constructor(ada: Someone, bob: Someone, made: readonly RTCPeerConnection[]) {
    this.ada = ada;
    this.bob = bob;
    this.made = made;
  }

  /** Resolves when both are connected and know of each other. */
  static async meet(properties: Partial<RtcCall> = {}): Promise<Couple> {
    const made = recordConnections();
    const room = crypto.randomUUID();
    const [ada, bob] = [
      someone({ ...properties, room, as: 'caller', displayName: 'Ada' }),
      someone({ ...properties, room, as: 'callee', displayName: 'Bob' }),
    ];
    const couple = new Couple(await ada, await bob, made);
    for (const { call } of couple.both) {
      await eventually(() => call.state.name).toBe('connected');
      await eventually(() => call.peer?.name).toMatch(/Ada|Bob/);
    }
    return couple;
  }

  get both(): readonly [Someone, Someone] {
    return [this.ada, this.bob];
  }

  /** The two that the call runs on. */
  get connections(): readonly RTCPeerConnection[] {
    return this.made.filter(({ connectionState }) => connectionState === 'connected');
  }
}

async function someone(properties: Partial<RtcCall>): Promise<Someone> {
  const element = mountCall({ ...properties, server: inject('server') });
  await element.updateComplete;
  await element.join();
  const { call } = element;
  if (!call) throw new Error('no call without a room');
  return { element, call };
}
