/** How fast bytes come, over the last seconds. Arithmetic only. */

const SPAN_MS = 4_000;
const STEP_MS = 250;

export class Speed {
  #samples: { at: number; bytes: number }[] = [];

  /** So many bytes are there, at this time. */
  add(bytes: number, at: number): void {
    const last = this.#samples.at(-1);
    // Back to an earlier byte, after a reload of either page: it begins anew.
    if (last && bytes < last.bytes) this.#samples = [];
    if (last && bytes >= last.bytes && at - last.at < STEP_MS) return;
    this.#samples.push({ at, bytes });
    while ((this.#samples[0]?.at ?? at) < at - SPAN_MS) this.#samples.shift();
  }

  /** What was before is no measure any more. */
  clear(): void {
    this.#samples = [];
  }

  /** Bytes a second up to this time; 0 while that is not known, or nothing comes any more. */
  rate(now: number): number {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || last.at === first.at || now - last.at > SPAN_MS) return 0;
    return ((last.bytes - first.bytes) * 1_000) / (Math.max(now - STEP_MS, last.at) - first.at);
  }
}
