/** Runs in both pages of the data bench: sends and counts, over a bare data channel and over the product's stream. */
import type { RtcCall } from '../../../client/elements/rtc-call.js';

declare global {
  // Made below, in the page.
  var carrier: Carrier;
}

/** Bytes of a message, and bytes in the channel's buffer at which the sender waits. */
export interface Shape {
  readonly chunk: number;
  readonly full: number;
}

const LABEL = 'bench';

class Carrier {
  readonly #bare = new RTCPeerConnection();
  readonly #bulk = this.#bare.createDataChannel('bulk', { negotiated: true, id: 0 });
  readonly #ping = this.#bare.createDataChannel('ping', { negotiated: true, id: 1 });
  #received = 0;
  #expected = 0;
  #done: () => void = () => undefined;
  #ponged: () => void = () => undefined;
  #echoes = false;

  constructor() {
    this.#bulk.binaryType = 'arraybuffer';
    this.#bulk.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      this.#received += data.byteLength;
      if (this.#received >= this.#expected) this.#done();
    };
    this.#ping.onmessage = ({ data }) => (this.#echoes ? this.#ping.send(String(data)) : this.#ponged());
  }

  get call(): RtcCall {
    const call = document.querySelector('rtc-call');
    if (!call) throw new Error('this page has no call');
    return call;
  }

  // --- A bare pair, its descriptions carried by the bench.

  async describe(remote: RTCSessionDescriptionInit | null): Promise<RTCSessionDescriptionInit> {
    if (remote) await this.#bare.setRemoteDescription(remote);
    if (this.#bare.signalingState !== 'stable' || !remote) await this.#bare.setLocalDescription();
    while (this.#bare.iceGatheringState !== 'complete') await pause(20);
    const made = this.#bare.localDescription;
    if (!made) throw new Error('no description');
    return made.toJSON();
  }

  async finish(answer: RTCSessionDescriptionInit): Promise<void> {
    await this.#bare.setRemoteDescription(answer);
    while (this.#bulk.readyState !== 'open') await pause(20);
  }

  /** Resolves when so many bytes more have come. */
  async expectBare(bytes: number): Promise<void> {
    this.#received = 0;
    this.#expected = bytes;
    await new Promise<void>((resolve) => (this.#done = resolve));
  }

  async sendBare({ bytes, chunk, full }: Shape & { bytes: number }): Promise<void> {
    const piece = new Uint8Array(chunk);
    const channel = this.#bulk;
    channel.bufferedAmountLowThreshold = full / 2;
    for (let sent = 0; sent < bytes; sent += chunk) {
      channel.send(piece);
      if (channel.bufferedAmount >= full) await new Promise((resolve) => (channel.onbufferedamountlow = resolve));
    }
  }

  echo(): void {
    this.#echoes = true;
  }

  async pingBare(times: number): Promise<number[]> {
    return timed(times, async () => {
      const ponged = new Promise<void>((resolve) => (this.#ponged = resolve));
      this.#ping.send('x');
      await ponged;
    });
  }

  // --- The product.

  async send(bytes: number): Promise<void> {
    const { writable } = await this.call.stream(LABEL);
    const writer = writable.getWriter();
    const piece = new Uint8Array(65_536);
    for (let sent = 0; sent < bytes; sent += piece.length) await writer.write(piece);
    await writer.close();
  }

  /** Bytes up to the stream's end. */
  async receive(): Promise<number> {
    const { readable, writable } = await this.call.stream(LABEL);
    const reader = readable.getReader();
    let bytes = 0;
    for (let next = await reader.read(); !next.done; next = await reader.read()) bytes += next.value.length;
    await writable.close();
    return bytes;
  }

  async answer(): Promise<void> {
    await this.call.respond(() => null);
  }

  async ping(times: number): Promise<number[]> {
    return timed(times, () => this.call.request(null));
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds of each. */
async function timed(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let done = 0; done < times; done += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
    await pause(5);
  }
  return took;
}

globalThis.carrier = new Carrier();
