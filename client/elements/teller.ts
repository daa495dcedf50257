/** Tells a page what became different in an element's call. Loaded when there is a call: none of it is drawn. */
import type { Call } from '../call/call.js';
import type { DeviceKind } from '../call/media.js';
import { warn } from '../call/console.js';
import { defaultServer } from '../call/server-url.js';
import { RtcStatsEvent } from './stats-event.js';
import { tellLine } from './chat-lines.js';
import { RtcChannelEvent, RtcFileEvent, RtcMessageEvent, RtcStreamEvent } from './data-events.js';
import { eventsBetween, know, lookAt, marksOf, withoutCall, type Cause, type Known } from './changes.js';

/** A connection is read once a second. */
const LEAST_MS = 1_000;

interface Told extends EventTarget {
  readonly statsInterval: number;
  readonly server: string;
}

export class Teller {
  readonly #element: Told;
  readonly #marks: CustomStateSet;
  readonly #by: Readonly<Record<DeviceKind, Cause>>;
  #known: Known | null = null;
  #call: Call | null = null;
  #stops: (() => void)[] = [];
  /** Milliseconds between two figures, and what counts them. */
  #every = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #warned = false;

  /** @param marks the element's `:state(…)`; @param by who turned each device last */
  constructor(element: Told, marks: CustomStateSet, by: Readonly<Record<DeviceKind, Cause>>) {
    this.#element = element;
    this.#marks = marks;
    this.#by = by;
  }

  /** `null`: there is no call any more. */
  look(call: Call | null, room: string): void {
    this.#listen(call);
    this.#count(call && this.#element.statsInterval);
    if (call) this.#missServer(call);
    const before = this.#known;
    const after = call ? know(lookAt(call, room, this.#by), before) : before && withoutCall(before);
    if (!after) return;
    this.#known = call && after;
    for (const [name, on] of Object.entries(marksOf(after)))
      if (on) this.#marks.add(name);
      else this.#marks.delete(name);
    for (const event of eventsBetween(before ?? withoutCall(after), after)) this.#element.dispatchEvent(event);
  }

  /** From npm, the page's own origin stands in for a server that was not named. */
  #missServer({ reachable, state }: Call): void {
    if (this.#warned || this.#element.server || reachable || 'role' in state) return;
    this.#warned = true;
    warn(`no call server answers at ${defaultServer()}. Name yours: <rtc-call server="https://…">`);
  }

  /** From now on as often as the page wants it. */
  #count(every: number | null): void {
    if (every === this.#every) return;
    this.#every = every ?? 0;
    clearInterval(this.#timer);
    if (this.#every > 0) this.#timer = setInterval(() => void this.#figures(), Math.max(LEAST_MS, this.#every));
  }

  async #figures(): Promise<void> {
    // Where its code cannot be loaded there are none.
    const stats = await this.#call?.getStats().catch(() => null);
    if (stats) this.#element.dispatchEvent(new RtcStatsEvent(stats));
  }

  /** To what the other page sends. */
  #listen(call: Call | null): void {
    if (call === this.#call) return;
    for (const stop of this.#stops) stop();
    this.#call = call;
    const tell = (event: Event): void => void this.#element.dispatchEvent(event);
    this.#stops = call
      ? [
          call.on('message', (message) => tell(new RtcMessageEvent(message))),
          call.on('channel', (channel) => tell(new RtcChannelEvent(channel))),
          call.on('chat', (news) => tellLine(this.#element, news)),
          call.on('stream', (stream) => tell(new RtcStreamEvent(stream))),
          call.on('file', (transfer) => {
            transfer.hidden = !this.#element.dispatchEvent(new RtcFileEvent(transfer));
          }),
        ]
      : [];
  }
}
