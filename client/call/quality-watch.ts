/** The pilot's place in a link: loads it once connected, and keeps what the other side tells until it is there. */
import type { ControlMessage } from '../../shared/messages.js';
import type { Pilot, PilotOptions, Told } from './pilot.js';
import type { Quality } from './quality.js';
import type { Measured } from './stats.js';

/** Where the pilot cannot be loaded, the camera goes to full size by itself. */
const FULL_SIZE_AFTER_MS = 1_500;

export class QualityWatch {
  readonly #options: PilotOptions;
  #told: Told = { view: null, mic: true, camera: true, saving: false };
  #state: 'new' | 'loading' | 'loaded' | 'failed' | 'closed' = 'new';
  #pilot: Pilot | null = null;
  #upAt = Infinity;

  constructor({ onchange, ...options }: PilotOptions) {
    this.#options = { ...options, onchange: () => this.#state === 'loaded' && onchange() };
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
    if (this.#state === 'new') await this.#load(now);
    if (this.#state === 'failed' && now - this.#upAt >= FULL_SIZE_AFTER_MS) await this.#fullSize();
    else await this.#pilot?.tick(now, this.#told);
  }

  hear(message: ControlMessage): void {
    if (message.type === 'media') {
      const { mic, camera, saving = false } = message;
      this.#told = { ...this.#told, mic, camera, saving };
    }
    if (message.type === 'quality') this.#told = { ...this.#told, view: message };
    this.#pilot?.hear(this.#told);
  }

  /** Safe at any time, twice too. */
  close(): void {
    this.#state = 'closed';
    this.#pilot = null;
  }

  async #load(now: number): Promise<void> {
    this.#upAt = now;
    this.#state = 'loading';
    // A chunk that cannot be loaded (an old server, no server) must not take the call with it.
    const pilot = await import('./pilot.js').then(({ Pilot }) => new Pilot(this.#options, now)).catch(() => null);
    if (this.#state !== 'loading') return;
    this.#pilot = pilot;
    this.#state = pilot ? 'loaded' : 'failed';
  }

  async #fullSize(): Promise<void> {
    this.#state = 'closed';
    await this.#options.peer.encode('camera', { scaleResolutionDownBy: 1 });
  }
}
