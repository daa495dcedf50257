/** This side's microphone and camera: opens them, releases them, and says what is wrong with them. Knows no call. */
import { Device, type DeviceKind, type DeviceState } from './device.js';
import type { DeviceCare } from './device-care.js';
import { Emitter } from './emitter.js';
import { pageProblem, RtcError, toMediaError } from './errors.js';
import { upkeep } from './parts.js';
import { isGranted, permissionOf } from './permission.js';

export type { DeviceKind, DeviceState } from './device.js';

export interface MediaEvents {
  /** A track came, went, or was muted; read the rest from the object. */
  change: DeviceKind;
}

interface Asking {
  /** Whether the person may be asked; without, only what was allowed before is opened. */
  readonly prompt?: boolean;
}

/** A device, and which of its requests this is. */
type Request = readonly [Device, number];

const CONSTRAINTS: Readonly<Record<DeviceKind, MediaTrackConstraints>> = {
  mic: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};
const WIDE = 16 / 9;

export class Media extends Emitter<MediaEvents> {
  /** The same object for life; tracks come and go. For the own picture: play it muted. */
  readonly stream = new MediaStream();
  #picture = CONSTRAINTS.camera;
  readonly #devices: Readonly<Record<DeviceKind, Device>> = {
    mic: this.#newDevice('mic'),
    camera: this.#newDevice('camera'),
  };
  /** From the first opening until all is stopped. */
  #careLife: AbortController | null = null;
  #care: DeviceCare | null = null;
  /** It could not be loaded so far. */
  #careFailed = false;

  state(kind: DeviceKind): DeviceState {
    return this.#devices[kind].state;
  }

  track(kind: DeviceKind): MediaStreamTrack | null {
    return this.#devices[kind].track;
  }

  /** What `useDevice` chose; null follows the system. */
  chosen(kind: DeviceKind): string | null {
    return this.#devices[kind].chosen;
  }

  /** Whether the person wants it on, be it there or not. */
  wanted(kind: DeviceKind): boolean {
    return this.#devices[kind].wanted;
  }

  /**
   * Opens what is wanted with one prompt. Never rejects: what fails becomes a `problem`.
   * Without `prompt` only what the person has allowed before.
   */
  async open(kinds: readonly DeviceKind[], { prompt = true }: Asking = {}): Promise<void> {
    const before = kinds.map((kind) => this.#devices[kind].request);
    const allowed = prompt ? kinds.map(() => true) : await Promise.all(kinds.map(isGranted));
    const missing = kinds.filter((kind, index) => {
      const { closed, request } = this.#devices[kind];
      return allowed[index] && closed && request === before[index];
    });
    if (missing.length > 0) await this.#acquire(missing);
  }

  /** Off releases the camera: its light goes out. */
  async setCamera(on: boolean, options: Asking = {}): Promise<void> {
    if (on) return this.open(['camera'], options);
    this.#devices.camera.release();
  }

  /** Off mutes at the source; the device stays open, so that "on" is instant. */
  async setMic(on: boolean, options: Asking = {}): Promise<void> {
    const { mic } = this.#devices;
    if (!mic.track) return on ? this.open(['mic'], options) : mic.release();
    mic.turn(on);
    // On with a track that the system holds back: a new one may be had.
    if (on) await this.open(['mic'], options);
  }

  /** Lines of the camera's picture, from now on. */
  async setHeight(height: number): Promise<void> {
    const width = Math.round(height * WIDE);
    this.#picture = { ...this.#picture, width: { ideal: width }, height: { ideal: height } };
    // A camera that is not there any more has its problem told elsewhere.
    await this.track('camera')
      ?.applyConstraints(this.#picture)
      .catch(() => undefined);
  }

  /** Another microphone or camera by its `deviceId`, now and whenever it is there; null follows the system's default. */
  async useDevice(kind: DeviceKind, deviceId: string | null): Promise<void> {
    const device = this.#devices[kind];
    if (deviceId === device.chosen) return;
    device.chosen = deviceId;
    if (device.track) await this.#acquire([kind], { quiet: true });
  }

  /** Releases everything, also what is on its way; devices can be opened again. */
  stop(): void {
    this.#careLife?.abort();
    this.#care?.stop();
    this.#careLife = this.#care = null;
    this.#careFailed = false;
    for (const device of Object.values(this.#devices)) device.release();
  }

  async #acquire(kinds: readonly DeviceKind[], { quiet = false } = {}): Promise<void> {
    const devices = kinds.map((kind) => this.#devices[kind]);
    const requests = devices.map((device): Request => [device, device.begin({ quiet })]);
    const result = await request(devices, this.#picture);
    if (result instanceof RtcError) await this.#failed(requests, result);
    else for (const [device, id] of requests) accept(device, id, result);
    if (!pageProblem() && devices.some(({ wanted }) => wanted)) void this.#takeCare();
  }

  /** One device that is missing or forbidden must not take the other one with it. */
  async #failed(requests: readonly Request[], problem: RtcError): Promise<void> {
    for (const [device, id] of requests) {
      const alone = requests.length > 1 && (await mayOpenAlone(device.kind, problem));
      if (id !== device.request) continue;
      if (alone) await this.#acquire([device.kind]);
      else device.fail(id, problem);
    }
  }

  #newDevice(kind: DeviceKind): Device {
    return new Device(kind, {
      stream: this.stream,
      onchange: () => this.#changed(kind),
      onlost: () => this.#lost(kind),
    });
  }

  #changed(kind: DeviceKind): void {
    this.emit('change', kind);
    this.#care?.changed(kind);
  }

  #lost(kind: DeviceKind): void {
    if (this.#care) this.#care.notice(kind);
    else if (this.#careFailed) this.#devices[kind].settle();
  }

  /** While it cannot be loaded, a lost device is a problem that a press mends. */
  async #takeCare(): Promise<void> {
    if (this.#careLife) return;
    const life = (this.#careLife = new AbortController());
    const loaded = await upkeep.whileWanted(life.signal, () => this.#withoutCare());
    if (!loaded) return;
    const reopen = (kind: DeviceKind): Promise<void> => this.#acquire([kind], { quiet: true });
    this.#care = new loaded.DeviceCare({ devices: this.#devices, permissionOf, reopen });
    for (const { kind } of this.#lostDevices) this.#care.notice(kind);
  }

  #withoutCare(): void {
    this.#careFailed = true;
    for (const device of this.#lostDevices) device.settle();
  }

  get #lostDevices(): Device[] {
    return Object.values(this.#devices).filter(({ state }) => state.problem?.code === 'device-lost');
  }
}

async function request(devices: readonly Device[], picture: MediaTrackConstraints): Promise<MediaStream | RtcError> {
  const problem = pageProblem();
  if (problem) return problem;
  const open = (how: 'exact' | 'ideal'): Promise<MediaStream> => {
    const each = devices.map((device) => constraintsOf(device, how, picture));
    return navigator.mediaDevices.getUserMedia(Object.assign({}, ...each));
  };
  return open('exact')
    .catch((error: unknown) => {
      if (error instanceof OverconstrainedError) return open('ideal');
      throw error;
    })
    .catch(toMediaError);
}

/**
 * A chosen device that is not there gives way to another one, but only then: Chromium takes a wish that is merely `ideal`
 * for no reason to leave the system's default (measured in 156).
 */
function constraintsOf(
  { kind, chosen }: Device,
  how: 'exact' | 'ideal',
  picture: MediaTrackConstraints,
): MediaStreamConstraints {
  const which: MediaTrackConstraints = chosen === null ? {} : { deviceId: { [how]: chosen } };
  if (kind === 'mic') return { audio: { ...CONSTRAINTS.mic, ...which } };
  return { video: { ...picture, ...(chosen === null ? { facingMode: 'user' } : which) } };
}

function accept(device: Device, id: number, stream: MediaStream): void {
  const [track] = device.kind === 'mic' ? stream.getAudioTracks() : stream.getVideoTracks();
  if (track) device.accept(id, track);
}

async function mayOpenAlone(kind: DeviceKind, { code }: RtcError): Promise<boolean> {
  if (code === 'insecure-context' || code === 'unsupported-browser') return false;
  return code !== 'permission-denied' || isGranted(kind);
}
