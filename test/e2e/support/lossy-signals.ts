/** Signals that are lost or come twice on their way between a page and the server, as a bad server does it. */
import type { Page, WebSocketRoute } from '@playwright/test';
import { seeded } from '../../browser/support/seeded.js';

/**
 * Socket.IO's events that carry signals, and answers to events. Without the others there is no connection to test: TCP loses
 * nothing, so what opens, keeps and ends a connection is sent once.
 */
const SIGNAL = /^4(2(\/\w+,)?\d*\["(signal|candidates)"|3)/;

/** With the probability that a signal is lost, and that one which is not comes twice. */
export class LossySignals {
  readonly #lost: number;
  readonly #twice: number;
  readonly #chance = seeded(17);
  #healed = false;
  /** So far. */
  readonly counts = { lost: 0, twice: 0 };

  constructor({ lost = 0, twice = 0 }: { readonly lost?: number; readonly twice?: number }) {
    [this.#lost, this.#twice] = [lost, twice];
  }

  /** Of the page that is opened next. */
  async of(page: Page): Promise<void> {
    await page.routeWebSocket(/\/socket\.io\//, (client) => {
      const server = client.connectToServer();
      client.onMessage((message) => this.#pass(message, server));
      server.onMessage((message) => this.#pass(message, client));
    });
  }

  /** Everything passes once. */
  heal(): void {
    this.#healed = true;
  }

  #pass(message: string | Buffer, to: WebSocketRoute): void {
    for (let times = this.#times(String(message)); times > 0; times -= 1) to.send(message);
  }

  /** How often it arrives. */
  #times(message: string): 0 | 1 | 2 {
    if (this.#healed || !SIGNAL.test(message)) return 1;
    if (this.#chance() < this.#lost) {
      this.counts.lost += 1;
      return 0;
    }
    if (this.#chance() >= this.#twice) return 1;
    this.counts.twice += 1;
    return 2;
  }
}
