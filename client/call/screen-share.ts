/** This side's screen while it is shared: one request at a time, and an end by whoever ends it. Knows no call. */
import type { DeviceState } from './device.js';
import { RtcError } from './errors.js';

/** Newer than TypeScript's list. Own sound and own tab would come back to the other person as an echo. */
interface Offered extends DisplayMediaStreamOptions {
  readonly selfBrowserSurface: 'exclude';
  readonly surfaceSwitching: 'include';
  readonly systemAudio: 'exclude';
}
const OFFERED: Offered = {
  video: true,
  audio: true,
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
  systemAudio: 'exclude',
};

/** Phones have no such method. */
export const canShareScreen = (): boolean => 'getDisplayMedia' in navigator.mediaDevices;

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
    if (result instanceof MediaStream) this.#share(result);
    else this.#settle({ problem: result });
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
  try {
    return await navigator.mediaDevices.getDisplayMedia(OFFERED);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotAllowedError') return null;
    return new RtcError('screen-failed', `getDisplayMedia failed: ${String(cause)}`, { cause });
  }
}

function release(shared: MediaStream | RtcError | null): void {
  if (shared instanceof MediaStream) for (const track of shared.getTracks()) track.stop();
}
