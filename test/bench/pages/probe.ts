/**
 * Runs in every measured page before the page's own scripts, the bare pair's too: notes from outside when each step of
 * a call was seen. What it wraps does what it did before.
 */
import type { Marks, Notes } from '../report.js';

declare global {
  // Made below, in the page.
  var probe: Probe;
}

/** One clock for all pages of a machine. */
const clock = (): number => performance.timeOrigin + performance.now();

class Probe {
  readonly page: Marks = {};
  readonly connections: Marks[] = [];
  /** Those who wait for what is not seen yet. */
  #waiting: { readonly names: readonly string[]; readonly resolve: () => void }[] = [];

  mark(name: string, at = clock()): void {
    this.page[name] ??= at;
    for (const { names, resolve } of this.#waiting) if (this.#has(names)) resolve();
  }

  /** Resolves when all were seen; polls nothing, so that nothing is added to what is measured. */
  seen(...names: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      if (this.#has(names)) resolve();
      else this.#waiting.push({ names, resolve });
    });
  }

  notes(): Notes {
    noteLoading();
    return { page: this.page, connections: this.connections.filter((marks) => 'DTLS connected' in marks) };
  }

  #has(names: readonly string[]): boolean {
    return names.every((name) => name in this.page);
  }
}

globalThis.probe = new Probe();

function noteLoading(): void {
  for (const entry of [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]) {
    if (!(entry instanceof PerformanceResourceTiming)) continue;
    const at = performance.timeOrigin + entry.responseEnd;
    if (entry.entryType === 'navigation') probe.mark('page received', at);
    else if (entry.name.endsWith('/rtc-call.js')) probe.mark('script received', at);
  }
}

function watchClick(): void {
  addEventListener('click', ({ timeStamp }) => probe.mark('click', performance.timeOrigin + timeStamp), {
    capture: true,
    once: true,
  });
}

function watchDevices(): void {
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (constraints) => {
    const stream = getUserMedia(constraints);
    void stream.then(
      () => probe.mark('devices open'),
      () => undefined, // The page hears of it.
    );
    return stream;
  };
}

// --- Peer connections: each keeps its own marks, since a page may make several.

const marksOf = new WeakMap<RTCPeerConnection, Marks>();

function noteOf(connection: RTCPeerConnection, name: string): void {
  const marks = marksOf.get(connection);
  if (marks) marks[name] ??= clock();
}

type Method = (this: RTCPeerConnection, ...given: unknown[]) => Promise<unknown>;

/** By name, so that the overloads of old (callbacks) need not be written again. */
function watchMethod(method: string, called: string | null, done: string): void {
  const prototype = RTCPeerConnection.prototype as unknown as Record<string, Method>;
  const native = prototype[method];
  if (!native) return;
  prototype[method] = function (...given) {
    if (called) noteOf(this, called);
    const promise = native.apply(this, given);
    void promise.then(
      () => noteOf(this, done),
      () => undefined, // The page hears of it.
    );
    return promise;
  };
}

function watchConnection(connection: RTCPeerConnection): void {
  const marks: Marks = {};
  marksOf.set(connection, marks);
  probe.connections.push(marks);
  connection.addEventListener('iceconnectionstatechange', () => {
    if (['connected', 'completed'].includes(connection.iceConnectionState)) noteOf(connection, 'ICE connected');
  });
  connection.addEventListener('connectionstatechange', () => {
    if (connection.connectionState === 'connected') noteOf(connection, 'DTLS connected');
  });
  connection.addEventListener('track', ({ track }) => {
    if (track.kind === 'video') track.addEventListener('unmute', () => noteOf(connection, 'first packet'));
  });
}

function watchConnections(): void {
  watchMethod('createOffer', null, 'offer made');
  watchMethod('setLocalDescription', null, 'local description applied');
  watchMethod('setRemoteDescription', 'remote description received', 'remote description applied');
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      watchConnection(this);
    }
  };
}

// --- The socket: what Socket.IO packets say by their first characters.

const SENT = [['handshake sent', /^40\/(caller|callee),/]] as const;
const RECEIVED = [
  ['transport open', /^0\{/],
  ['welcome', /^42\/(caller|callee),\["welcome"/],
] as const;

function watchSockets(): void {
  const noteWords = (words: unknown, known: readonly (readonly [string, RegExp])[]): void => {
    if (typeof words !== 'string') return;
    for (const [name, pattern] of known) if (pattern.test(words)) probe.mark(name);
  };
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('open', () => probe.mark('socket open'));
      this.addEventListener('message', ({ data }) => noteWords(data, RECEIVED));
    }
    override send(words: Parameters<WebSocket['send']>[0]): void {
      noteWords(words, SENT);
      super.send(words);
    }
  };
}

// --- Pictures: the first frame of every video that shows the other person.

/** The bare page's own video, or the one within the product's `rtc-video`; its id tells two in one page apart. */
function remoteName(video: HTMLMediaElement): string | null {
  const root = video.getRootNode();
  const tile = root instanceof ShadowRoot ? root.host : video;
  if (!tile.classList.contains('remote')) return null;
  return tile.id ? `first frame ${tile.id}` : 'first frame';
}

function watchPictures(): void {
  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...source,
    set(this: HTMLVideoElement, stream: MediaStream | null) {
      const name = stream && remoteName(this);
      if (name) this.requestVideoFrameCallback(() => probe.mark(name));
      source?.set?.call(this, stream);
    },
  });
}

watchClick();
watchDevices();
watchConnections();
watchSockets();
watchPictures();
