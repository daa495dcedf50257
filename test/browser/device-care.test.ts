import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Media, type DeviceKind } from '../../client/call/media.js';
import { Devices } from './support/devices.js';
import { eventually, turns, until } from './support/eventually.js';
import { holdTime } from './support/held-time.js';
import { holdLimits, never } from './support/limits.js';
import { recordListeners } from './support/listeners.js';

const BOTH = ['mic', 'camera'] as const;
const ON = { on: true, busy: false, problem: null };
const OFF = { on: false, busy: false, problem: null };
const BUILT_IN = { mic: 'built-in microphone', camera: 'built-in camera' } as const;
const NEW = { mic: 'headset', camera: 'webcam' } as const;

interface Opened {
  readonly media: Media;
  readonly devices: Devices;
  /** Every problem that was told of, each once. */
  readonly told: unknown[];
}

async function open(kinds: readonly DeviceKind[] = BOTH): Promise<Opened> {
  const [media, devices, told] = [new Media(), new Devices(), new Array<unknown>()];
  media.on('change', (kind) => {
    const { problem } = media.state(kind);
    if (problem && !told.includes(problem)) told.push(problem);
  });
  onTestFinished(() => media.stop());
  await media.open(kinds);
  await devices.listed(kinds.length);
  return { media, devices, told };
}

const turn = (media: Media, kind: DeviceKind, on: boolean): Promise<void> =>
  kind === 'mic' ? media.setMic(on) : media.setCamera(on);
const codeOf = (media: Media, kind: DeviceKind): string | undefined => media.state(kind).problem?.code;

describe.each(BOTH)('a %s', (kind) => {
  const other = kind === 'mic' ? 'camera' : 'mic';

  it('that is unplugged is told as lost, and the other device stays', async () => {
    const { media, devices } = await open();
    devices.unplug(BUILT_IN[kind]);
    await eventually(() => codeOf(media, kind)).toBe('device-lost');
    expect([media.track(kind), media.state(kind).on, media.wanted(kind)]).toEqual([null, false, true]);
    expect([media.state(other), devices.lit]).toEqual([ON, [BUILT_IN[other]]]);
    expect(devices.asked).toHaveLength(1);
  });

  it('that ends is told as lost, though the browser does not say what is plugged in', async () => {
    const { media, devices } = await open();
    vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockImplementation(never);
    const end = holdLimits();
    devices.endTracks(kind);
    await eventually(() => {
      end();
      return [codeOf(media, kind), media.state(kind).busy];
    }).toEqual(['device-lost', false]);
  });

  it('that is plugged in again is back by itself, with one try', async () => {
    const { media, devices } = await open();
    devices.unplug(BUILT_IN[kind]);
    await eventually(() => codeOf(media, kind)).toBe('device-lost');
    devices.plug(kind, BUILT_IN[kind]);
    await eventually(() => media.state(kind)).toEqual(ON);
    expect(media.track(kind)?.readyState).toBe('live');
    expect(media.stream.getTracks()).toContain(media.track(kind));
    expect(devices.asked).toHaveLength(2);
  });

  it('that is unplugged gives way to another one, and nobody reads of a problem', async () => {
    const { media, devices, told } = await open();
    devices.plug(kind, NEW[kind], { isDefault: false });
    devices.unplug(BUILT_IN[kind]);
    await eventually(() => new Set(devices.lit)).toEqual(new Set([BUILT_IN[other], NEW[kind]]));
    await eventually(() => media.state(kind)).toEqual(ON);
    expect(told).toEqual([]);
  });

  it('that was turned off while it was away stays off when it is back', async () => {
    const { media, devices } = await open([kind]);
    devices.unplug(BUILT_IN[kind]);
    await eventually(() => codeOf(media, kind)).toBe('device-lost');
    await turn(media, kind, false);
    expect([media.state(kind), media.wanted(kind)]).toEqual([OFF, false]);
    devices.plug(kind, BUILT_IN[kind]);
    await devices.watched();
    expect([devices.asked.length, devices.lit]).toEqual([1, []]);
  });

  it('that was turned off while it came back is stopped when it is there', async () => {
    const { media, devices } = await open([kind]);
    devices.unplug(BUILT_IN[kind]);
    await eventually(() => codeOf(media, kind)).toBe('device-lost');
    devices.hold();
    devices.plug(kind, BUILT_IN[kind]);
    await eventually(() => devices.waiting).toBe(1);
    await turn(media, kind, false);
    devices.release();
    await eventually(() => devices.tracks).toHaveLength(2);
    await eventually(() => devices.live).toEqual([]);
    expect(media.state(kind)).toEqual(OFF);
  });

  it.each(['prompt', 'unknown'] as const)('is not asked for by itself where that may prompt (%s)', async (state) => {
    const { media, devices } = await open([kind]);
    if (state === 'prompt') devices.permissions.set(kind, state);
    devices.permissions.unknown = state === 'unknown';
    devices.unplug(BUILT_IN[kind]);
    await eventually(() => codeOf(media, kind)).toBe('device-lost');
    devices.plug(kind, BUILT_IN[kind]);
    devices.showPage();
    await devices.watched();
    expect(devices.asked).toHaveLength(1);
    await media.open([kind]);
    expect([media.state(kind), devices.live.length]).toEqual([ON, 1]);
  });

  it('whose permission is withdrawn is told as not allowed, and is back when it is granted', async () => {
    const { media, devices } = await open();
    devices.withdraw(kind);
    await eventually(() => codeOf(media, kind)).toBe('permission-denied');
    expect(media.state(other)).toEqual(ON);
    expect(devices.asked).toHaveLength(1);
    devices.permissions.set(kind, 'granted');
    await eventually(() => media.state(kind)).toEqual(ON);
    expect(devices.asked).toHaveLength(2);
  });

  it('whose permission is reset is told as not allowed', async () => {
    const { media, devices } = await open();
    devices.withdraw(kind, 'prompt');
    await eventually(() => codeOf(media, kind)).toBe('permission-denied');
  });

  it('that another program takes is told as in use, and is back when it is free', async () => {
    const { media, devices, told } = await open();
    devices.refusal = () => 'NotReadableError';
    devices.endTracks(kind);
    await eventually(() => codeOf(media, kind)).toBe('device-in-use');
    devices.refusal = () => null;
    await eventually(() => media.state(kind)).toEqual(ON);
    expect(told).toHaveLength(1);
  });

  it('that somebody else holds is tried less and less often, without another word', async () => {
    const { media, devices, told } = await open([]);
    const pass = holdTime();
    devices.refusal = () => 'NotReadableError';
    await media.open([kind]);
    for (const [seconds, asked] of [
      [1, 2],
      [2, 3],
      [4, 4],
      [8, 5],
    ] as const) {
      await until(() => vi.getTimerCount() === 1);
      await pass(seconds * 1_000 - 1);
      expect(devices.asked).toHaveLength(asked - 1);
      await pass(1);
      await until(() => devices.asked.length === asked);
    }
    expect(told).toEqual([media.state(kind).problem]);
  });

  it('is tried once for many events of one moment', async () => {
    const { media, devices } = await open([kind]);
    const pass = holdTime();
    devices.refusal = () => 'NotReadableError';
    devices.endTracks(kind);
    for (let event = 0; event < 50; event += 1) {
      devices.tellOfChange();
      devices.showPage();
      await pass(10);
    }
    expect([codeOf(media, kind), devices.asked.length]).toEqual(['device-in-use', 2]);
    await pass(500);
    await until(() => devices.asked.length === 3);
  });

  it('that the system mutes is told as interrupted, and is on again with the same track', async () => {
    const { media, devices } = await open();
    const track = media.track(kind);
    devices.mute(kind);
    await eventually(() => codeOf(media, kind)).toBe('device-interrupted');
    expect([media.state(kind).on, media.track(kind), track?.readyState]).toEqual([false, track, 'live']);
    devices.mute(kind, false);
    expect([media.state(kind), media.track(kind), devices.asked.length]).toEqual([ON, track, 1]);
  });

  it('that the system mutes behind another page is told at once, since this one may be frozen soon', async () => {
    const { media, devices } = await open();
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    onTestFinished(() => hidden.mockRestore());
    devices.mute(kind);
    expect(codeOf(media, kind)).toBe('device-interrupted');
  });

  it('that the system mutes for a moment is not interrupted', async () => {
    const { devices, told } = await open();
    const pass = holdTime();
    devices.mute(kind);
    await pass(1_499);
    devices.mute(kind, false);
    await pass(10_000);
    expect(told).toEqual([]);
  });

  it('that is still muted when the page is seen again is opened anew', async () => {
    const { media, devices } = await open();
    const track = media.track(kind);
    devices.mute(kind);
    await eventually(() => codeOf(media, kind)).toBe('device-interrupted');
    devices.showPage();
    await eventually(() => media.state(kind)).toEqual(ON);
    expect([media.track(kind) === track, track?.readyState, devices.asked.length]).toEqual([false, 'ended', 2]);
  });

  it('that the system holds back stays interrupted while it cannot be opened', async () => {
    const { media, devices, told } = await open([kind]);
    devices.mute(kind);
    await eventually(() => codeOf(media, kind)).toBe('device-interrupted');
    devices.refusal = () => 'NotReadableError';
    devices.showPage();
    await eventually(() => devices.asked.length).toBe(2);
    await devices.watched();
    expect([codeOf(media, kind), told.length, devices.live.length]).toEqual(['device-interrupted', 1, 1]);
    devices.mute(kind, false);
    expect(media.state(kind)).toEqual(ON);
  });

  it('that is interrupted can be had again by a press', async () => {
    const { media, devices } = await open([kind]);
    devices.mute(kind);
    await eventually(() => codeOf(media, kind)).toBe('device-interrupted');
    await turn(media, kind, true);
    expect([media.state(kind), devices.live.length]).toEqual([ON, 1]);
  });

  it('that ended without a word is found when the page is seen again', async () => {
    const { media, devices } = await open();
    media.track(kind)?.stop();
    devices.showPage();
    await eventually(() => devices.live).toHaveLength(2);
    await eventually(() => media.state(kind)).toEqual(ON);
  });

  it('that was missing at first is opened when it is plugged in', async () => {
    const { media, devices } = await open([]);
    devices.unplug(BUILT_IN[kind]);
    await media.open([kind]);
    expect(codeOf(media, kind)).toBe('device-not-found');
    await devices.permissions.asked(2);
    devices.plug(kind, NEW[kind]);
    await eventually(() => [media.state(kind), devices.lit]).toEqual([ON, [NEW[kind]]]);
  });

  it('that is used by choice stays, gives way when it is unplugged, and is gone back to', async () => {
    const { media, devices, told } = await open([kind]);
    const id = devices.plug(kind, NEW[kind], { isDefault: false });
    await media.useDevice(kind, id);
    expect(devices.lit).toEqual([NEW[kind]]);
    devices.makeDefault(BUILT_IN[kind]);
    await devices.watched();
    expect(devices.lit).toEqual([NEW[kind]]);
    devices.unplug(NEW[kind]);
    await eventually(() => devices.lit).toEqual([BUILT_IN[kind]]);
    devices.plug(kind, NEW[kind], { isDefault: false });
    await eventually(() => devices.lit).toEqual([NEW[kind]]);
    await media.useDevice(kind, null);
    expect(devices.lit).toEqual([BUILT_IN[kind]]);
    expect(told).toEqual([]);
  });

  it('is looked after no more once all is stopped', async () => {
    const listeners = recordListeners();
    const { media, devices } = await open([kind]);
    const pass = holdTime();
    devices.refusal = () => 'NotReadableError';
    devices.endTracks(kind);
    await pass(0);
    await until(() => codeOf(media, kind) === 'device-in-use');
    media.stop();
    devices.plug(kind, NEW[kind]);
    devices.permissions.set(kind, 'granted');
    devices.showPage();
    await pass(60_000);
    expect([devices.asked.length, listeners.count]).toEqual([2, 0]);
  });
});

describe('the microphone', () => {
  it('moves to a headset that becomes the default, and back when it goes', async () => {
    const { media, devices, told } = await open();
    const before = media.track('mic');
    devices.plug('mic', 'headset');
    await eventually(() => new Set(devices.lit)).toEqual(new Set(['built-in camera', 'headset']));
    expect([before?.readyState, media.state('mic')]).toEqual(['ended', ON]);
    expect(media.stream.getAudioTracks()).toEqual([media.track('mic')]);
    await devices.watched();
    devices.unplug('headset');
    await eventually(() => new Set(devices.lit)).toEqual(new Set(['built-in camera', 'built-in microphone']));
    await eventually(() => media.state('mic')).toEqual(ON);
    expect(told).toEqual([]);
  });

  it('stays where it is when a microphone comes that is not the default', async () => {
    const { devices } = await open();
    devices.plug('mic', 'headset', { isDefault: false });
    await devices.watched();
    expect(devices.asked).toHaveLength(1);
  });

  it('that is muted moves too, and stays muted', async () => {
    const { media, devices } = await open(['mic']);
    await media.setMic(false);
    devices.plug('mic', 'headset');
    await eventually(() => devices.lit).toEqual(['headset']);
    expect([media.track('mic')?.enabled, media.state('mic')]).toEqual([false, OFF]);
    await media.setMic(true);
    expect([media.track('mic')?.enabled, media.state('mic'), devices.asked.length]).toEqual([true, ON, 2]);
  });

  it('keeps the old one while the new default does not open yet', async () => {
    const { media, devices, told } = await open(['mic']);
    devices.refusal = () => 'NotReadableError';
    devices.plug('mic', 'headset');
    await eventually(() => devices.asked.length).toBe(2);
    await devices.watched();
    expect([devices.lit, media.state('mic'), told]).toEqual([['built-in microphone'], ON, []]);
    devices.refusal = () => null;
    await eventually(() => devices.lit).toEqual(['headset']);
  });

  it('that is muted and unplugged is no problem until it is wanted', async () => {
    const { media, devices, told } = await open(['mic']);
    await media.setMic(false);
    devices.unplug('built-in microphone');
    await devices.watched();
    expect([media.state('mic'), told]).toEqual([OFF, []]);
    await media.setMic(true);
    expect(codeOf(media, 'mic')).toBe('device-not-found');
  });

  it('follows the last of two changes that come at once', async () => {
    const { devices } = await open(['mic']);
    devices.hold();
    devices.plug('mic', 'headset');
    await eventually(() => devices.waiting).toBe(1);
    devices.plug('mic', 'car');
    devices.release();
    await eventually(() => devices.lit).toEqual(['car']);
  });
});

describe('the camera', () => {
  it('stays where it is when another one is plugged in', async () => {
    const { devices } = await open();
    devices.plug('camera', 'webcam');
    await devices.watched();
    await turns();
    expect(devices.asked).toHaveLength(1);
  });
});
