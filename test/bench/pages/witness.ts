/**
 * Runs in every page that a fault is done to, before the page's own scripts: notes each picture of the other person that
 * was shown, whether their sound came, and what became of the peer connections.
 */
import type { Frame, Sound, Testimony } from '../testimony.js';

declare global {
  // Made below, in the page.
  var witness: Witness;
}

/** How finely gaps in the sound are seen. */
const LISTEN_MS = 100;
/** Between pictures that flow; the fake camera's come every 50 ms. */
const FLOWING_MS = 500;

/** One clock for all pages of a machine. */
const clock = (): number => performance.timeOrigin + performance.now();

class Witness {
  readonly firstScriptAt = clock();
  readonly frames: Frame[] = [];
  readonly sounds: Sound[] = [];
  readonly connections: RTCPeerConnection[] = [];
  /** Of each connection the generations of its own ICE credentials: one more than its restarts. */
  readonly generations: Set<string>[] = [];
  #waiting: (() => void)[] = [];

  see(frame: Frame): void {
    this.frames.push(frame);
    for (const look of this.#waiting) look();
  }

  /** Resolves when pictures have flowed for `forMs`, all of them after `since`. */
  flows({ since, forMs }: { since: number; forMs: number }): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.#flowed(since, forMs)) return;
        this.#waiting = this.#waiting.filter((other) => other !== look);
        resolve();
      };
      this.#waiting.push(look);
    });
  }

  testimony(): Testimony {
    return {
      firstScriptAt: this.firstScriptAt,
      frames: this.frames,
      sounds: this.sounds,
      connected: this.connections.findLastIndex(({ connectionState }) => connectionState === 'connected'),
      restarts: this.generations.reduce((sum, { size }) => sum + Math.max(0, size - 1), 0),
    };
  }

  #flowed(since: number, forMs: number): boolean {
    const end = this.frames.at(-1)?.at ?? 0;
    const start = Math.max(since, end - forMs);
    if (end - start < forMs) return false;
    const times = [start, ...this.frames.map(({ at }) => at).filter((at) => at > start)];
    return times.every((at, index) => at - (times[index - 1] ?? at) < FLOWING_MS);
  }
}

globalThis.witness = new Witness();

// --- Peer connections and their restarts.

function noteGeneration(connection: RTCPeerConnection): void {
  const [credentials] = /a=ice-ufrag:.*/.exec(connection.localDescription?.sdp ?? '') ?? [];
  if (credentials) witness.generations[witness.connections.indexOf(connection)]?.add(credentials);
}

function watchConnections(): void {
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      witness.connections.push(this);
      witness.generations.push(new Set());
      this.addEventListener('signalingstatechange', () => noteGeneration(this));
    }
  };
}

// --- Sound: samples that were heard, and samples that were made up in place of lost ones.

async function listen(): Promise<void> {
  const connection = witness.connections.findLastIndex(({ connectionState }) => connectionState !== 'closed');
  const report = (await witness.connections[connection]?.getStats()) ?? new Map();
  const sound = { at: clock(), connection, total: 0, concealed: 0 };
  for (const stats of report.values()) {
    if (stats.type !== 'inbound-rtp' || stats.kind !== 'audio') continue;
    sound.total += stats.totalSamplesReceived ?? 0;
    sound.concealed += stats.concealedSamples ?? 0;
  }
  witness.sounds.push(sound);
}

// --- Pictures: every one of the other person's, on whatever video they are shown.

const watched = new WeakSet<HTMLVideoElement>();

function isRemote(video: HTMLVideoElement): boolean {
  const root = video.getRootNode();
  return root instanceof ShadowRoot && root.host.classList.contains('remote');
}

function watch(video: HTMLVideoElement): void {
  video.requestVideoFrameCallback((_now, { presentationTime, presentedFrames }) => {
    const source = video.srcObject instanceof MediaStream ? video.srcObject : null;
    const track = source?.getVideoTracks()[0]?.id ?? '';
    witness.see({ at: performance.timeOrigin + presentationTime, number: presentedFrames, track });
    watch(video);
  });
}

function watchPictures(): void {
  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...source,
    set(this: HTMLVideoElement, stream: MediaStream | null) {
      source?.set?.call(this, stream);
      if (!stream || watched.has(this) || !isRemote(this)) return;
      watched.add(this);
      watch(this);
    },
  });
}

watchConnections();
watchPictures();
setInterval(() => void listen(), LISTEN_MS);
