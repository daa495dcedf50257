/** Anybody at a page, in whatever browser: what can be measured of what they see and hear, from a few primitives. */
import { expect } from '@playwright/test';
import type { RtcCall } from '../../../client/elements/rtc-call.js';

/** A fact that has not come by then does not come, on a busy machine too. */
const PATIENCE_MS = 20_000;

interface PageProbe {
  readonly tracks: MediaStreamTrack[];
  readonly connections: RTCPeerConnection[];
  readonly sockets: WebSocket[];
  /** Every state that the call was in since the page was loaded. */
  readonly states: string[];
  /** What the other page sent since then. */
  readonly messages: unknown[];
  /** A file of so many MiB, the same one on every page. */
  readonly film: (mib: number) => File;
}
declare global {
  // Written by `watch` below, in the page.
  var rtcProbe: PageProbe;
}

/** Records, from outside, every track, peer connection and websocket that a page makes, and the call's states. */
export function watch(): void {
  // One blob and a number in front of it for each MiB: a browser keeps little of it.
  const film = (mib: number): File => {
    const common = new Blob([Uint8Array.from({ length: 1_048_572 }, (_, at) => (at * 31 + (at >> 8) * 17) & 0xff)]);
    const parts = Array.from({ length: mib }, (_, n) => [new Uint32Array([n]), common]).flat();
    return new File(parts, 'film.mp4', { type: 'video/mp4', lastModified: 1 });
  };
  const probe: PageProbe = { tracks: [], connections: [], sockets: [], states: [], messages: [], film };
  globalThis.rtcProbe = probe;
  const remember = (event: Event): number =>
    probe.states.push((event as Event & { state: { name: string } }).state.name);
  addEventListener('rtc-state-change', remember, { capture: true });
  addEventListener('rtc-message', (event) => probe.messages.push(event.message), { capture: true });
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices) {
    const getUserMedia = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      probe.tracks.push(...stream.getTracks());
      return stream;
    };
  }
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      probe.connections.push(this);
    }
  };
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      probe.sockets.push(this);
    }
  };
}

export interface Heard {
  /** Sound energy so far (webrtc-stats `totalAudioEnergy`). */
  readonly energy: number;
  readonly packets: number;
}

export type VisibleRole = 'button' | 'heading' | 'img';

/** Of the state, what tests look at. */
interface Seen {
  readonly name: string;
  readonly role?: string;
  readonly since?: number;
}
type CallElement = HTMLElement & { readonly state: Seen };
type DataElement = Pick<RtcCall, 'chat' | 'files' | 'send' | 'stream'>;
/** Both ends of a stream know what its bytes are; no piece of it looks like another. */
const MIB = 1_048_576;

export abstract class Someone {
  /** What went wrong in the page without being caught. */
  readonly errors: string[] = [];

  abstract open(url: string): Promise<void>;
  abstract reload(): Promise<void>;
  /** Clicks the button with this accessible name. */
  abstract press(button: string): Promise<void>;
  abstract enterName(name: string): Promise<void>;
  /** Whether something with this role and accessible name is on the page. */
  abstract finds(role: VisibleRole, name: string): Promise<boolean>;
  /** Frames of the other person so far. */
  abstract frames(): Promise<number>;
  protected abstract inPage<T>(work: (argument: string) => T | Promise<T>, argument?: string): Promise<T>;
  protected abstract atCall<T>(work: (call: Element) => T): Promise<T>;
  protected abstract atRemote<T>(work: (video: HTMLVideoElement) => T): Promise<T>;

  /** A device that was chosen another time, in this browser. */
  async remembers(kind: 'mic' | 'camera', id: string): Promise<void> {
    await this.inPage((entry) => {
      const [key = '', value = ''] = entry.split('=');
      localStorage.setItem(key, value);
    }, `rtc-call ${kind}=${id}`);
  }

  async join(name?: string): Promise<void> {
    if (name) await this.enterName(name);
    await this.press('Join call');
  }

  state(): Promise<string> {
    return this.atCall((call) => (call as CallElement).state.name);
  }

  /** The seat that this side has; undefined before it has one. */
  role(): Promise<string | undefined> {
    return this.atCall((call) => (call as CallElement).state.role);
  }

  /** Every state since the page was loaded, in order. */
  states(): Promise<string[]> {
    return this.inPage(() => globalThis.rtcProbe.states);
  }

  /** When the call began by this side's account, in milliseconds since the epoch. */
  since(): Promise<number> {
    return this.atCall((call) => (call as CallElement).state.since ?? Number.NaN);
  }

  /** Sends to the other page; resolves once it has it. */
  tell(message: string): Promise<void> {
    return this.inPage(async (text) => {
      await document.querySelector<HTMLElement & DataElement>('rtc-call')?.send(text);
    }, message);
  }

  /** Offers a film of so many MiB; no MiB of it is the same as another. */
  offers(mib: number): Promise<void> {
    return this.inPage(async (text) => {
      const call = document.querySelector<HTMLElement & DataElement>('rtc-call');
      await (await call?.files())?.send(globalThis.rtcProbe.film(Number(text)));
    }, String(mib));
  }

  /** Chooses the film again, after a reload that the browser did not keep it over. */
  chooses(mib: number): Promise<void> {
    return this.inPage(async (text) => {
      const call = document.querySelector<HTMLElement & DataElement>('rtc-call');
      const [transfer] = (await call?.files())?.transfers ?? [];
      await transfer?.again(globalThis.rtcProbe.film(Number(text)));
    }, String(mib));
  }

  /** Wants whatever is offered, from now on. */
  accepts(): Promise<void> {
    return this.inPage(async () => {
      const call = document.querySelector<HTMLElement & DataElement>('rtc-call');
      const files = await call?.files();
      files?.on('offer', (transfer) => transfer.accept());
      for (const transfer of files?.transfers ?? []) transfer.accept();
    });
  }

  /** Of every file, what a page knows. */
  transfers(): Promise<{ state: string; bytes: number; error: string | undefined }[]> {
    return this.inPage(async () => {
      const call = document.querySelector<HTMLElement & DataElement>('rtc-call');
      const files = (await call?.files())?.transfers ?? [];
      return files.map(({ state, bytes, error }) => ({ state, bytes, error: error?.code }));
    });
  }

  /** MiB of the received film that are as they were sent, before the first that is not. */
  received(): Promise<number> {
    return this.inPage(async () => {
      const call = document.querySelector<HTMLElement & DataElement>('rtc-call');
      const file = (await call?.files())?.transfers.find(({ mine }) => !mine)?.file;
      if (!file) return 0;
      const hash = async (blob: Blob): Promise<string> =>
        new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())).join();
      const film = globalThis.rtcProbe.film(file.size / 1_048_576);
      for (let mib = 0; mib * 1_048_576 < file.size; mib += 1) {
        const [here, there] = [file, film].map((blob) => blob.slice(mib * 1_048_576, (mib + 1) * 1_048_576));
        if (!here || !there || (await hash(here)) !== (await hash(there))) return mib;
      }
      return file.size / 1_048_576;
    });
  }

  /** What the other page sent since this one was loaded. */
  told(): Promise<unknown[]> {
    return this.inPage(() => globalThis.rtcProbe.messages);
  }

  /** Writes a line into the chat; resolves once the other page has it. */
  says(text: string): Promise<void> {
    return this.inPage(async (line) => {
      await (await document.querySelector<HTMLElement & DataElement>('rtc-call')?.chat())?.send(line);
    }, text);
  }

  /** All of the chat, and how far each own line is: `<hello read`, `>hello`. */
  chatted(): Promise<string[]> {
    return this.inPage(async () => {
      const chat = await document.querySelector<HTMLElement & DataElement>('rtc-call')?.chat();
      return (chat?.entries ?? []).map(({ mine, text, state }) => (mine ? `<${text} ${state}` : `>${text}`));
    });
  }

  /** Writes a stream of so many MiB; resolves once all of it has arrived. */
  writes(label: string, mib: number): Promise<void> {
    return this.inPage(
      async (text) => {
        const { label: name, bytes } = JSON.parse(text) as { label: string; bytes: number };
        const stream = await document.querySelector<HTMLElement & DataElement>('rtc-call')?.stream(name);
        const writer = stream?.writable.getWriter();
        for (let at = 0; at < bytes; at += 65_536)
          await writer?.write(Uint8Array.from({ length: 65_536 }, (_, n) => ((at + n) * 31 + ((at + n) >> 8)) & 0xff));
        await writer?.close();
      },
      JSON.stringify({ label, bytes: mib * MIB }),
    );
  }

  /** Reads it to its end: MiB that came as they were written. */
  reads(label: string): Promise<number> {
    return this.inPage(async (name) => {
      const stream = await document.querySelector<HTMLElement & DataElement>('rtc-call')?.stream(name);
      const reader = stream?.readable.getReader();
      let at = 0;
      for (let next = await reader?.read(); next && !next.done; next = await reader?.read())
        for (const byte of next.value) {
          if (byte !== ((at * 31 + (at >> 8)) & 0xff)) throw new Error(`byte ${at} is ${byte}`);
          at += 1;
        }
      return at / 1_048_576;
    }, label);
  }

  async is(state: string, timeout = PATIENCE_MS): Promise<void> {
    await expect.poll(() => this.state(), { timeout, message: `state ${state}` }).toBe(state);
  }

  async sees(role: VisibleRole, name: string): Promise<void> {
    await expect.poll(() => this.finds(role, name), { timeout: PATIENCE_MS, message: `${role} "${name}"` }).toBe(true);
  }

  async seesNo(role: VisibleRole, name: string): Promise<void> {
    await expect
      .poll(() => this.finds(role, name), { timeout: PATIENCE_MS, message: `no ${role} "${name}"` })
      .toBe(false);
  }

  /** Colours of a small copy of the other person's picture as it is now. */
  pixels(): Promise<number[]> {
    return this.atRemote((video) => {
      const canvas = new OffscreenCanvas(64, 36);
      const context = canvas.getContext('2d');
      context?.drawImage(video, 0, 0, 64, 36);
      return [...(context?.getImageData(0, 0, 64, 36).data ?? [])];
    });
  }

  /** The other person's picture comes and moves: more frames, other pixels, and not one plain colour. */
  async seesMovement(): Promise<void> {
    await expect
      .poll(() => this.frames(), { timeout: PATIENCE_MS, message: 'frames of the other person' })
      .toBeGreaterThan(2);
    // What a camera sends as it stops may be black.
    await expect
      .poll(async () => new Set(await this.pixels()).size, { timeout: PATIENCE_MS, message: 'colours' })
      .toBeGreaterThan(2);
    const before = await this.pixels();
    const frames = await this.frames();
    await expect.poll(() => this.frames(), { timeout: PATIENCE_MS }).toBeGreaterThan(frames + 5);
    await expect
      .poll(async () => difference(before, await this.pixels()), { timeout: PATIENCE_MS, message: 'the picture moves' })
      .toBeGreaterThan(100);
  }

  heard(): Promise<Heard> {
    return this.inPage(async () => {
      const sum = { energy: 0, packets: 0 };
      const connection = globalThis.rtcProbe.connections.filter((one) => one.connectionState === 'connected').at(-1);
      const report = (await connection?.getStats()) ?? new Map();
      for (const stats of report.values()) {
        if (stats.type !== 'inbound-rtp' || stats.kind !== 'audio') continue;
        sum.energy += stats.totalAudioEnergy ?? 0;
        sum.packets += stats.packetsReceived ?? 0;
      }
      return sum;
    });
  }

  async hearsSound(): Promise<void> {
    const { energy } = await this.heard();
    await expect
      .poll(async () => (await this.heard()).energy, { timeout: PATIENCE_MS, message: 'sound' })
      .toBeGreaterThan(energy);
  }

  /** Sound energy while the next `packets` packets arrive; the fake microphone beeps once a second, that is 50 packets. */
  async energyDuring(packets: number): Promise<number> {
    const start = await this.heard();
    await expect
      .poll(async () => (await this.heard()).packets, { timeout: 30_000 })
      .toBeGreaterThan(start.packets + packets);
    return (await this.heard()).energy - start.energy;
  }

  liveTracks(kind: 'audio' | 'video' | '' = ''): Promise<number> {
    return this.inPage(
      (wanted) =>
        globalThis.rtcProbe.tracks.filter((track) => track.readyState === 'live' && (!wanted || track.kind === wanted))
          .length,
      kind,
    );
  }

  openConnections(): Promise<number> {
    return this.inPage(
      () => globalThis.rtcProbe.connections.filter((connection) => connection.connectionState !== 'closed').length,
    );
  }

  openSockets(): Promise<number> {
    return this.inPage(
      () => globalThis.rtcProbe.sockets.filter(({ readyState }) => readyState <= WebSocket.OPEN).length,
    );
  }

  /** What it says on its control channel gets lost from now on; its picture and sound do not. */
  async losesItsWords(): Promise<void> {
    await this.inPage(() => void (RTCDataChannel.prototype.send = () => undefined));
  }

  /** As a network does that changes: the websocket is gone, the page is not. */
  async cutSocket(): Promise<void> {
    await this.inPage(() => globalThis.rtcProbe.sockets.forEach((socket) => socket.close()));
  }
}

const difference = (before: number[], after: number[]): number =>
  before.filter((value, index) => Math.abs(value - (after[index] ?? 0)) > 40).length;
