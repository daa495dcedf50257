import '../../client/define.js';
import { expect, inject, it } from 'vitest';
import { Couple, type Someone } from './support/couple.js';
import { received } from './support/connections.js';
import { Devices } from './support/devices.js';
import { eventually, turns } from './support/eventually.js';
import { recordFaults } from './support/faults.js';
import { recordListeners } from './support/listeners.js';
import { Screens } from './support/screens.js';

const TOGGLES = inject('repeats');
const FIXED = ['audio sendrecv', 'video sendrecv', 'video sendrecv', 'audio sendrecv'];

const everyNode = ({ element }: Someone): number => element.shadowRoot?.querySelectorAll('*').length ?? 0;

it(
  `a call with ${TOGGLES} toggles of microphone, camera and screen on each side makes no negotiation and leaves nothing behind`,
  { timeout: 300_000 },
  async () => {
    const [faults, listeners, devices, screens] = [recordFaults(), recordListeners(), new Devices(), new Screens()];
    screens.withSound = true;
    const couple = await Couple.meet();
    const { connections, both } = couple;
    const states: string[] = [];
    for (const connection of connections)
      connection.addEventListener('signalingstatechange', () => states.push(connection.signalingState));

    // What is loaded once is there.
    for (const { element } of both) {
      await eventually(() => element.shadowRoot?.querySelector('#move-hint')).not.toBeNull();
      for (const tile of element.shadowRoot?.querySelectorAll('rtc-video') ?? [])
        await eventually(() => tile.shadowRoot?.querySelector('.corner')).not.toBeNull();
    }
    await toggleAll(both, 2);
    await known(both);
    const left = (): number[] => [listeners.count, ...both.map(everyNode)];
    const before = left();
    await toggleAll(both, TOGGLES);
    await known(both);
    await eventually(left).toEqual(before);

    expect(states).toEqual([]);
    expect(new Set(devices.live)).toEqual(new Set(['audio', 'video']));
    expect([devices.live.length, screens.live]).toEqual([4, []]);
    for (const connection of connections) {
      expect(
        connection
          .getTransceivers()
          .map(({ receiver, currentDirection }) => `${receiver.track.kind} ${currentDirection}`),
      ).toEqual(FIXED);
      const { frames } = await received(connection, 'video');
      await eventually(async () => (await received(connection, 'video')).frames).toBeGreaterThan(frames);
    }
    for (const { element } of both) element.remove();
    await turns();
    await eventually(() => [devices.live, screens.live, listeners.count]).toEqual([[], [], 0]);
    expect(faults).toEqual([]);
  },
);

/** Each knows of the other what was turned last, and shows it. */
async function known(both: readonly Someone[]): Promise<void> {
  for (const { call, element } of both) {
    await eventually(() => call.peer).toMatchObject({ mic: true, camera: true, screen: false, trouble: {} });
    await element.updateComplete;
  }
  await turns();
}

/** An even number, so that all is as before. */
async function toggleAll(both: readonly Someone[], toggles: number): Promise<void> {
  for (let toggle = 1; toggle <= toggles; toggle += 1) {
    const [on, screen] = [toggle % 2 === 0, toggle % 2 === 1];
    for (const { call } of both)
      await Promise.all([call.toggleMic(on), call.toggleCamera(on), call.toggleScreenShare(screen)]);
  }
}
