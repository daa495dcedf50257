/** A store that is slow to answer, as one across a network may be. */
import { MemorySeats, type Seats } from '../../server/seats.js';

export class SlowSeats implements Seats {
  readonly #store: Seats;
  #open: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  constructor(store: Seats = new MemorySeats()) {
    this.#store = store;
  }

  open(): void {
    this.#open();
  }

  async claim(...args: Parameters<Seats['claim']>): ReturnType<Seats['claim']> {
    await this.#opened;
    return this.#store.claim(...args);
  }

  renew(...args: Parameters<Seats['renew']>): ReturnType<Seats['renew']> {
    return this.#store.renew(...args);
  }

  part(...args: Parameters<Seats['part']>): ReturnType<Seats['part']> {
    return this.#store.part(...args);
  }

  leave(...args: Parameters<Seats['leave']>): ReturnType<Seats['leave']> {
    return this.#store.leave(...args);
  }

  lock(...args: Parameters<Seats['lock']>): ReturnType<Seats['lock']> {
    return this.#store.lock(...args);
  }

  look(...args: Parameters<Seats['look']>): ReturnType<Seats['look']> {
    return this.#store.look(...args);
  }
}
