import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Media, type DeviceKind } from '../../client/call/media.js';
import { upkeep } from '../../client/call/parts.js';
import { Devices, idOf, isExact } from './support/devices.js';
import { eventually, turns, until } from './support/eventually.js';
import { holdTime } from './support/held-time.js';
import { holdLimits, never } from './support/limits.js';
import { forbid } from './support/policy.js';

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

  it('without a prompt opens nothing where the browser does not say what was allowed', async () => {
    const { media, devices } = open();
    vi.spyOn(navigator.permissions, 'query').mockImplementation(never);
    const end = holdLimits();
    const opened = media.open(BOTH, { prompt: false });
    end();
    await opened;
    expect([devices.asked, media.state('camera')]).toEqual([[], OFF]);
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

describe('a device that does not answer', () => {
  /** Until what looks after devices is there. */
  const looked = (): Promise<void> => until(() => vi.getTimerCount() === 1);
  const SILENCE_MS = 3_000;

  it('is told while it is waited for, and does not take the other one with it', async () => {
    const { media, devices } = open();
    devices.hangs = ({ video }) => video !== undefined;
    const pass = holdTime({ intervals: true });
    void media.open(BOTH);
    await pass(SILENCE_MS);
    await looked();
    await pass(SILENCE_MS);
    await until(() => media.state('mic').on);
    await pass(SILENCE_MS);
    expect([media.state('camera').busy, ...codesOf(media)]).toEqual([true, null, 'device-timeout']);
    expect(devices.live).toEqual(['audio']);
    await media.setCamera(false);
    expect(media.state('camera')).toEqual(OFF);
  });

  it('is used when it answers after all, and opened once', async () => {
    const { media, devices } = open();
    devices.hold();
    const pass = holdTime({ intervals: true });
    void media.open(['camera']);
    await pass(SILENCE_MS);
    await looked();
    await pass(2 * SILENCE_MS);
    expect(codesOf(media)).toEqual([null, 'device-timeout']);
    devices.release();
    await until(() => media.state('camera').on && devices.idle);
    expect([devices.live, media.state('camera')]).toEqual([['video'], ON]);
  });

  it('is not late while the browser may be asking the person', async () => {
    const { media, devices } = open();
    for (const kind of BOTH) devices.permissions.set(kind, 'prompt');
    devices.hold();
    const pass = holdTime({ intervals: true });
    void media.open(BOTH);
    await pass(SILENCE_MS);
    await looked();
    await pass(600_000);
    expect([codesOf(media), devices.asked.length, media.state('mic').busy]).toEqual([[null, null], 1, true]);
  });
});

describe('a track that has ended when it comes', () => {
  it('is opened again, and is at no time told as on', async () => {
    const { media, devices } = open();
    const told: unknown[] = [];
    media.on('change', (kind) => {
      const { on, problem } = media.state(kind);
      if (problem || (on && media.track(kind)?.readyState !== 'live')) told.push(media.state(kind));
    });
    devices.stillborn = 1;
    await media.open(['camera']);
    expect(media.state('camera').on).toBe(false);
    await eventually(() => media.state('camera')).toEqual(ON);
    expect([devices.live, devices.asked.length, told]).toEqual([['video'], 2, []]);
  });

  it('again and again is told as lost', async () => {
    const { media, devices } = open();
    devices.stillborn = 99;
    await media.open(['camera']);
    await eventually(() => codesOf(media)).toEqual([null, 'device-lost']);
    expect(media.state('camera').busy).toBe(false);
  });

  it('or that does not come at all leaves nobody waiting', async () => {
    const { media } = open();
    vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockResolvedValueOnce(new MediaStream());
    await media.open(['camera']);
    expect([codesOf(media), media.state('camera').busy]).toEqual([[null, 'device-not-found'], false]);
  });
});

describe('a device that was chosen', () => {
  it.each(['OverconstrainedError', 'NotFoundError'])(
    'and is gone gives way to another one: %s, in a browser that has no such class',
    async (name) => {
      const { media, devices } = open();
      vi.stubGlobal('OverconstrainedError', undefined);
      onTestFinished(() => void vi.unstubAllGlobals());
      devices.refusal = ({ video }) => (isExact(video) ? name : null);
      await media.useDevice('camera', 'gone');
      await media.open(BOTH);
      expect([media.state('mic'), media.state('camera')]).toEqual([ON, ON]);
    },
  );

  it.each([
    ['mic', 'headset'],
    ['camera', 'webcam'],
  ] as const)('is found by its name where its id is another: a %s', async (kind, label) => {
    const { media, devices } = open();
    const id = devices.plug(kind, label, { isDefault: false });
    await media.useDevice(kind, 'id of last time', label);
    await media.open([kind]);
    expect([devices.lit, media.chosen(kind)]).toEqual([[label], id]);
    const { audio, video } = devices.asked.at(-1) ?? {};
    // Chromium leaves the default for no other wish.
    expect(isExact(kind === 'mic' ? audio : video)).toBe(true);
  });

  it('by its id alone is known by its name from then on', async () => {
    const { media, devices } = open();
    await media.useDevice('camera', devices.plug('camera', 'webcam', { isDefault: false }));
    await media.open(['camera']);
    devices.giveNewIds();
    await media.setCamera(false);
    await media.setCamera(true);
    expect([devices.lit, media.chosen('camera')]).toEqual([['webcam'], 'new id of webcam']);
  });

  it('opens at once where the one before could not be had', async () => {
    const { media, devices } = open();
    const id = devices.plug('camera', 'webcam', { isDefault: false });
    devices.refusal = () => 'NotReadableError';
    await media.open(['camera']);
    const { length } = devices.asked;
    devices.refusal = () => null;
    await media.useDevice('camera', id);
    expect([devices.lit, media.state('camera'), devices.asked.length - length]).toEqual([['webcam'], ON, 1]);
  });

  it('opens at once when it is chosen once more', async () => {
    const { media, devices } = open();
    const id = devices.plug('camera', 'webcam', { isDefault: false });
    await media.useDevice('camera', id);
    expect(devices.asked).toEqual([]);
    devices.refusal = () => 'NotReadableError';
    await media.open(['camera']);
    devices.refusal = () => null;
    await media.useDevice('camera', id);
    expect([devices.lit, media.state('camera')]).toEqual([['webcam'], ON]);
    await media.useDevice('camera', id);
    expect(devices.asked).toHaveLength(2);
  });

  it('and is taken gives way to none', async () => {
    const { media, devices } = open();
    const id = devices.plug('camera', 'webcam', { isDefault: false });
    devices.plug('camera', 'another webcam', { isDefault: false });
    devices.refusal = ({ video }) => (idOf(video) === id ? 'NotReadableError' : null);
    await media.useDevice('camera', id);
    await media.open(BOTH);
    expect([codesOf(media), devices.lit]).toEqual([[null, 'device-in-use'], ['built-in microphone']]);
  });
});

describe('a default that is taken', () => {
  it.each([
    ['mic', 'headset'],
    ['camera', 'webcam'],
  ] as const)('gives way to a free %s, and nobody reads of a problem', async (kind, label) => {
    const { media, devices } = open();
    const told: unknown[] = [];
    media.on('change', () => told.push(media.state(kind).problem));
    const id = devices.plug(kind, label, { isDefault: false });
    devices.refusal = (wanted) =>
      idOf(kind === 'mic' ? wanted.audio : wanted.video) === id ? null : 'NotReadableError';
    await media.open([kind]);
    expect([devices.lit, media.state(kind)]).toEqual([[label], ON]);
    // The one that is taken is not asked for again, by whatever name it is listed.
    expect(devices.asked).toHaveLength(2);
    expect(told.filter((problem) => problem !== null)).toEqual([]);
  });

  it('is told where what would look for another one does not come', async () => {
    const { media, devices } = open();
    const load = vi.spyOn(upkeep, 'load').mockImplementation(never);
    onTestFinished(() => load.mockRestore());
    const end = holdLimits();
    devices.refusal = () => 'NotReadableError';
    void media.open(['camera']);
    await eventually(() => {
      end();
      return codesOf(media);
    }).toEqual([null, 'device-in-use']);
  });

  it('gives way to none where the person would be asked for each', async () => {
    const { media, devices } = open();
    devices.plug('camera', 'webcam', { isDefault: false });
    devices.permissions.set('camera', 'prompt');
    devices.refusal = () => 'NotReadableError';
    await media.open(['camera']);
    expect([codesOf(media), devices.asked.length]).toEqual([[null, 'device-in-use'], 1]);
  });
});

describe("what the page's policy forbids", () => {
  it('is not asked for, is told as such, and does not take the other one with it', async () => {
    const { media, devices } = open();
    forbid('camera');
    await media.open(BOTH);
    expect([codesOf(media), media.state('mic'), devices.asked.length]).toEqual([[null, 'denied-by-page'], ON, 1]);
    devices.showPage();
    await devices.watched();
    expect(codesOf(media)).toEqual([null, 'denied-by-page']);
  });
});
