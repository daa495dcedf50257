/** A store that is slow to answer, as one across a network may be. */
import { MemorySeats, type Seats } from '../../server/seats.js';

export class SlowSeats extends MemorySeats {
  #open: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  open(): void {
    this.#open();
  }

  override async claim(...args: Parameters<Seats['claim']>): ReturnType<Seats['claim']> {
    await this.#opened;
    return super.claim(...args);
  }
}
