import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Media, type DeviceKind } from '../../client/call/media.js';
import { Devices } from './support/devices.js';
import { eventually, turns } from './support/eventually.js';

const BOTH = ['mic', 'camera'] as const;
const OFF = { on: false, busy: false, problem: null };
const ON = { on: true, busy: false, problem: null };

function open(): { media: Media; devices: Devices; changes: DeviceKind[] } {
  const [media, devices, changes] = [new Media(), new Devices(), new Array<DeviceKind>()];
  media.on('change', (kind) => changes.push(kind));
  onTestFinished(() => media.stop());
  return { media, devices, changes };
}

const codesOf = (media: Media) => BOTH.map((kind) => media.state(kind).problem?.code ?? null);
const kindsOf = ({ stream }: Media): string[] => stream.getTracks().map(({ kind }) => kind);

describe('media', () => {
  it('opens microphone and camera with one request', async () => {
    const { media, devices } = open();
    await media.open(BOTH);
    expect(devices.asked).toHaveLength(1);
    expect(devices.live.toSorted((a, b) => a.localeCompare(b))).toEqual(['audio', 'video']);
    expect([media.state('mic'), media.state('camera')]).toEqual([ON, ON]);
    expect(media.stream.getTracks()).toEqual([media.track('mic'), media.track('camera')]);
  });

  it.each([
    ['mic', 'audio'],
    ['camera', 'video'],
  ] as const)('opens the %s alone', async (kind, track) => {
    const { media, devices, changes } = open();
    await media.open([kind]);
    expect([devices.live, kindsOf(media)]).toEqual([[track], [track]]);
    expect(new Set(changes)).toEqual(new Set([kind]));
  });

  it('is busy meanwhile, and then tells once more', async () => {
    const { media, devices, changes } = open();
    devices.hold();
    const opened = media.open(['camera']);
    expect([media.state('camera'), changes]).toEqual([{ ...OFF, busy: true }, ['camera']]);
    devices.release();
    await opened;
    expect([media.state('camera'), changes]).toEqual([ON, ['camera', 'camera']]);
  });

  it('asks once for what is open or being opened', async () => {
    const { media, devices } = open();
    await Promise.all([media.open(BOTH), media.open(BOTH), media.setCamera(true), media.setMic(true)]);
    await media.open(BOTH);
    expect(devices.asked).toHaveLength(1);
    expect(devices.tracks).toHaveLength(2);
  });

  it('without a prompt opens what was allowed before', async () => {
    const { media, devices } = open();
    await media.open(BOTH, { prompt: false });
    expect(devices.live).toHaveLength(2);
  });
});

describe('a camera', () => {
  it('ends its track and leaves the stream when it goes off; the microphone stays', async () => {
    const { media, devices } = open();
    await media.open(BOTH);
    const camera = media.track('camera');
    await media.setCamera(false);
    expect(camera?.readyState).toBe('ended');
    expect([kindsOf(media), devices.live]).toEqual([['audio'], ['audio']]);
    expect([media.track('camera'), media.state('camera'), media.state('mic')]).toEqual([null, OFF, ON]);
  });

  it('comes back on as a new live track in the same stream', async () => {
    const { media } = open();
    await media.open(BOTH);
    const [stream, before] = [media.stream, media.track('camera')];
    await media.setCamera(false);
    await media.setCamera(true);
    expect(media.stream).toBe(stream);
    expect(media.track('camera')).not.toBe(before);
    expect([media.track('camera')?.readyState, media.state('camera')]).toEqual(['live', ON]);
    expect(stream.getVideoTracks()).toEqual([media.track('camera')]);
  });

  it.each([false, true])(
    'leaks nothing when switched fast, on-off-on-off (late answers reversed: %s)',
    async (lastFirst) => {
      const { media, devices } = open();
      devices.hold();
      const switched = [true, false, true, false].map((on) => media.setCamera(on));
      devices.release({ lastFirst });
      await Promise.all(switched);
      expect(devices.tracks).toHaveLength(2);
      expect([devices.live, kindsOf(media), media.state('camera')]).toEqual([[], [], OFF]);
    },
  );

  it.each([false, true])(
    'has one live track when switched fast and left on (late answers reversed: %s)',
    async (lastFirst) => {
      const { media, devices } = open();
      devices.hold();
      const switched = [true, false, true, false, true].map((on) => media.setCamera(on));
      devices.release({ lastFirst });
      await Promise.all(switched);
      expect(devices.tracks).toHaveLength(3);
      expect([devices.live, media.state('camera')]).toEqual([['video'], ON]);
      expect(media.stream.getTracks()).toEqual([media.track('camera')]);
      expect(media.track('camera')?.readyState).toBe('live');
    },
  );

  it('may go off while both are being opened: the microphone comes alone', async () => {
    const { media, devices } = open();
    devices.hold();
    const opened = media.open(BOTH);
    await media.setCamera(false);
    devices.release();
    await opened;
    expect([devices.live, media.state('mic'), media.state('camera')]).toEqual([['audio'], ON, OFF]);
  });

  it('stays off when it is switched off while the browser is asked what is allowed', async () => {
    const { media, devices } = open();
    const opened = media.open(BOTH, { prompt: false });
    await media.setCamera(false);
    await opened;
    expect([devices.live, media.state('camera')]).toEqual([['audio'], OFF]);
  });
});

describe('a microphone', () => {
  it('keeps its track when muted, and is on again with the same one', async () => {
    const { media, devices } = open();
    await media.open(BOTH);
    const mic = media.track('mic');
    await media.setMic(false);
    expect([mic?.enabled, mic?.readyState, media.state('mic')]).toEqual([false, 'live', OFF]);
    await media.setMic(true);
    expect([media.track('mic'), mic?.enabled, media.state('mic')]).toEqual([mic, true, ON]);
    expect(devices.asked).toHaveLength(1);
  });

  it('is opened by unmuting when it never was', async () => {
    const { media, devices } = open();
    await media.setMic(true);
    expect([devices.live, media.state('mic')]).toEqual([['audio'], ON]);
  });

  it('is released when muted before it came', async () => {
    const { media, devices } = open();
    devices.hold();
    const opened = media.open(BOTH);
    await media.setMic(false);
    devices.release();
    await opened;
    expect([devices.live, media.state('mic'), media.state('camera')]).toEqual([['video'], OFF, ON]);
  });
});

describe('stop', () => {
  it('ends everything, and what is opened afterwards works', async () => {
    const { media, devices } = open();
    await media.open(BOTH);
    media.stop();
    expect([devices.live, kindsOf(media)]).toEqual([[], []]);
    expect([media.state('mic'), media.state('camera')]).toEqual([OFF, OFF]);
    await media.open(BOTH);
    expect(devices.live).toHaveLength(2);
  });

  it('ends tracks that arrive later', async () => {
    const { media, devices } = open();
    devices.hold();
    const opened = media.open(BOTH);
    media.stop();
    devices.release();
    await opened;
    expect(devices.tracks).toHaveLength(2);
    expect([devices.live, kindsOf(media), media.state('mic'), media.state('camera')]).toEqual([[], [], OFF, OFF]);
  });

  it('opens nothing afterwards when the browser was still asked what is allowed', async () => {
    const { media, devices } = open();
    const opened = media.open(BOTH, { prompt: false });
    media.stop();
    await opened;
    expect([devices.live, media.state('mic'), media.state('camera')]).toEqual([[], OFF, OFF]);
  });

  it('ends what arrives later of devices that are tried one by one', async () => {
    const { media, devices } = open();
    devices.refusal = ({ audio, video }) => (audio && video ? 'NotFoundError' : null);
    devices.hold();
    const opened = media.open(BOTH);
    devices.releaseOne();
    await eventually(() => devices.waiting).toBe(1);
    media.stop();
    devices.release();
    await opened;
    expect([devices.live, media.state('mic'), media.state('camera')]).toEqual([[], OFF, OFF]);
    expect(devices.asked).toHaveLength(2);
  });
});

describe('a failure', () => {
  it.each([
    ['NotAllowedError', 'permission-denied'],
    ['SecurityError', 'permission-denied'],
    ['NotFoundError', 'device-not-found'],
    ['OverconstrainedError', 'device-not-found'],
    ['NotReadableError', 'device-in-use'],
    ['AbortError', 'device-in-use'],
    ['SomethingNewError', 'device-in-use'],
  ])('%s is told as %s, and opening does not reject', async (name, code) => {
    const { media, devices } = open();
    devices.refusal = () => name;
    await media.open(BOTH);
    expect(codesOf(media)).toEqual([code, code]);
    expect([media.state('mic').on, media.state('camera').on, devices.live]).toEqual([false, false, []]);
    expect(media.state('camera').problem?.cause).toBeInstanceOf(DOMException);
  });

  it.each([
    ['NotFoundError', 'device-not-found'],
    ['NotReadableError', 'device-in-use'],
    ['NotAllowedError', 'permission-denied'],
  ])('%s of the camera alone leaves the microphone', async (name, code) => {
    const { media, devices } = open();
    devices.refusal = ({ video }) => (video ? name : null);
    await media.open(BOTH);
    expect(codesOf(media)).toEqual([null, code]);
    expect([devices.live, media.state('mic'), kindsOf(media)]).toEqual([['audio'], ON, ['audio']]);
  });

  it('of the camera alone is at no time told of the microphone too', async () => {
    const { media, devices } = open();
    devices.refusal = ({ video }) => (video ? 'NotFoundError' : null);
    const told: unknown[] = [];
    media.on('change', () => told.push(media.state('mic').problem));
    await media.open(BOTH);
    expect(told.filter((problem) => problem !== null)).toEqual([]);
  });

  it('of the microphone alone leaves the camera', async () => {
    const { media, devices } = open();
    devices.refusal = ({ audio }) => (audio ? 'NotFoundError' : null);
    await media.open(BOTH);
    expect(codesOf(media)).toEqual(['device-not-found', null]);
    expect([devices.live, media.state('camera')]).toEqual([['video'], ON]);
  });

  it('is forgotten once the device opens', async () => {
    const { media, devices } = open();
    devices.refusal = () => 'NotReadableError';
    await media.setCamera(true);
    devices.refusal = () => null;
    await media.setCamera(true);
    expect([devices.live, media.state('camera')]).toEqual([['video'], ON]);
  });

  it('is forgotten when the device is switched off', async () => {
    const { media, devices } = open();
    devices.refusal = () => 'NotReadableError';
    await media.open(BOTH);
    await media.setCamera(false);
    await media.setMic(false);
    expect(codesOf(media)).toEqual([null, null]);
  });

  it('of an older request says nothing about the newer one', async () => {
    const { media, devices } = open();
    devices.hold();
    devices.refusal = () => 'NotReadableError';
    const older = media.setCamera(true);
    await media.setCamera(false);
    devices.refusal = () => null;
    const newer = media.setCamera(true);
    devices.releaseOne('newest');
    await newer;
    devices.release();
    await older;
    expect([devices.live, media.state('camera')]).toEqual([['video'], ON]);
  });

  it('of a track that was already replaced is none', async () => {
    const { media } = open();
    await media.open(BOTH);
    const old = media.track('camera');
    await media.setCamera(false);
    await media.setCamera(true);
    old?.dispatchEvent(new Event('ended'));
    await turns();
    expect(media.state('camera')).toEqual(ON);
  });

  it.each([
    ['isSecureContext', false, 'insecure-context'],
    ['RTCPeerConnection', undefined, 'unsupported-browser'],
  ])('of the page (%s is %s) is told as %s, and no device is asked for', async (name, value, code) => {
    const { media, devices } = open();
    vi.stubGlobal(name, value);
    onTestFinished(() => void vi.unstubAllGlobals());
    await media.open(BOTH);
    expect(codesOf(media)).toEqual([code, code]);
    expect(devices.asked).toEqual([]);
  });
});
