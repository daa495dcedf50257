import '../../client/define.js';
import { describe, expect, it } from 'vitest';
import { en } from '../../client/locales/en/main.js';
import { moreEn } from '../../client/locales/en/on-demand.js';
import { Couple } from './support/couple.js';
import { Devices } from './support/devices.js';
import { eventually } from './support/eventually.js';
import { logged, textOf } from './support/mounted.js';

describe('a device in trouble', () => {
  /** Bob shows nothing of himself, so that all that happens to the computer's devices happens to Ada. */
  async function ada(): Promise<Couple & { devices: Devices }> {
    const devices = new Devices();
    const couple = await Couple.meet();
    await eventually(() => devices.live).toHaveLength(4);
    await devices.listed(4);
    await couple.bob.call.toggleMic(false);
    await couple.bob.call.toggleCamera(false);
    await eventually(() => couple.ada.call.peer).toMatchObject({ mic: false, camera: false });
    return Object.assign(couple, { devices });
  }

  it.each([
    ['mic', 'built-in microphone', 'microphone'],
    ['camera', 'built-in camera', 'camera'],
  ] as const)('is told to the other person while it lasts: a %s that is unplugged', async (kind, label, device) => {
    const { devices, bob } = await ada();
    devices.unplug(label);
    await eventually(() => bob.call.peer?.trouble).toEqual({ [kind]: 'lost' });
    await eventually(() => textOf(bob.element)).toContain(moreEn.peerTrouble('Ada', en[device], 'lost'));
    expect(bob.call.peer).toMatchObject({ [kind]: false });
    devices.plug(kind, label);
    await eventually(() => bob.call.peer).toMatchObject({ [kind]: true, trouble: {} });
    await eventually(() => textOf(bob.element)).not.toContain(moreEn.peerTrouble('Ada', en[device], 'lost'));
  });

  it('is one sentence where a phone call has taken both, said once', async () => {
    const { devices, bob } = await ada();
    const heard = logged(bob.element);
    devices.mute('mic');
    devices.mute('camera');
    const sentence = moreEn.peerTrouble('Ada', en.cameraAndMicrophone, 'interrupted');
    await eventually(() => textOf(bob.element)).toContain(sentence);
    devices.mute('mic', false);
    devices.mute('camera', false);
    await eventually(() => textOf(bob.element)).not.toContain(sentence);
    expect(heard.filter((text) => text === sentence)).toHaveLength(1);
  });

  it.each([
    ['permission-denied', 'blocked', ({ devices }: { devices: Devices }) => devices.withdraw('mic')],
    [
      'device-in-use',
      'busy',
      ({ devices }: { devices: Devices }) => {
        devices.refusal = () => 'NotReadableError';
        devices.endTracks('mic');
      },
    ],
  ] as const)('is told with its reason: %s as %s', async (_code, trouble, happen) => {
    const couple = await ada();
    happen(couple);
    await eventually(() => couple.bob.call.peer?.trouble).toEqual({ mic: trouble });
    await eventually(() => textOf(couple.bob.element)).toContain(moreEn.peerTrouble('Ada', en.microphone, trouble));
  });

  it('is none where a person has turned the device off', async () => {
    const { devices, bob, ada: owner } = await ada();
    devices.unplug('built-in camera');
    await eventually(() => bob.call.peer?.trouble).toEqual({ camera: 'lost' });
    await owner.call.toggleCamera(false);
    await eventually(() => bob.call.peer).toMatchObject({ camera: false, trouble: {} });
  });

  it('and its replacement make no negotiation', async () => {
    const { devices, connections } = await ada();
    const states: string[] = [];
    for (const connection of connections)
      connection.addEventListener('signalingstatechange', () => states.push(connection.signalingState));
    const senders = connections.map((connection) => connection.getSenders()[0]?.track);
    devices.plug('mic', 'headset');
    await eventually(() => new Set(devices.lit)).toEqual(new Set(['headset', 'built-in camera']));
    const after = connections.map((connection) => connection.getSenders()[0]?.track);
    expect(after.filter((track, index) => track !== senders[index] && track?.readyState === 'live')).not.toEqual([]);
    expect(states).toEqual([]);
  });
});
