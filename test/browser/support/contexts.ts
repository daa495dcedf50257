/** Looks at the sound machines that product code makes and keeps to itself. */
import { onTestFinished } from 'vitest';

/** Every AudioContext that is made from now on until the test ends, in order. */
export function recordContexts(): AudioContext[] {
  const made: AudioContext[] = [];
  const Real = globalThis.AudioContext;
  globalThis.AudioContext = class extends Real {
    constructor(options?: AudioContextOptions) {
      super(options);
      made.push(this);
    }
  };
  onTestFinished(() => void (globalThis.AudioContext = Real));
  return made;
}
