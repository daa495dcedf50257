/**
 * Chromium's own bad network for one page: offline, latency, throughput and loss of WebRTC packets.
 * Peer connections heed it only if it was there when they were made, and never again once it was taken away (measured in
 * Chromium 156): so it is there from the start, as a network without fault, and healing makes it that again.
 */
import type { CDPSession, Page } from '@playwright/test';

export interface Conditions {
  /** Nothing passes, peer connections' packets neither, and the page is told. */
  readonly offline?: boolean;
  readonly latencyMs?: number;
  /** Of WebRTC packets, 0 to 100. */
  readonly lossPercent?: number;
  readonly kbit?: number;
}

/** Bytes a second that nobody reaches; "no limit" would take the network away. */
const NO_LIMIT = 1e9;
const BYTES_PER_KBIT = 125;

export class Network {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  /** To be called before the page is opened. */
  static async of(page: Page): Promise<Network> {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    const network = new Network(session);
    await network.heal();
    return network;
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
