/** This side's microphone and camera: opens them, releases them, and says what is wrong with them. Knows no call. */
import { Device, type DeviceKind, type DeviceState } from './device.js';
import type { DeviceCare } from './device-care.js';
import { Emitter } from './emitter.js';
import { isDenial, pageProblem, RtcError } from './errors.js';
import { CONSTRAINTS, request, requestSpare } from './opening.js';
import { upkeep } from './parts.js';
import { allowedByPage, isGranted, permissionOf } from './permission.js';

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

const WIDE = 16 / 9;
/** After that it takes longer than devices do: what looks after them is loaded, and sees why. */
const SLOW_MS = 3_000;

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

  /**
   * Another microphone or camera by its `deviceId`, now and whenever it is there; null follows the system's default. `label`
   * finds it where ids change.
   */
  async useDevice(kind: DeviceKind, deviceId: string | null, label = ''): Promise<void> {
    const device = this.#devices[kind];
    const { track, chosen, wanted } = device;
    const used = deviceId && (track?.getSettings().deviceId ?? deviceId);
    const there = track !== null && deviceId === chosen && deviceId === used;
    if (deviceId !== chosen) Object.assign(device, { chosen: deviceId, label });
    if (!there && (track || wanted)) await this.#acquire([kind], { quiet: track !== null });
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
    const requests = this.#permitted(devices.map((device): Request => [device, device.begin({ quiet })]));
    if (requests.length > 0) await this.#ask(requests);
    if (!pageProblem() && devices.some(({ wanted }) => wanted)) void this.#takeCare();
  }

  async #ask(requests: readonly Request[]): Promise<void> {
    const slow = setTimeout(() => void this.#takeCare(), SLOW_MS);
    const result = await request(
      requests.map(([device]) => device),
      this.#picture,
    );
    clearTimeout(slow);
    if (result instanceof RtcError) await this.#failed(requests, result);
    else for (const [device, id] of requests) accept(device, id, result);
  }

  /** Without those that the page's policy forbids: the browser would refuse all of a request for one of them. */
  #permitted(requests: readonly Request[]): Request[] {
    const problem = new RtcError('denied-by-page', "the page's permissions policy does not allow it");
    return requests.filter(([device, id]) => {
      const allowed = allowedByPage(device.kind) !== false;
      if (!allowed) device.fail(id, problem);
      return allowed;
    });
  }

  /** One device that is missing or forbidden must not take the other one with it. */
  async #failed(requests: readonly Request[], problem: RtcError): Promise<void> {
    for (const [device, id] of requests) {
      const alone = requests.length > 1 && (await mayOpenAlone(device.kind, problem));
      if (id !== device.request) continue;
      if (alone) await this.#acquire([device.kind]);
      else await this.#without(device, id, problem);
    }
  }

  /** Where the system's default is taken, another one may be free. */
  async #without(device: Device, id: number, problem: RtcError): Promise<void> {
    const taken = problem.code === 'device-in-use' && device.chosen === null && device.track === null;
    const spare = taken ? await requestSpare(device.kind, this.#picture) : null;
    if (spare) accept(device, id, spare);
    else device.fail(id, problem);
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
    const again = (kind: DeviceKind): Promise<void> => this.#ask([[this.#devices[kind], this.#devices[kind].request]]);
    this.#care = new loaded.DeviceCare({ devices: this.#devices, permissionOf, reopen, again });
    for (const { kind } of this.#lostDevices) this.#care.notice(kind);
  }

  #withoutCare(): void {
    this.#careFailed = true;
    for (const device of this.#lostDevices) device.settle();
  }

  get #lostDevices(): Device[] {
    return Object.values(this.#devices).filter(({ lost }) => lost);
  }
}

function accept(device: Device, id: number, stream: MediaStream): void {
  const [track] = device.kind === 'mic' ? stream.getAudioTracks() : stream.getVideoTracks();
  if (track) device.accept(id, track);
  else device.fail(id, new RtcError('device-not-found', `the browser gave no ${device.kind}`));
}

async function mayOpenAlone(kind: DeviceKind, { code }: RtcError): Promise<boolean> {
  if (code === 'insecure-context' || code === 'unsupported-browser') return false;
  return !isDenial(code) || isGranted(kind);
}
