/** This side's screen while it is shared: one request at a time, and an end by whoever ends it. Knows no call. */
import type { DeviceState } from './device.js';
import { RtcError, toRtcError } from './errors.js';
import { upkeep } from './parts.js';
import { allowedByPage } from './permission.js';

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
    const result = await pick();
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
const pick = (): Promise<MediaStream | RtcError | null> =>
  upkeep.load().then(({ pickScreen }) => pickScreen(), toRtcError);

function release(shared: MediaStream | RtcError | null): void {
  if (shared && 'getTracks' in shared) for (const track of shared.getTracks()) track.stop();
}
