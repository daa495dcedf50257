/** One microphone or camera: what the person wants of it, its track while it has one, what is wrong. Asks for nothing. */
import { RtcError, type MediaErrorCode } from './errors.js';

export type DeviceKind = 'mic' | 'camera';

/** `on`: it is live. `problem`: why it cannot be, when it was asked for; with `busy` the browser does not answer. */
export interface DeviceState {
  readonly on: boolean;
  readonly busy: boolean;
  readonly problem: RtcError | null;
}

/** A camera that is slow for a moment, which Chromium mutes after 0.8 s without a frame, interrupts nobody. */
const INTERRUPTED_AFTER_MS = 1_500;

export interface DeviceOptions {
  /** Where its track comes and goes. */
  readonly stream: MediaStream;
  readonly onchange: () => void;
  /** Its track ended, though the person wants it: `settle`, or a new track, says what became of it. */
  readonly onlost: () => void;
}

export class Device {
  readonly kind: DeviceKind;
  /** The person's choice; null follows the system. */
  chosen: string | null = null;
  /** Its name: some browsers give devices new ids with each load. */
  label = '';
  readonly #options: DeviceOptions;
  #wanted = false;
  #busy = false;
  #problem: RtcError | null = null;
  #track: MediaStreamTrack | null = null;
  /** The first answer settles it; what is late belongs to an older one and is stopped when it arrives. */
  #request = 0;
  #asking: 'no' | 'quietly' | 'aloud' | 'in vain' = 'no';
  #listening: AbortController | null = null;
  #muted: ReturnType<typeof setTimeout> | undefined;

  constructor(kind: DeviceKind, options: DeviceOptions) {
    this.kind = kind;
    this.#options = options;
  }

  get state(): DeviceState {
    const [wanted, busy] = [this.#wanted, this.#busy];
    const problem = wanted && (!busy || this.#asking === 'in vain') ? this.#problem : null;
    return { on: wanted && !busy && problem === null && this.#track !== null, busy, problem };
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  /** The person's wish, whether the device follows or not. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** What becomes of it is open. */
  get lost(): boolean {
    return this.#wanted && !this.asking && this.#problem?.code === 'device-lost';
  }

  get request(): number {
    return this.#request;
  }

  /** A request is on its way, and may still be answered in time. */
  get asking(): boolean {
    return this.#asking === 'quietly' || this.#asking === 'aloud';
  }

  /** Nothing that works is open, and nothing that the person waits for is on its way. */
  get closed(): boolean {
    return this.#asking !== 'aloud' && (this.#track === null || this.#problem !== null);
  }

  /** A request begins. A `quiet` one is nobody's wish, and shows only if it succeeds or fails for another reason. */
  begin({ quiet }: { quiet: boolean }): number {
    this.#asking = quiet ? 'quietly' : 'aloud';
    this.#request += 1;
    if (quiet) return this.#request;
    this.#wanted = this.#busy = true;
    if (this.#track === null) this.#problem = null;
    this.#options.onchange();
    return this.#request;
  }

  /** Takes the place of the track before, if there is one. */
  accept(request: number, track: MediaStreamTrack): void {
    if (request !== this.#request) return track.stop();
    if (track.readyState === 'ended') return this.#stillborn();
    this.#drop();
    this.#track = track;
    if (track.getSettings().deviceId === this.chosen) this.label = track.label;
    track.enabled = this.#wanted;
    this.#options.stream.addTrack(track);
    this.#listen(track);
    this.#settled(null);
  }

  fail(request: number, problem: RtcError): void {
    if (request !== this.#request) return;
    const { code } = this.#problem ?? {};
    // A track that is muted may come back; and what was there and is not found is lost.
    const known = problem.code === code || (code === 'device-lost' && problem.code === 'device-not-found');
    this.#settled(known || this.#track ? this.#problem : problem);
  }

  /** The browser does not answer: that is told, and its answer is waited for all the same. */
  overdue(): void {
    if (this.#track) return this.#settled(this.#problem);
    if (this.#problem?.code !== 'device-timeout') this.#problem = this.#error('device-timeout');
    this.#asking = 'in vain';
    this.#options.onchange();
  }

  /** A lost device cannot be had back without the person, or a problem has another reason than it seemed. */
  settle(code?: MediaErrorCode): void {
    const problem = code && code !== this.#problem?.code ? this.#error(code) : this.#problem;
    if (!this.asking && (this.#busy || problem !== this.#problem)) this.#settled(problem);
  }

  /** What came had ended before: it is looked after as a lost one, and told of when that has happened before. */
  #stillborn(): void {
    if (this.#track || this.#problem?.code === 'device-lost') return this.#settled(this.#problem);
    this.#asking = 'no';
    this.lose();
  }

  /** Mutes at the source; the device stays open, so that "on" is instant. Without a track this is only a wish. */
  turn(on: boolean): void {
    this.#wanted = on;
    if (this.#track) this.#track.enabled = on;
    this.#options.onchange();
  }

  /** Off: its light goes out, and what is on its way is stopped when it arrives. */
  release(): void {
    this.#wanted = false;
    this.#drop();
    this.#settled(null);
  }

  /** Somebody else ended its track: unplugged, taken by the system, permission withdrawn. WebKit does not always say so. */
  lose(): void {
    this.#drop();
    this.#problem = this.#error('device-lost');
    this.#busy = this.#wanted;
    this.#options.onchange();
    if (this.#wanted) this.#options.onlost();
  }

  #settled(problem: RtcError | null): void {
    this.#request += 1;
    this.#asking = 'no';
    this.#busy = false;
    this.#problem = problem;
    this.#options.onchange();
  }

  #listen(track: MediaStreamTrack): void {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    track.addEventListener('ended', () => this.lose(), { signal });
    track.addEventListener('mute', () => this.#mutedBySystem(track), { signal });
    track.addEventListener('unmute', () => this.#unmuted(), { signal });
    if (track.muted) this.#mutedBySystem(track);
  }

  #drop(): void {
    const track = this.#track;
    if (!track) return;
    clearTimeout(this.#muted);
    this.#listening?.abort();
    this.#track = null;
    this.#options.stream.removeTrack(track);
    track.stop();
  }

  /** A phone call, a privacy switch, another program: the track lives, but nothing comes of it. */
  #mutedBySystem(track: MediaStreamTrack): void {
    clearTimeout(this.#muted);
    const interrupted = (): void => {
      if (!track.muted) return;
      this.#problem = this.#error('device-interrupted');
      this.#options.onchange();
    };
    // Behind a phone call the page is frozen soon: the other person is told at once, or not at all.
    if (document.hidden) interrupted();
    else this.#muted = setTimeout(interrupted, INTERRUPTED_AFTER_MS);
  }

  #unmuted(): void {
    clearTimeout(this.#muted);
    this.#problem = null;
    this.#options.onchange();
  }

  #error(code: MediaErrorCode): RtcError {
    return new RtcError(code, `the ${this.kind}: ${code}`);
  }
}
