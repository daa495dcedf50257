/**
 * What makes a call comfortable, and nobody presses: the screen stays on, who speaks is seen, and who talks while muted is
 * told. Looks ten times a second, and not at all while the page is hidden.
 */
import type { Call } from '../call/call.js';
import { steadyNow } from '../call/clock.js';
import { RawMicrophone } from './raw-microphone.js';
import type { Side } from './speaking.js';
import { type Habit, Talking } from './talking.js';
import { WakeLock } from './wake-lock.js';

const BEAT_MS = 100;
const HABITS: Readonly<Record<Side, Habit>> = {
  remote: { moments: 1, pauseMs: 600 },
  // A hint that comes too soon, or flickers, would be worse than none.
  local: { moments: 4, pauseMs: 4_000 },
};

export class Comforts {
  readonly #call: Call;
  readonly #onspeaking: (side: Side, speaking: boolean) => void;
  readonly #lock = new WakeLock();
  readonly #talking = { remote: new Talking(HABITS.remote), local: new Talking(HABITS.local) };
  readonly #speaking: Record<Side, boolean> = { remote: false, local: false };
  readonly #life = new AbortController();
  readonly #stops: readonly (() => void)[];
  #raw: RawMicrophone | null = null;
  #beat: ReturnType<typeof setInterval> | undefined;

  constructor(call: Call, onspeaking: (side: Side, speaking: boolean) => void) {
    this.#call = call;
    this.#onspeaking = onspeaking;
    this.#stops = [call.on('state', () => this.#follow()), call.on('change', () => this.#follow())];
    document.addEventListener('visibilitychange', () => this.#follow(), { signal: this.#life.signal });
    this.#follow();
  }

  /** Talks while muted. */
  get unheard(): boolean {
    return this.#speaking.local;
  }

  /** Safe at any time, twice too. */
  close(): void {
    this.#life.abort();
    for (const stop of this.#stops) stop();
    this.#lock.set(false);
    this.#listen(false);
  }

  #follow(): void {
    const { name } = this.#call.state;
    this.#lock.set(name === 'connected' || name === 'reconnecting');
    this.#listen(name === 'connected' && !document.hidden);
  }

  #listen(on: boolean): void {
    if (!on) clearInterval(this.#beat);
    if (!on) this.#beat = undefined;
    else this.#beat ??= setInterval(() => this.#look(steadyNow()), BEAT_MS);
    this.#listenToOneself(on ? this.#mutedTrack() : null);
    if (!on) this.#set('remote', false);
  }

  #mutedTrack(): MediaStreamTrack | null {
    const { media } = this.#call;
    return media.wanted('mic') ? null : media.track('mic');
  }

  #listenToOneself(track: MediaStreamTrack | null): void {
    if (track === (this.#raw?.track ?? null)) return;
    this.#raw?.close();
    this.#raw = track && new RawMicrophone(track);
    this.#talking.local.forget();
    this.#set('local', false);
  }

  #look(now: number): void {
    const level = this.#call.peer?.mic ? this.#call.remoteLevel : 0;
    this.#set('remote', this.#talking.remote.hear(level, now));
    if (this.#raw) this.#set('local', this.#talking.local.hear(this.#raw.level, now));
  }

  #set(side: Side, speaking: boolean): void {
    if (speaking === this.#speaking[side]) return;
    this.#speaking[side] = speaking;
    this.#onspeaking(side, speaking);
  }
}
