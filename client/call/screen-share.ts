/** This side's screen while it is shared: one request at a time, and an end by whoever ends it. Knows no call. */
import type { DeviceState } from './device.js';
import { nameOf, refuserOf, RtcError } from './errors.js';
import { allowedByPage } from './permission.js';

/** Newer than TypeScript's list. */
interface SharedSound extends MediaTrackConstraints {
  readonly restrictOwnAudio: boolean;
}
/** This page's sound, its tab and the whole system's sound would come back to the other person as an echo. */
interface Offered extends DisplayMediaStreamOptions {
  readonly audio: SharedSound;
  readonly selfBrowserSurface: 'exclude';
  readonly surfaceSwitching: 'include';
  readonly systemAudio: 'exclude';
  readonly windowAudio: 'window';
}
/** As it is: what makes speech clear spoils music. */
const SOUND: SharedSound = {
  restrictOwnAudio: true,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};
const OFFERED: Offered = {
  video: true,
  audio: SOUND,
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
  systemAudio: 'exclude',
  windowAudio: 'window',
};

/** No person refuses so soon: where the browser does not tell what the page's policy allows, this does. */
const AT_ONCE_MS = 100;

/** Phones have no such method, and a frame needs its page's leave. */
export const canShareScreen = (): boolean => {
  // Typed as always there; on pages without https it is not.
  const media = navigator.mediaDevices as Partial<MediaDevices> | undefined;
  return media?.getDisplayMedia !== undefined && allowedByPage('screen') !== false;
};

export class ScreenShare {
  readonly #onchange: () => void;
  #stream: MediaStream | null = null;
  #busy = false;
  #problem: RtcError | null = null;
  /** A screen that is chosen after the end is let go at once. */
  #request = 0;

  constructor(onchange: () => void) {
    this.#onchange = onchange;
  }

  get state(): DeviceState {
    return { on: this.#stream !== null, busy: this.#busy, problem: this.#problem };
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  track(kind: 'video' | 'audio'): MediaStreamTrack | null {
    return this.#stream?.getTracks().find((track) => track.kind === kind) ?? null;
  }

  /** Lets the person choose; resolves when they have. Only in a click, or the browser refuses. */
  async start(): Promise<void> {
    if (this.#stream || this.#busy) return;
    const request = this.#settle({ busy: true });
    const result = await choose();
    if (request !== this.#request) return release(result);
    if (result instanceof RtcError) this.#settle({ problem: result });
    else if (result) this.#share(result);
    else this.#settle({});
  }

  /** Safe at any time, twice too. */
  stop(): void {
    if (!this.#stream && !this.#busy && !this.#problem) return;
    release(this.#stream);
    this.#settle({});
  }

  /** It is shared no more, for a reason that the person should know. */
  fail(problem: RtcError): void {
    release(this.#stream);
    this.#settle({ problem });
  }

  #share(stream: MediaStream): void {
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    if (audio) audio.contentHint = 'music';
    // Text is to be read: sharp pictures before many.
    if (video) video.contentHint = 'detail';
    // The browser's own "Stop sharing".
    video?.addEventListener('ended', () => stream === this.#stream && this.stop(), { once: true });
    this.#settle({ stream });
  }

  #settle({ stream = null, busy = false, problem = null }: Settled): number {
    this.#stream = stream;
    this.#busy = busy;
    this.#problem = problem;
    this.#request += 1;
    this.#onchange();
    return this.#request;
  }
}

interface Settled {
  readonly stream?: MediaStream | null;
  readonly busy?: boolean;
  readonly problem?: RtcError | null;
}

/** Null if the person chose none. */
async function choose(): Promise<MediaStream | RtcError | null> {
  const asked = performance.now();
  try {
    const shared = await navigator.mediaDevices.getDisplayMedia(OFFERED);
    if (shared.getVideoTracks()[0]?.readyState === 'live') return shared;
    release(shared);
    return new RtcError('screen-failed', 'getDisplayMedia gave no live picture');
  } catch (cause) {
    if (nameOf(cause) === 'NotAllowedError' && isOwnNo(cause, performance.now() - asked)) return null;
    return new RtcError('screen-failed', `getDisplayMedia failed: ${String(cause)}`, { cause });
  }
}

/** The person closed the picker; a refusal of the system or of the page's policy has the same name. */
function isOwnNo(cause: unknown, after: number): boolean {
  const allowed = allowedByPage('screen') ?? after > AT_ONCE_MS;
  return allowed && refuserOf(cause) === null;
}

function release(shared: MediaStream | RtcError | null): void {
  if (shared && 'getTracks' in shared) for (const track of shared.getTracks()) track.stop();
}
