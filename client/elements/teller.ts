/** Tells a page what became different in an element's call. Loaded when there is a call: none of it is drawn. */
import type { Call } from '../call/call.js';
import type { DeviceKind } from '../call/media.js';
import { eventsBetween, know, lookAt, marksOf, withoutCall, type Cause, type Known } from './changes.js';

export class Teller {
  readonly #element: EventTarget;
  readonly #marks: CustomStateSet;
  readonly #by: Readonly<Record<DeviceKind, Cause>>;
  #known: Known | null = null;

  /** @param marks the element's `:state(…)`; @param by who turned each device last */
  constructor(element: EventTarget, marks: CustomStateSet, by: Readonly<Record<DeviceKind, Cause>>) {
    this.#element = element;
    this.#marks = marks;
    this.#by = by;
  }

  /** `null`: there is no call any more. */
  look(call: Call | null, room: string): void {
    const before = this.#known;
    const after = call ? know(lookAt(call, room, this.#by), before) : before && withoutCall(before);
    if (!after) return;
    this.#known = call && after;
    for (const [name, on] of Object.entries(marksOf(after)))
      if (on) this.#marks.add(name);
      else this.#marks.delete(name);
    for (const event of eventsBetween(before ?? withoutCall(after), after)) this.#element.dispatchEvent(event);
  }
}
