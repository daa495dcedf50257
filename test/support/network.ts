/** Chromium's own bad network for one page: offline, latency and throughput of requests and sockets, loss of WebRTC packets. */
import type { CDPSession, Page } from '@playwright/test';

export interface Conditions {
  /** Requests fail, sockets end, and the page is told. */
  readonly offline?: boolean;
  readonly latencyMs?: number;
  /** Of WebRTC packets, 0 to 100. */
  readonly lossPercent?: number;
  readonly kbit?: number;
}

const NO_LIMIT = -1;
const BYTES_PER_KBIT = 125;

export class Network {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<Network> {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    return new Network(session);
  }

  /** What is not named is as it was without this. */
  async set({ offline = false, latencyMs = 0, lossPercent = 0, kbit }: Conditions): Promise<void> {
    const throughput = kbit === undefined ? NO_LIMIT : kbit * BYTES_PER_KBIT;
    await this.#session.send('Network.emulateNetworkConditions', {
      offline,
      latency: latencyMs,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
      packetLoss: lossPercent,
    });
  }

  async heal(): Promise<void> {
    await this.set({});
  }
}
