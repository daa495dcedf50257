/** What the recovery bench prints, as tables that documents can show. */
import type { Fault, Run } from './faults.js';
import { median } from './stats.js';

/** One entry for each run; null where it failed. */
export type Results = ReadonlyMap<Fault, readonly (Run | null)[]>;

const seconds = (ms: number): string => (Number.isNaN(ms) ? '–' : `${(ms / 1_000).toFixed(2)} s`);
const percent = (share: number): string => (Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)} %`);
const whole = (count: number): string => `${Math.round(count)}`;

const succeeded = (runs: readonly (Run | null)[]): Run[] => runs.filter((run) => run !== null);

/** Of figures where more is worse. */
function spread(values: readonly number[], write: (value: number) => string): string {
  return values.length === 0 ? '–' : `${write(median(values))} / ${write(Math.max(...values))}`;
}

function verdict({ met }: Fault, runs: readonly (Run | null)[]): string {
  const good = succeeded(runs);
  return good.length === runs.length && met(good) ? 'met' : '**MISSED**';
}

/** Cells of equal width, so that the source can be read too; figures to the right. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = rows;
  const widths = head.map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  const line = (row: readonly string[]): string => `| ${row.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), `| ${rule.join(' | ')} |`, ...rest.map(line)].join('\n');
}

export function figures(results: Results): string {
  const rows = [...results].map(([fault, runs]) => {
    const times = succeeded(runs).map(({ ms }) => ms);
    const [middle, worst] = times.length === 0 ? ['–', '–'] : [seconds(median(times)), seconds(Math.max(...times))];
    const failed = runs.length - times.length;
    const count = failed === 0 ? `${runs.length}` : `${runs.length}, ${failed} failed`;
    return [fault.name, fault.measured, middle, worst, fault.budget, verdict(fault, runs), count];
  });
  return markdown([['fault', 'measured', 'median', 'worst', 'budget', '', 'runs'], ...rows]);
}

export function details(results: Results): string {
  const rows = [...results].map(([fault, all]) => {
    const runs = succeeded(all);
    const of = (read: (run: Run) => number): number[] => runs.map(read);
    return [
      fault.name,
      spread(
        of((run) => run.pictureGap),
        seconds,
      ),
      spread(
        of((run) => run.calmGap),
        seconds,
      ),
      spread(
        of((run) => run.soundGap),
        seconds,
      ),
      runs.length === 0 ? '–' : percent(median(of((run) => run.pictures))),
      spread(
        of((run) => run.concealed),
        percent,
      ),
      spread(
        of((run) => run.restarts),
        whole,
      ),
      `${runs.filter(({ same }) => same).length} of ${all.length}`,
    ];
  });
  const head = ['median / worst', 'picture gap', 'just before', 'sound gap', 'pictures', 'concealed', 'restarts'];
  return markdown([[...head, 'same connection'], ...rows]);
}
