/**
 * Looks after devices that are wanted: opens them again when they come back, follows the system's default, and says when
 * only the person can help. Never prompts: it asks for what is allowed. Loaded after the devices are open.
 */
import type { Device, DeviceKind } from './device.js';
import { defaultOf, isDisplaced, nextStep, retryDelay, type Entry, type Situation } from './device-rules.js';
import { isDenial } from './errors.js';
import { listed } from './listed.js';

/** Systems tell of one device that comes in several events. */
const TRY_EVERY_MS = 1_000;
/** A device that may be opened without a prompt opens within that; slow ones take some seconds. */
const SILENT_MS = 3_000;
const KINDS: readonly DeviceKind[] = ['mic', 'camera'];

export interface CareOptions {
  readonly devices: Readonly<Record<DeviceKind, Device>>;
  readonly permissionOf: (kind: DeviceKind) => Promise<PermissionStatus | null>;
  /** Opens a device without a word of it, unless it succeeds; resolves when it is settled. */
  readonly reopen: (kind: DeviceKind) => Promise<void>;
  /** Asks for a device once more, and alone: whichever answer comes first counts. */
  readonly again: (kind: DeviceKind) => Promise<void>;
}

/** How things were when a track was opened. */
interface Opened {
  readonly track: MediaStreamTrack;
  readonly fallback: Entry | null;
  readonly granted: boolean;
}

/** What is known of one device. */
interface Patient {
  opened: Opened | null;
  /** Kept, since a browser may forget one that nobody holds, and its listener. */
  permission: PermissionStatus | null;
  tries: number;
  triedAt: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Something happened while a request was on its way. */
  missed: boolean;
  /** A try of ours is on its way: what it opens is remembered with what was so before it. */
  trying: boolean;
  /** The request that was on its way at the last look, and how many looks ago it was first seen. */
  request: number;
  silent: number;
}

const newPatient = (): Patient => ({
  opened: null,
  permission: null,
  tries: 0,
  triedAt: 0,
  timer: undefined,
  missed: false,
  trying: false,
  request: -1,
  silent: 0,
});

export class DeviceCare {
  readonly #options: CareOptions;
  readonly #life = new AbortController();
  readonly #patients: Record<DeviceKind, Patient> = { mic: newPatient(), camera: newPatient() };
  readonly #silence = setInterval(() => this.#listenAll(), SILENT_MS);

  constructor(options: CareOptions) {
    this.#options = options;
    const { signal } = this.#life;
    navigator.mediaDevices.addEventListener('devicechange', () => this.#noticeAll(), { signal });
    document.addEventListener('visibilitychange', () => !document.hidden && this.#noticeAll(), { signal });
    for (const kind of KINDS) {
      void this.#watchPermission(kind);
      this.changed(kind);
    }
  }

  /** Safe at any time, twice too. */
  stop(): void {
    this.#life.abort();
    clearInterval(this.#silence);
    for (const { timer } of Object.values(this.#patients)) clearTimeout(timer);
  }

  /** Its state or track is another. */
  changed(kind: DeviceKind): void {
    const [device, patient] = [this.#options.devices[kind], this.#patients[kind]];
    if (device.asking) return;
    if (device.track && device.track !== patient.opened?.track && !patient.trying)
      void this.#remember(kind, device.track);
    if (patient.missed) this.notice(kind);
    // Nobody tells when another program lets go of a device.
    else if (device.state.problem?.code === 'device-in-use') this.#tryLater(kind);
  }

  /** Something happened that may bring it back, or take it elsewhere: one look, and one try at most. */
  notice(kind: DeviceKind): void {
    const patient = this.#patients[kind];
    patient.tries = 0;
    patient.missed = this.#options.devices[kind].asking;
    if (!patient.missed) this.#lookIn(kind, Math.max(0, patient.triedAt + TRY_EVERY_MS - Date.now()));
  }

  #noticeAll(): void {
    for (const kind of KINDS) this.notice(kind);
  }

  #listenAll(): void {
    for (const kind of KINDS) this.#listen(kind);
  }

  /** While the browser may be asking the person nothing is late. */
  #listen(kind: DeviceKind): void {
    const [device, patient] = [this.#options.devices[kind], this.#patients[kind]];
    const request = device.asking && patient.permission?.state === 'granted' ? device.request : -1;
    patient.silent = request >= 0 && request === patient.request ? patient.silent + 1 : 0;
    patient.request = request;
    // One of two that were asked for together may be all that hangs.
    if (patient.silent === 1) void this.#options.again(kind);
    if (patient.silent < 2) return;
    patient.trying = false;
    device.overdue();
  }

  async #watchPermission(kind: DeviceKind): Promise<void> {
    const status = await this.#options.permissionOf(kind);
    this.#patients[kind].permission = status;
    this.#listen(kind);
    status?.addEventListener('change', () => this.notice(kind), { signal: this.#life.signal });
  }

  async #remember(kind: DeviceKind, track: MediaStreamTrack): Promise<void> {
    const [permission, list] = await Promise.all([this.#options.permissionOf(kind), listed(kind)]);
    const opened = { track, fallback: defaultOf(list), granted: permission?.state === 'granted' };
    if (this.#options.devices[kind].track === track) this.#patients[kind].opened = opened;
  }

  #tryLater(kind: DeviceKind): void {
    const patient = this.#patients[kind];
    if (patient.timer !== undefined) return;
    this.#lookIn(kind, retryDelay(patient.tries));
    patient.tries += 1;
  }

  #lookIn(kind: DeviceKind, delay: number): void {
    const patient = this.#patients[kind];
    clearTimeout(patient.timer);
    if (this.#life.signal.aborted) return;
    patient.timer = setTimeout(() => {
      patient.timer = undefined;
      void this.#look(kind);
    }, delay);
  }

  async #look(kind: DeviceKind): Promise<void> {
    const [permission, list] = await Promise.all([this.#options.permissionOf(kind), listed(kind)]);
    const device = this.#options.devices[kind];
    if (this.#life.signal.aborted || device.asking) return;
    if (device.track?.readyState === 'ended') return device.lose();
    const step = nextStep(this.#situation(kind, permission?.state ?? 'unknown', list));
    if (step === 'open') await this.#open(kind, defaultOf(list));
    if (step === 'say-blocked' && !isDenial(device.state.problem?.code)) device.settle('permission-denied');
    if (step === 'say-lost') device.settle();
  }

  #situation(kind: DeviceKind, permission: Situation['permission'], list: readonly Entry[]): Situation {
    const { wanted, track, chosen, label } = this.#options.devices[kind];
    const { opened } = this.#patients[kind];
    // Cameras have no default that a person would set: only one that was chosen is gone back to.
    const before = kind === 'mic' && opened?.track === track ? (opened?.fallback ?? null) : null;
    const muted = track?.muted ? 'muted' : 'live';
    return {
      wanted,
      permission,
      track: track === null ? 'none' : muted,
      wasGranted: opened?.granted ?? false,
      present: list.length > 0,
      displaced: track !== null && isDisplaced({ settings: track.getSettings(), chosen, label, before, list }),
    };
  }

  async #open(kind: DeviceKind, fallback: Entry | null): Promise<void> {
    const [device, patient] = [this.#options.devices[kind], this.#patients[kind]];
    const { track } = device;
    patient.triedAt = Date.now();
    patient.trying = true;
    await this.#options.reopen(kind);
    patient.trying = false;
    if (device.track && device.track !== track) patient.opened = { track: device.track, fallback, granted: true };
    else if (!isDenial(device.state.problem?.code)) this.#tryLater(kind);
  }
}
