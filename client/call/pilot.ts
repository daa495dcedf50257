/**
 * Reads the statistics of a connection that is up once a second; from them it sets what the camera sends and says how
 * good the call is. Loaded once connected: nothing in it is needed for the first picture.
 */
import type { ControlMessage, QualityView } from '../../shared/messages.js';
import { ENCODINGS } from './encoding.js';
import { frozenIn, PICTURES, standstill, type FrozenPicture, type Standstill } from './frozen.js';
import { climb, rungOf, saving, startClimb, type Climb } from './ladder.js';
import { MissingLines } from './missing-lines.js';
import type { Peer } from './peer.js';
import { combine, FIRST_SHOWN, isBusy, scoreReceiving, scoreSending, show, type Quality } from './quality.js';
import type { Slot } from './slots.js';
import { between, sampleOf, type Entry, type Measured, type Reading, type Sample } from './stats.js';

/** A tick comes a little early or late. */
const READ_EVERY_MS = 900;
/** Samples further apart (a lost path, a page that slept) say nothing about now. */
const STALE_MS = 5_000;
/** Of so many readings, a second each, one sends a still: long enough for it to be encoded and paced out. */
const STILL_EVERY = 5;

export interface PilotOptions {
  readonly peer: Pick<Peer, 'stats' | 'encode' | 'sends' | 'mid' | 'track' | 'carries' | 'ask' | 'open'>;
  readonly send: (message: ControlMessage) => boolean;
  /** Whether this side's person wants to send few bytes; its camera is opened small then. */
  readonly saving?: () => boolean;
  /** The other side does not take what there is to send. */
  readonly onunsent: (slot: Slot) => void;
  /** `quality` changed. */
  readonly onchange: () => void;
}

/** What the other side has told. */
export interface Told {
  readonly view: QualityView | null;
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen?: boolean;
  /** They want few bytes, also of this side. */
  readonly saving?: boolean;
}
/** What the one who receives wants saved is scaled by: half the width of a usual picture. */
const SCALE = 2;

export class Pilot {
  readonly #options: PilotOptions;
  readonly #missing: MissingLines;
  #climb: Climb;
  #sample: Sample | null = null;
  #measured: Measured | null = null;
  #readAt = -Infinity;
  /** A busy page gets its answers late, and several of one moment say that nothing moves. */
  #asked = false;
  #sending = FIRST_SHOWN;
  #receiving = FIRST_SHOWN;
  #busy = false;
  #standing: Standstill = {};
  /** The least that a picture is scaled down by, to save bytes; 0: none are saved. */
  #scale = 0;
  /** Readings since the last still. */
  #round = 0;
  /** What the other side was told last. */
  #said = '';
  #quality: Quality | null = null;

  constructor(options: PilotOptions, now: number) {
    this.#options = options;
    this.#missing = new MissingLines(options.peer);
    this.#climb = startClimb(now);
    for (const slot of ['mic', 'screen', 'screenAudio'] as const) void options.peer.encode(slot, ENCODINGS[slot]);
  }

  get quality(): Quality | null {
    return this.#quality;
  }

  /** The last reading, for whoever shows figures: the connection is not asked a second time for them. */
  get measured(): Measured | null {
    return this.#measured;
  }

  async tick(now: number, told: Told): Promise<void> {
    if (this.#asked || now - this.#readAt < READ_EVERY_MS) return;
    this.#readAt = now;
    for (const slot of this.#missing.look(now)) this.#options.onunsent(slot);
    const reading = await this.#read(now);
    if (!reading) return;
    await this.#steer(reading, told);
    this.#judge(reading, told);
  }

  /** The other side said something new. */
  hear({ view }: Told): void {
    if (this.#quality) this.#set(this.#combined(view));
  }

  async #read(now: number): Promise<Reading | null> {
    const { peer } = this.#options;
    this.#asked = true;
    // TypeScript knows a report's entries as `any`; each field is taken for absent until it is there.
    const report: Iterable<Entry> = (await peer.stats().finally(() => (this.#asked = false))).values();
    const entries = [...report];
    const before = this.#sample;
    const after = sampleOf(entries, now, {
      mic: peer.mid('mic'),
      camera: peer.mid('camera'),
      screen: peer.mid('screen'),
    });
    this.#sample = after;
    const fresh = before && now - before.at < STALE_MS;
    this.#measured = fresh ? { reading: between(before, after), before, after, entries } : null;
    return this.#measured?.reading ?? null;
  }

  /** Without a camera there is nothing to steer, and the sound alone says little about the path. */
  async #steer(reading: Reading, told: Told): Promise<void> {
    const { peer } = this.#options;
    if (!peer.sends('camera')) return;
    const [before, scale] = [rungOf(this.#climb), this.#scale];
    this.#climb = climb(this.#climb, reading);
    this.#scale = this.#wantedScale(told);
    const next = rungOf(this.#climb);
    if (next === before && scale === this.#scale) return next.name === 'stills' ? this.#still() : undefined;
    const rung = this.#scale > 0 ? saving(next, this.#scale) : next;
    // Sound first: what the camera takes less is for the microphone, and what the microphone needs more comes after it.
    this.#round = 0;
    await peer.encode('camera', rung.camera);
    if (rung.mic !== before.mic || scale !== this.#scale) await peer.encode('mic', rung.mic);
  }

  #wantedScale(told: Told): number {
    if (this.#options.saving?.()) return 1;
    return told.saving ? SCALE : 0;
  }

  /** The encoding is on during the first reading of the round, off during the others. */
  async #still(): Promise<void> {
    this.#round = (this.#round + 1) % STILL_EVERY;
    if (this.#round <= 1) await this.#options.peer.encode('camera', { active: this.#round === 0 });
  }

  #judge(reading: Reading, told: Told): void {
    const { view, mic, camera } = told;
    this.#busy = isBusy(reading);
    this.#standing = standstill(this.#standing, reading, this.#moving(told));
    const rung = this.#options.peer.sends('camera') ? rungOf(this.#climb).name : 'full';
    this.#sending = show(this.#sending, reading.at, scoreSending(reading, rung));
    const expected = { sound: mic, moving: camera && !view?.stills };
    this.#receiving = show(this.#receiving, reading.at, scoreReceiving(reading, expected));
    this.#tell();
    this.#set(this.#combined(view));
  }

  /** Stills stand still by intention. */
  #moving({ view, camera, screen = false }: Told): FrozenPicture[] {
    const moving: Record<FrozenPicture, boolean> = {
      'your-camera': this.#options.peer.sends('camera') && !this.#view().stills,
      'their-camera': camera && !view?.stills,
      'their-screen': screen,
    };
    return PICTURES.filter((picture) => moving[picture]);
  }

  #combined(theirs: QualityView | null): Quality {
    return combine(this.#view(), theirs, frozenIn(this.#standing));
  }

  #view(): QualityView {
    const stills = this.#options.peer.sends('camera') && rungOf(this.#climb).name === 'stills';
    return { sending: this.#sending.level, receiving: this.#receiving.level, busy: this.#busy, stills };
  }

  #tell(): void {
    const view = this.#view();
    const words = JSON.stringify(view);
    if (words === this.#said) return;
    if (this.#options.send({ type: 'quality', ...view })) this.#said = words;
  }

  #set(quality: Quality): void {
    if (JSON.stringify(quality) === JSON.stringify(this.#quality)) return;
    this.#quality = quality;
    this.#options.onchange();
  }
}
