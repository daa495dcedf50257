/** The pilot's place in a link: loads it once connected, and keeps what the other side tells until it is there. */
import type { ControlMessage } from '../../shared/messages.js';
import { upkeep } from './parts.js';
import type { Pilot, PilotOptions, Told } from './pilot.js';
import type { Quality } from './quality.js';
import type { Measured } from './stats.js';

/** While the pilot cannot be loaded, the camera goes to full size by itself. */
const FULL_SIZE_AFTER_MS = 1_500;

export class QualityWatch {
  readonly #options: PilotOptions;
  readonly #life = new AbortController();
  #told: Told = { view: null, mic: true, camera: true };
  #newPilot: ((now: number) => Pilot) | null = null;
  #pilot: Pilot | null = null;
  /** When the first tick was. */
  #upAt: number | null = null;
  #failed = false;

  constructor({ onchange, ...options }: PilotOptions) {
    this.#options = { ...options, onchange: () => !this.#life.signal.aborted && onchange() };
  }

  /** Null before the first reading. */
  get quality(): Quality | null {
    return this.#pilot?.quality ?? null;
  }

  get measured(): Measured | null {
    return this.#pilot?.measured ?? null;
  }

  /** To be called while the link is up. */
  async tick(now: number): Promise<void> {
    if (this.#upAt === null) void this.#load();
    this.#upAt ??= now;
    this.#pilot ??= this.#newPilot?.(now) ?? null;
    if (this.#pilot) await this.#pilot.tick(now, this.#told);
    else if (this.#failed && now - this.#upAt >= FULL_SIZE_AFTER_MS) await this.#fullSize();
  }

  hear(message: ControlMessage): void {
    if (message.type === 'media') this.#told = { ...message, view: this.#told.view };
    if (message.type === 'quality') this.#told = { ...this.#told, view: message };
    this.#pilot?.hear(this.#told);
  }

  /** Safe at any time, twice too. */
  close(): void {
    this.#life.abort();
    this.#pilot = this.#newPilot = null;
  }

  async #load(): Promise<void> {
    const loaded = await upkeep.whileWanted(this.#life.signal, () => (this.#failed = true));
    if (loaded) this.#newPilot = (now) => new loaded.Pilot(this.#options, now);
  }

  async #fullSize(): Promise<void> {
    this.#failed = false; // Once.
    await this.#options.peer.encode('camera', { scaleResolutionDownBy: 1 });
  }
}
