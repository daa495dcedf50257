/** This side's microphone and camera: opens them, releases them, and says what is wrong with them. Knows no call. */
import { Emitter } from './emitter.js';
import { pageProblem, RtcError, toMediaError } from './errors.js';

export type DeviceKind = 'mic' | 'camera';

/** `on`: it is live. `problem`: why it cannot be, when it was asked for. */
export interface DeviceState {
  readonly on: boolean;
  readonly busy: boolean;
  readonly problem: RtcError | null;
}

export interface MediaEvents {
  /** A track came, went, or was muted; read the rest from the object. */
  change: DeviceKind;
}

/** A device, and which of its requests this is. */
type Request = readonly [DeviceKind, number];

const CONSTRAINTS: Readonly<Record<DeviceKind, MediaStreamConstraints>> = {
  mic: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
  camera: { video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, facingMode: 'user' } },
};
const PERMISSIONS: Readonly<Record<DeviceKind, string>> = { mic: 'microphone', camera: 'camera' };
const KINDS: readonly DeviceKind[] = ['mic', 'camera'];
const OFF: DeviceState = { on: false, busy: false, problem: null };

export class Media extends Emitter<MediaEvents> {
  /** The same object for life; tracks come and go. For the own picture: play it muted. */
  readonly stream = new MediaStream();
  readonly #states: Record<DeviceKind, DeviceState> = { mic: OFF, camera: OFF };
  readonly #tracks: Record<DeviceKind, MediaStreamTrack | null> = { mic: null, camera: null };
  /** What is late belongs to an older request and is stopped when it arrives. */
  readonly #requests: Record<DeviceKind, number> = { mic: 0, camera: 0 };

  state(kind: DeviceKind): DeviceState {
    return this.#states[kind];
  }

  track(kind: DeviceKind): MediaStreamTrack | null {
    return this.#tracks[kind];
  }

  /**
   * Opens what is wanted with one prompt. Never rejects: what fails becomes a `problem`.
   * Without `prompt` only what the person has allowed before.
   */
  async open(kinds: readonly DeviceKind[], { prompt = true } = {}): Promise<void> {
    const before = { ...this.#requests };
    const allowed = prompt ? kinds : await granted(kinds);
    const missing = allowed.filter(
      (kind) => !this.#tracks[kind] && !this.#states[kind].busy && before[kind] === this.#requests[kind],
    );
    if (missing.length > 0) await this.#acquire(missing);
  }

  /** Off releases the camera: its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    if (on) return this.open(['camera']);
    this.#release('camera');
  }

  /** Off mutes at the source; the device stays open, so that "on" is instant. */
  async setMic(on: boolean): Promise<void> {
    const track = this.#tracks.mic;
    if (!track) return on ? this.open(['mic']) : this.#release('mic');
    track.enabled = on;
    this.#set('mic', { on, busy: false, problem: null });
  }

  /** Releases everything, also what is on its way; devices can be opened again. */
  stop(): void {
    for (const kind of KINDS) this.#release(kind);
  }

  async #acquire(kinds: readonly DeviceKind[]): Promise<void> {
    const requests = kinds.map((kind): Request => [kind, ++this.#requests[kind]]);
    for (const kind of kinds) this.#set(kind, { on: false, busy: true, problem: null });
    const result = await request(kinds);
    if (result instanceof RtcError) return this.#failed(requests, result);
    for (const [kind, id] of requests) this.#accept(kind, trackOf(result, kind), id === this.#requests[kind]);
  }

  /** One device that is missing or forbidden must not take the other one with it. */
  async #failed(requests: readonly Request[], problem: RtcError): Promise<void> {
    for (const [kind, id] of requests) {
      const alone = requests.length > 1 && (await mayOpenAlone(kind, problem));
      if (id !== this.#requests[kind]) continue;
      if (alone) await this.#acquire([kind]);
      else this.#set(kind, { on: false, busy: false, problem });
    }
  }

  #accept(kind: DeviceKind, track: MediaStreamTrack | undefined, current: boolean): void {
    if (!track) return;
    if (!current) return track.stop();
    this.#tracks[kind] = track;
    this.stream.addTrack(track);
    track.addEventListener('ended', () => this.#lost(kind, track), { once: true });
    this.#set(kind, { on: true, busy: false, problem: null });
  }

  #release(kind: DeviceKind): void {
    this.#requests[kind] += 1;
    this.#drop(kind);
    this.#set(kind, OFF);
  }

  #drop(kind: DeviceKind): void {
    const track = this.#tracks[kind];
    if (!track) return;
    track.stop();
    this.stream.removeTrack(track);
    this.#tracks[kind] = null;
  }

  /** `ended` fires only when somebody else ends a track: unplugged, or permission withdrawn. */
  #lost(kind: DeviceKind, track: MediaStreamTrack): void {
    if (this.#tracks[kind] !== track) return;
    this.#drop(kind);
    const problem = new RtcError('device-lost', `the ${PERMISSIONS[kind]} ended`);
    this.#set(kind, { on: false, busy: false, problem });
  }

  #set(kind: DeviceKind, state: DeviceState): void {
    this.#states[kind] = state;
    this.emit('change', kind);
  }
}

const trackOf = (stream: MediaStream, kind: DeviceKind): MediaStreamTrack | undefined =>
  (kind === 'mic' ? stream.getAudioTracks() : stream.getVideoTracks())[0];

async function request(kinds: readonly DeviceKind[]): Promise<MediaStream | RtcError> {
  const problem = pageProblem();
  if (problem) return problem;
  const constraints: MediaStreamConstraints = Object.assign({}, ...kinds.map((kind) => CONSTRAINTS[kind]));
  return navigator.mediaDevices.getUserMedia(constraints).catch(toMediaError);
}

async function mayOpenAlone(kind: DeviceKind, { code }: RtcError): Promise<boolean> {
  if (code === 'insecure-context' || code === 'unsupported-browser') return false;
  return code !== 'permission-denied' || (await permission(kind)) === 'granted';
}

async function granted(kinds: readonly DeviceKind[]): Promise<DeviceKind[]> {
  const states = await Promise.all(kinds.map(permission));
  return kinds.filter((_kind, index) => states[index] === 'granted');
}

/** Asked to not prompt when nobody clicked, nor twice. Firefox below 132 does not know these names. */
async function permission(kind: DeviceKind): Promise<PermissionState | 'unknown'> {
  // TypeScript's list of names is behind the browsers'.
  const name = PERMISSIONS[kind] as PermissionName;
  return navigator.permissions
    .query({ name })
    .then((status) => status.state)
    .catch((): 'unknown' => 'unknown');
}
