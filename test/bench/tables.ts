/** What the bench prints: each case's time, the budgets beside what was measured, and where the time goes. */
import type { CaseName } from './cases.js';
import { firstFrames, STEPS, type Run } from './report.js';
import { median, quantile, table } from './stats.js';

/** One entry for each round; null where a run failed. */
export type Runs = Readonly<Record<CaseName, readonly (Run | null)[]>>;

/** The design's budgets. */
const RATIO = 0.95;
const DISTANCE_MS = 400;
const LINK_MS = 1_400;

type At = (run: Run) => number | undefined;

/** Milliseconds from the start; NaN for what failed or was not seen. */
const since = (runs: readonly (Run | null)[], at: At): number[] =>
  runs.map((run) => (run === null ? NaN : (at(run) ?? NaN) - run.start));

const pairs = (ours: readonly number[], theirs: readonly number[], compare: (one: number, other: number) => number) =>
  ours.map((value, round) => compare(value, theirs[round] ?? NaN));

const whole = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(0));
const ratio = (value: number): string => value.toFixed(2);
const spread = (values: readonly number[], write: (value: number) => string): string =>
  `${write(quantile(values, 0.1))} to ${write(quantile(values, 0.9))}`;
const verdict = (value: number, budget: number): string => (value <= budget ? 'met' : 'MISSED');

/** Each case by itself. */
export function times(runs: Runs): string {
  const rows = Object.entries(runs).map(([name, ofCase]) => {
    const waits = since(ofCase, firstFrames);
    const failed = ofCase.filter((run) => run === null).length;
    return [name, whole(median(waits)), spread(waits, whole), `${waits.length - failed}`, `${failed}`];
  });
  return table([['to the first frame on both sides, ms', 'median', 'p10 to p90', 'runs', 'failed'], ...rows]);
}

/** The runs of one round beside each other, and the medians beside each other. */
export function budgets(runs: Runs): string {
  const of = (name: CaseName): number[] => since(runs[name], firstFrames);
  const [bare, prepared, far, link] = [of('bare'), of('prepared'), of('prepared+delay'), of('open+delay')];
  const ratios = pairs(prepared, bare, (one, other) => one / other);
  const distances = pairs(far, prepared, (one, other) => one - other);
  const row = (name: string, paired: number[], medians: number, budget: number, write: (value: number) => string) => {
    const middle = median(paired);
    return [name, write(middle), spread(paired, write), write(medians), `<= ${budget}`, verdict(middle, budget)];
  };
  return table([
    ['budget', 'of pairs', 'p10 to p90', 'of medians', 'budget', ''],
    row('prepared / bare', ratios, median(prepared) / median(bare), RATIO, ratio),
    row('prepared+delay - prepared, ms', distances, median(far) - median(prepared), DISTANCE_MS, whole),
    row('open+delay, ms', link, median(link), LINK_MS, whole),
  ]);
}

/** Medians of each step; what was over before the start is a dash. */
export function steps(runs: Runs): string {
  const columns = Object.entries(runs);
  const rows = STEPS.map(([label, at]) => {
    const cells = columns.map(([, ofCase]) => median(since(ofCase, at)));
    return [label, ...cells.map((value) => (value < 0 ? '-' : whole(value)))];
  });
  return table([['ms after the start, medians', ...columns.map(([name]) => name)], ...rows]);
}

/** How far the clocks of two pages may be trusted. */
export function clocks(runs: Runs): string {
  const skews = Object.values(runs).flatMap((ofCase) =>
    ofCase.map((run) => run?.skew ?? null).filter((one) => one !== null),
  );
  const worst = Math.max(...skews.map(({ ms }) => Math.abs(ms)));
  const doubt = median(skews.map(({ uncertainty }) => uncertainty));
  return `two pages' clocks: at most ${worst.toFixed(1)} ms apart, each time known to ${doubt.toFixed(1)} ms`;
}
