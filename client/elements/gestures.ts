/** A press or a key anywhere in the page: what a browser may want before it lets the page be heard. */

/** Browsers differ in which of them count: a touch does at its end, a mouse at its beginning. */
const GESTURES = ['pointerdown', 'pointerup', 'touchend', 'click', 'keydown'];

/** Calls `work` at every gesture in the page until `signal` aborts. */
export function onGesture(work: () => void, signal: AbortSignal, page: Document): void {
  for (const gesture of GESTURES) page.addEventListener(gesture, work, { signal, capture: true });
}
