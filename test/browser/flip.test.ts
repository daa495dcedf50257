import '../../client/define.js';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import { moreEn } from '../../client/locales/en/on-demand.js';
import { Devices, idOf } from './support/devices.js';
import { eventually, turns } from './support/eventually.js';
import { button, mountCall, shadow } from './support/mounted.js';

/** A phone: its front camera is the default. */
function phone(): Devices {
  const devices = new Devices();
  devices.plug('camera', 'Back camera', { isDefault: false });
  devices.plug('camera', 'Front camera');
  return devices;
}

async function waiting(): Promise<RtcCall> {
  const element = mountCall({ room: crypto.randomUUID(), server: inject('server') });
  await element.updateComplete;
  await element.join();
  // Its devices would look for new ones in the next test.
  onTestFinished(() => element.leave());
  await eventually(() => element.call?.media.state('camera').on).toBe(true);
  return element;
}

const inUse = (devices: Devices): (string | undefined)[] => devices.lit.filter((label) => label?.includes('amera'));

describe('a phone with two cameras', () => {
  it('turns to the one at its back, and again to the front', async () => {
    const devices = phone();
    const element = await waiting();
    await eventually(() => button(element, moreEn.flipCamera) !== null).toBe(true);
    for (const label of ['Back camera', 'Front camera']) {
      button(element, moreEn.flipCamera)?.click();
      await eventually(() => inUse(devices)).toEqual([label]);
    }
  });

  it('does so too where it opens one camera at a time', async () => {
    const devices = phone();
    const element = await waiting();
    devices.refusal = ({ video }) => (video && inUse(devices).length > 0 ? 'NotReadableError' : null);
    await element.switchCamera();
    expect([inUse(devices), element.call?.media.state('camera').on]).toEqual([['Back camera'], true]);
  });

  it('turns to the one in front where the one at its back cannot be had any more', async () => {
    const devices = phone();
    const element = await waiting();
    await element.switchCamera();
    devices.refusal = ({ video }) => (video && idOf(video) !== 'id of Front camera' ? 'NotReadableError' : null);
    devices.endTracks('camera');
    await eventually(() => element.call?.media.state('camera').problem?.code).toBe('device-in-use');
    await element.switchCamera();
    expect(inUse(devices)).toEqual(['Front camera']);
  });

  it('has no such button where the page takes it away', async () => {
    phone();
    const element = await waiting();
    await eventually(() => button(element, moreEn.flipCamera) !== null).toBe(true);
    element.controls = 'mic camera leave';
    await element.updateComplete;
    expect(button(element, moreEn.flipCamera)).toBeNull();
  });

  it('shows a mirror only of who is in front of it', async () => {
    phone();
    const element = await waiting();
    const mirrored = (): boolean | undefined => shadow(element, HTMLElement, '.local')?.hasAttribute('mirror');
    expect(mirrored()).toBe(true);
    const track = element.call?.media.track('camera');
    if (track) track.getSettings = () => ({ facingMode: 'environment' });
    element.requestUpdate();
    await element.updateComplete;
    expect(mirrored()).toBe(false);
  });
});

it('a computer whose cameras face nowhere in particular has nothing to turn to', async () => {
  const devices = new Devices();
  const element = await waiting();
  await eventually(() => shadow(element, HTMLElement, '#move-hint') !== null).toBe(true);
  await turns();
  expect(button(element, moreEn.flipCamera)).toBeNull();
  await element.switchCamera();
  expect(inUse(devices)).toEqual(['built-in camera']);
  devices.plug('camera', 'Front camera', { isDefault: false });
  devices.plug('camera', 'Back camera', { isDefault: false });
  await devices.watched();
  expect(button(element, moreEn.flipCamera)).toBeNull();
});
