/**
 * How much may be on its way: enough that the path is never idle, and so little that what is said after it waits no longer than
 * QUEUE_MS in the queues of the path. The channel's buffer cannot tell: SCTP takes all of it until packets are lost, and the
 * queue of a slow path is seconds long. So the other side is asked now and then how much has come, and what tells is how long
 * that takes: longer than at best means a queue. The rule is that of FAST TCP (Jin, Wei and Low, INFOCOM 2004). Knows no channel.
 */
import { FRAME } from './frame.js';

/** What all frames together may wait for each other, and one of them takes, at the path's rate. */
export const QUEUE_MS = 40;
const FRAME_MS = 10;
/** Bytes on their way before anything is known: 130 ms of 250 kbit/s. */
const FIRST = 4_096;
/** The smallest frame: it fills a packet. */
const LEAST = 1_024;
/** In so many parts what is on its way is asked for; in fewer where frames are as large as can be, since every word costs. */
const PARTS = 8;
const FEW_PARTS = 4;
/** The shortest time is measured anew after this: a queue of one's own looks like a longer path in the end. */
const STALE_MS = 10_000;
/** For that there is so much of what the path itself holds on its way, and no queue. */
const CLEAR = 0.9;

interface Question {
  /** Bytes that were sent up to here, how many of them were on their way, and how many were known to have come. */
  readonly sent: number;
  readonly flight: number;
  readonly came: number;
  /** Too few to make a queue. */
  readonly clear: boolean;
  readonly at: number;
}

/** For so long a rate is what the path can carry: a busy page answers late, and its path is no slower for that. */
const SPELL_MS = 1_000;
/** Bytes that are believed of that: answers are a stranger's. */
const MOST_BELIEVED = 1_048_576;

/** For one connection. Times are in milliseconds, of any clock. */
export class Pace {
  #limit = FIRST;
  /** No queue has been seen yet. */
  #ramping = true;
  /** The shortest time from a question to its answer, and when it was seen. */
  #shortest = { ms: Infinity, at: 0 };
  /** The shortest time is being measured anew. */
  #clearing = false;
  /** Bytes in a millisecond, the most that came in this spell and in the one before. */
  #fastest = { rate: 0, before: 0, since: 0 };
  #sent = 0;
  #came = 0;
  #askedTo = 0;
  #questions: Question[] = [];
  /** From one answer to that of what was sent after it: the most that its answers allow, and the shortest time. */
  #round = { until: 0, fair: 0, ms: Infinity };

  /** Bytes of the next frame, at most. */
  get frame(): number {
    const { ms } = this.#shortest;
    const share = ms === Infinity ? 1 / PARTS : FRAME_MS / (ms + QUEUE_MS);
    return Math.min(Math.max(Math.floor(this.#limit * share), LEAST), FRAME);
  }

  /** Whether another frame may be sent. Where no answer is awaited, none would say so later. */
  get room(): boolean {
    return this.#questions.length === 0 || (this.#clearing ? this.#clear : this.#flight < this.#limit);
  }

  /** A frame of so many bytes is sent; true: it asks how much has come. */
  sent(bytes: number, now: number): boolean {
    const clear = this.#clear;
    this.#sent += bytes;
    if (!this.#clearing && this.#sent - this.#askedTo < this.#part) return false;
    this.#askedTo = this.#sent;
    this.#questions.push({ sent: this.#sent, flight: this.#flight, came: this.#came, clear, at: now });
    return true;
  }

  /** The answer: so many bytes have come. */
  came(bytes: number, now: number): void {
    const open = this.#questions.findIndex(({ sent }) => sent > bytes);
    const answered = this.#questions.splice(0, open < 0 ? this.#questions.length : open).at(-1);
    if (!answered) return;
    this.#came = answered.sent;
    this.#timed((answered.sent - answered.came) / Math.max(now - answered.at, 1), now);
    this.#compare(answered, now - answered.at, now);
    this.#adjust(answered, now - answered.at);
  }

  /** Bytes that are not known to have come. */
  get #flight(): number {
    return this.#sent - this.#came;
  }

  get #clear(): boolean {
    const { ms } = this.#shortest;
    const held = this.#clearing ? (this.#limit * ms) / (ms + QUEUE_MS) : 0;
    return this.#flight <= held * CLEAR;
  }

  get #part(): number {
    return this.#limit / (this.#ramping || this.frame < FRAME ? PARTS : FEW_PARTS);
  }

  /** What may wait in a queue by the fastest spell: whatever the answers say, not less may be on its way. */
  get #least(): number {
    const { rate, before } = this.#fastest;
    return Math.min(Math.max(LEAST, Math.max(rate, before) * QUEUE_MS), MOST_BELIEVED);
  }

  #timed(rate: number, now: number): void {
    const { rate: most, since } = this.#fastest;
    if (now - since < SPELL_MS) this.#fastest.rate = Math.max(most, rate);
    else this.#fastest = { rate, before: most, since: now };
  }

  #compare({ clear }: Question, ms: number, now: number): void {
    if (!clear && ms > this.#shortest.ms) this.#clearing ||= now - this.#shortest.at > STALE_MS;
    else this.#measured(ms, now);
  }

  #measured(ms: number, now: number): void {
    if (ms > this.#shortest.ms + QUEUE_MS) this.#ramping = true; // A longer path: nothing is known of it.
    this.#shortest = { ms, at: now };
    this.#clearing = false;
    // The answers to come may only make it shorter.
    this.#questions = this.#questions.map((question) => ({ ...question, clear: false }));
  }

  /** Once in a round, by the best of its answers: a queue that stands delays all of them, chance delays some. */
  #adjust({ sent, flight }: Question, ms: number): void {
    const best = this.#shortest.ms + QUEUE_MS;
    const fair = Math.min((flight * (this.#ramping ? best + QUEUE_MS : best)) / ms, 2 * flight);
    if (ms > 2 * best) this.#limit = Math.max(Math.min(fair, this.#limit), this.#least); // The path has become slower.
    this.#round.fair = Math.max(this.#round.fair, fair);
    this.#round.ms = Math.min(this.#round.ms, ms);
    if (sent > this.#round.until) this.#conclude(best);
  }

  /** What little was on its way because there was no more says nothing about the limit. */
  #conclude(best: number): void {
    const { fair, ms } = this.#round;
    this.#round = { until: this.#sent, fair: 0, ms: Infinity };
    if (ms > best) this.#ramping = false;
    if (fair > this.#limit || ms > best)
      this.#limit = Math.max(this.#ramping ? fair : (this.#limit + fair) / 2, this.#least);
  }
}
