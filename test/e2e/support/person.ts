/** One person at one page: what they can do by accessible names, and what can be measured of what they see and hear. */
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';

interface PageProbe {
  readonly tracks: MediaStreamTrack[];
  readonly connections: RTCPeerConnection[];
  readonly sockets: WebSocket[];
}
declare global {
  // Written by `watch` below, in the page.
  var rtcProbe: PageProbe;
}

/** Records, from outside, every track, peer connection and websocket that a page makes. */
function watch(): void {
  const probe: PageProbe = { tracks: [], connections: [], sockets: [] };
  globalThis.rtcProbe = probe;
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

export class Person {
  readonly page: Page;
  readonly call: Locator;
  readonly remote: Locator;
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    this.call = page.locator('rtc-call');
    this.remote = this.call.locator('.remote video');
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  static async at(context: BrowserContext): Promise<Person> {
    const page = await context.newPage();
    await page.addInitScript(watch);
    return new Person(page);
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  async join(name?: string): Promise<void> {
    if (name) await this.page.getByLabel('Your name').fill(name);
    await this.button('Join call').click();
  }

  async inviteLink(): Promise<string> {
    return this.page.getByLabel('Invite link', { exact: true }).inputValue();
  }

  state(): Promise<string> {
    return this.call.evaluate((element) => (element as HTMLElement & { state: { name: string } }).state.name);
  }

  async is(state: string): Promise<void> {
    await expect.poll(() => this.state(), { timeout: 20_000, message: `state ${state}` }).toBe(state);
  }

  frames(): Promise<number> {
    return this.remote.evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
  }

  /** Colours of a small copy of the other person's picture as it is now. */
  pixels(): Promise<number[]> {
    return this.remote.evaluate((video: HTMLVideoElement) => {
      const canvas = new OffscreenCanvas(64, 36);
      const context = canvas.getContext('2d');
      context?.drawImage(video, 0, 0, 64, 36);
      return [...(context?.getImageData(0, 0, 64, 36).data ?? [])];
    });
  }

  /** The other person's picture comes and moves: more frames, other pixels, and not one plain colour. */
  async seesMovement(): Promise<void> {
    await expect
      .poll(() => this.frames(), { timeout: 20_000, message: 'frames of the other person' })
      .toBeGreaterThan(2);
    // What a camera sends as it stops may be black.
    await expect.poll(async () => new Set(await this.pixels()).size, { message: 'colours' }).toBeGreaterThan(2);
    const before = await this.pixels();
    const frames = await this.frames();
    await expect.poll(() => this.frames()).toBeGreaterThan(frames + 5);
    await expect
      .poll(async () => difference(before, await this.pixels()), { message: 'the picture moves' })
      .toBeGreaterThan(100);
  }

  heard(): Promise<Heard> {
    return this.page.evaluate(async () => {
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
      .poll(async () => (await this.heard()).energy, { timeout: 20_000, message: 'sound' })
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

  liveTracks(kind?: 'audio' | 'video'): Promise<number> {
    return this.page.evaluate(
      (wanted) =>
        globalThis.rtcProbe.tracks.filter((track) => track.readyState === 'live' && (!wanted || track.kind === wanted))
          .length,
      kind,
    );
  }

  openConnections(): Promise<number> {
    return this.page.evaluate(
      () => globalThis.rtcProbe.connections.filter((connection) => connection.connectionState !== 'closed').length,
    );
  }

  /** As a network does that changes: the websocket is gone, the page is not. */
  async cutSocket(): Promise<void> {
    await this.page.evaluate(() => globalThis.rtcProbe.sockets.forEach((socket) => socket.close()));
  }
}

const difference = (before: number[], after: number[]): number =>
  before.filter((value, index) => Math.abs(value - (after[index] ?? 0)) > 40).length;
