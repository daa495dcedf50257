/** Engine.IO's polling by `fetch`; its own is by XMLHttpRequest, and five times the size. */
import { Polling } from '../node_modules/engine.io-client/build/esm/transports/polling.js';

export class XHR extends Polling {
  override doPoll(): void {
    void this.#request('poll', {}, (data) => this.onData(data));
  }

  override doWrite(body: string, done: () => void): void {
    void this.#request('post', { method: 'POST', body }, done);
  }

  async #request(what: string, init: RequestInit, done: (text: string) => void): Promise<void> {
    const text = await this.#fetch(init).catch((error: unknown) => {
      this.onError(`fetch ${what} error`, error);
      return null;
    });
    if (text !== null) done(text);
  }

  async #fetch(init: RequestInit): Promise<string> {
    const response = await fetch(this.uri(), init);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.text();
  }
}
