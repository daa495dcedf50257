/** Counts who listens to tracks, devices and the document: what is added has to be removed. */
import { onTestFinished } from 'vitest';

type Listening = readonly [type: string, listener: unknown];
type Method = (this: EventTarget, ...parameters: Parameters<EventTarget['addEventListener']>) => void;

/** Of listeners that were added from now on, how many are left; one that is `once` or aborted counts as removed. */
export function recordListeners(): { readonly count: number } {
  const left = new Map<EventTarget, Listening[]>();
  const forget = (target: EventTarget, type: string, listener: unknown): void => {
    const others = (left.get(target) ?? []).filter((one) => one[0] !== type || one[1] !== listener);
    left.set(target, others);
  };
  const add = replace('addEventListener', function (type, listener, options) {
    add.call(this, type, listener, options);
    if (!isWatched(this)) return;
    left.set(this, [...(left.get(this) ?? []), [type, listener]]);
    const { once = false, signal } = typeof options === 'object' ? options : {};
    const done = (): void => forget(this, type, listener);
    if (once) add.call(this, type, done, { once });
    if (signal) add.call(signal, 'abort', done);
  });
  const remove = replace('removeEventListener', function (type, listener, options) {
    remove.call(this, type, listener, options);
    forget(this, type, listener);
  });
  return {
    get count() {
      return [...left].reduce((sum, [target, { length }]) => sum + (isOver(target) ? 0 : length), 0);
    },
  };
}

/** Until the test ends; returns the one that was there. */
function replace(name: 'addEventListener' | 'removeEventListener', method: Method): Method {
  const real: unknown = Reflect.get(EventTarget.prototype, name);
  if (!isMethod(real)) throw new Error(`no ${name} here`);
  Reflect.set(EventTarget.prototype, name, method);
  onTestFinished(() => void Reflect.set(EventTarget.prototype, name, real));
  return real;
}

const isMethod = (value: unknown): value is Method => typeof value === 'function';

const isWatched = (target: unknown): boolean =>
  target instanceof MediaStreamTrack ||
  target instanceof MediaStream ||
  target === document ||
  target === navigator.mediaDevices;

/** A track that has ended is let go with all that listens to it. */
const isOver = (target: EventTarget): boolean => target instanceof MediaStreamTrack && target.readyState === 'ended';
