/** Tells a page what became different in an element's call. Loaded when there is a call: none of it is drawn. */
import type { Call } from '../call/call.js';
import type { DeviceKind } from '../call/media.js';
import { RtcChannelEvent, RtcMessageEvent, RtcStreamEvent } from './data-events.js';
import { eventsBetween, know, lookAt, marksOf, withoutCall, type Cause, type Known } from './changes.js';

export class Teller {
  readonly #element: EventTarget;
  readonly #marks: CustomStateSet;
  readonly #by: Readonly<Record<DeviceKind, Cause>>;
  #known: Known | null = null;
  #call: Call | null = null;
  #stops: (() => void)[] = [];

  /** @param marks the element's `:state(…)`; @param by who turned each device last */
  constructor(element: EventTarget, marks: CustomStateSet, by: Readonly<Record<DeviceKind, Cause>>) {
    this.#element = element;
    this.#marks = marks;
    this.#by = by;
  }

  /** `null`: there is no call any more. */
  look(call: Call | null, room: string): void {
    this.#listen(call);
    const before = this.#known;
    const after = call ? know(lookAt(call, room, this.#by), before) : before && withoutCall(before);
    if (!after) return;
    this.#known = call && after;
    for (const [name, on] of Object.entries(marksOf(after)))
      if (on) this.#marks.add(name);
      else this.#marks.delete(name);
    for (const event of eventsBetween(before ?? withoutCall(after), after)) this.#element.dispatchEvent(event);
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
          call.on('stream', (stream) => tell(new RtcStreamEvent(stream))),
        ]
      : [];
  }
}
