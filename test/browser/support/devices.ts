/**
 * The computer's cameras and microphones in a test's hands: plugged in and out, muted by the system, forbidden, another
 * one the default. `getUserMedia` remembers every track handed out, waits when told to, and refuses by rule.
 */
import { onTestFinished, vi } from 'vitest';
import type { DeviceKind } from '../../../client/call/device.js';
import { eventually, turns } from './eventually.js';
import { Permissions } from './permissions.js';

type Refusal = (constraints: MediaStreamConstraints) => string | null;
type Plugged = Pick<MediaDeviceInfo, 'deviceId' | 'groupId' | 'label' | 'kind'>;

/** Each of them is looked at. */
const KINDS = 2;
const LISTED: Readonly<Record<DeviceKind, MediaDeviceKind>> = { mic: 'audioinput', camera: 'videoinput' };

export class Devices {
  readonly asked: MediaStreamConstraints[] = [];
  readonly tracks: MediaStreamTrack[] = [];
  readonly permissions = new Permissions();
  /** The name of the DOMException that a request fails with, if it does. */
  refusal: Refusal = () => null;
  /** What the browser never answers. */
  hangs: (constraints: MediaStreamConstraints) => boolean = () => false;
  /** So many of the next tracks have ended when they come. */
  stillborn = 0;
  /** As browsers do until something was allowed: the list has no names. */
  hidesNames = false;
  readonly #real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  #held: (() => void)[] | null = null;
  #unanswered = 0;
  /** The first of its kind is the system's default. */
  #plugged: Plugged[] = [made('mic', 'built-in microphone'), made('camera', 'built-in camera')];
  readonly #on = new Map<MediaStreamTrack, Plugged>();
  /** How often the list was read, and will have been once whoever looks after devices has looked after the last event. */
  #reads = 0;
  #due = 0;

  constructor() {
    const spies = [
      vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation((constraints = {}) => {
        this.#unanswered += 1;
        return this.#get(constraints).finally(() => (this.#unanswered -= 1));
      }),
      vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockImplementation(async () => this.#list()),
    ];
    onTestFinished(() => {
      for (const spy of spies) spy.mockRestore();
      for (const track of this.tracks) track.stop();
    });
  }

  /** What is in use: its light would be on. */
  get live(): string[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind);
  }

  /** On which devices the tracks in use are. */
  get lit(): (string | undefined)[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live').map((track) => this.#on.get(track)?.label);
  }

  /** Every request has its answer. */
  get idle(): boolean {
    return this.#unanswered === 0;
  }

  /** How many requests wait. */
  get waiting(): number {
    return this.#held?.length ?? 0;
  }

  /** Requests wait from now on. */
  hold(): void {
    this.#held ??= [];
  }

  /** Those that wait go on, the last one first where asked for; what is asked for from now on does not wait. */
  release({ lastFirst = false } = {}): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const go of lastFirst ? held.toReversed() : held) go();
  }

  /** One that waits goes on, the oldest or the newest; the others, and new ones, wait. */
  releaseOne(which: 'oldest' | 'newest' = 'oldest'): void {
    const go = which === 'oldest' ? this.#held?.shift() : this.#held?.pop();
    go?.();
  }

  /** Whatever happened so far was looked at, and all that came of it is done. */
  async watched(): Promise<void> {
    await eventually(() => this.#reads >= this.#due && this.idle).toBe(true);
    await turns();
  }

  /** Whoever looks after devices has read the list so many times: what was opened first is known to it. */
  async listed(times: number): Promise<void> {
    await eventually(() => this.#reads).toBeGreaterThanOrEqual(times);
    await turns();
  }

  /** The cable is pulled: its tracks end, and the browser tells of another list. */
  unplug(label: string): void {
    this.#plugged = this.#plugged.filter((device) => device.label !== label);
    for (const [track, device] of this.#on) if (device.label === label) end(track);
    this.tellOfChange();
  }

  /** As the system's default, or beside it. Returns its id. */
  plug(kind: DeviceKind, label: string, { isDefault = true } = {}): string {
    const device = made(kind, label);
    this.#plugged = isDefault ? [device, ...this.#plugged] : [...this.#plugged, device];
    this.tellOfChange();
    return device.deviceId;
  }

  /** As some browsers do with each load. */
  giveNewIds(): void {
    this.#plugged = this.#plugged.map((device) => ({ ...device, deviceId: `new ${device.deviceId}` }));
  }

  makeDefault(label: string): void {
    this.#plugged = this.#plugged.toSorted((a, b) => Number(b.label === label) - Number(a.label === label));
    this.tellOfChange();
  }

  tellOfChange(): void {
    this.#due = this.#reads + KINDS;
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  }

  /** As when the person turns to the page again. */
  showPage(): void {
    this.#due = this.#reads + KINDS;
    document.dispatchEvent(new Event('visibilitychange'));
  }

  /** The browser ends what is in use of it, without a reason. */
  endTracks(kind: DeviceKind): void {
    for (const [track, device] of this.#on) if (device.kind === LISTED[kind]) end(track);
  }

  /** The system takes the sound or picture away, or gives it back; the track lives. */
  mute(kind: DeviceKind, muted = true): void {
    for (const [track, device] of this.#on) {
      if (device.kind !== LISTED[kind] || track.readyState === 'ended') continue;
      Object.defineProperty(track, 'muted', { value: muted, configurable: true });
      track.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
    }
  }

  /** As by the icon beside the address: what is in use of it ends. */
  withdraw(kind: DeviceKind, state: PermissionState = 'denied'): void {
    this.endTracks(kind);
    this.permissions.set(kind, state);
  }

  #list(): MediaDeviceInfo[] {
    this.#reads += 1;
    const mic = this.#plugged.find(({ kind }) => kind === 'audioinput');
    // As Chromium on Windows.
    const doubles = mic
      ? ['Default', 'Communications'].map((name) => ({
          ...mic,
          deviceId: name.toLowerCase(),
          label: `${name} - ${mic.label}`,
        }))
      : [];
    const named = !this.hidesNames || this.live.length > 0;
    const hidden = { deviceId: '', groupId: '', label: '' };
    return [...doubles, ...this.#plugged].map((device) => ({
      ...device,
      ...(named ? {} : hidden),
      toJSON: () => device,
    }));
  }

  async #get(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    const name = this.refusal(constraints);
    const [audio, video] = [this.#pick('audioinput', constraints.audio), this.#pick('videoinput', constraints.video)];
    if (this.hangs(constraints)) await new Promise(() => undefined);
    const held = this.#held;
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    if (name !== null) throw new DOMException('refused by the test', name);
    const stream = await this.#real({ audio: anywhere(constraints.audio), video: anywhere(constraints.video) });
    for (const track of stream.getTracks()) this.#hand(track, track.kind === 'audio' ? audio : video, constraints);
    return stream;
  }

  /** The one that is asked for, else the default. */
  #pick(kind: MediaDeviceKind, wanted: boolean | MediaTrackConstraints | undefined): Plugged | null {
    if (!wanted) return null;
    const all = this.#plugged.filter((device) => device.kind === kind);
    const device = all.find(({ deviceId }) => deviceId === idOf(wanted)) ?? all[0];
    if (!device) throw new DOMException('nothing is plugged in', 'NotFoundError');
    if (isExact(wanted) && device.deviceId !== idOf(wanted)) throw new DOMException('deviceId', 'OverconstrainedError');
    return device;
  }

  #hand(track: MediaStreamTrack, device: Plugged | null, { audio }: MediaStreamConstraints): void {
    this.tracks.push(track);
    if (this.stillborn > 0) track.stop();
    this.stillborn -= 1;
    if (!device) return;
    this.#on.set(track, device);
    Object.defineProperty(track, 'label', { value: device.label });
    // Chromium says "default" of a microphone that nobody chose.
    const anyMic = device.kind === 'audioinput' && idOf(audio) === undefined;
    const settings = {
      ...track.getSettings(),
      groupId: device.groupId,
      deviceId: anyMic ? 'default' : device.deviceId,
    };
    track.getSettings = () => settings;
  }
}

const made = (kind: DeviceKind, label: string): Plugged => ({
  deviceId: `id of ${label}`,
  groupId: `group of ${label}`,
  label,
  kind: LISTED[kind],
});

/** The browser ends it; `stop()` alone tells nobody. */
function end(track: MediaStreamTrack): void {
  if (track.readyState === 'ended') return;
  track.stop();
  track.dispatchEvent(new Event('ended'));
}

type Wanted = boolean | MediaTrackConstraints | undefined;

/** The ids are the test's own. */
const anywhere = (constraints: Wanted): boolean | MediaTrackConstraints =>
  typeof constraints === 'object' ? { ...constraints, deviceId: [] } : (constraints ?? false);

const idWanted = (constraints: Wanted): ConstrainDOMStringParameters => {
  const deviceId = typeof constraints === 'object' ? constraints.deviceId : undefined;
  return typeof deviceId === 'object' && !Array.isArray(deviceId) ? deviceId : {};
};
export const isExact = (constraints: Wanted): boolean => idWanted(constraints).exact !== undefined;
export const idOf = (constraints: Wanted): unknown => idWanted(constraints).exact ?? idWanted(constraints).ideal;
