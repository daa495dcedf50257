/** A minute of one or two figures as lines. The words beside it say the same to who does not see it. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

export const SHOWN_MS = 60_000;
const WIDTH = 60;
const HEIGHT = 20;
/** Between two points a second apart; more is a gap in what was read. */
const GAP_MS = 3_000;

const STROKES = ['first', 'second'] as const;

export interface Point {
  readonly at: number;
  readonly value: number | null;
}

export interface Line {
  /** What it is, such as "Sending". */
  readonly name: string;
  /** The last value in words. */
  readonly now: string;
  readonly points: readonly Point[];
}

interface Graph {
  readonly title: string;
  readonly lines: readonly Line[];
  /** The top is at least so high, so that noise stays small. */
  readonly atLeast: number;
  /** The right edge, in milliseconds since the epoch. */
  readonly now: number;
}

export function graph({ title, lines, atLeast, now }: Graph): TemplateResult {
  const top = Math.max(atLeast, ...lines.flatMap(({ points }) => points.map(({ value }) => value ?? 0)));
  const at = ({ at, value }: Point): string =>
    `${((1 - (now - at) / SHOWN_MS) * WIDTH).toFixed(2)},${((1 - (value ?? 0) / top) * HEIGHT).toFixed(2)}`;
  return html`<div class="graph">
    <p>
      ${title}
      <span class="now">
        ${lines.map(({ name, now }, index) => html`<span class=${(name && STROKES[index]) || 'only'}>${name} ${now}</span>`)}
      </span>
    </p>
    <svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      ${lines.map(({ points }, index) => drawn(points, at, index))}
    </svg>
  </div>`;
}

function drawn(points: readonly Point[], at: (point: Point) => string, index: number): SVGTemplateResult[] {
  return runs(points).map(
    (run) => svg`<polyline class=${STROKES[index] ?? ''} points=${run.map(at).join(' ')}></polyline>`,
  );
}

/** A line is broken where nothing was measured. */
function runs(points: readonly Point[]): Point[][] {
  const found: Point[][] = [];
  let last: Point | null = null;
  for (const point of points) {
    if (point.value === null) continue;
    if (!last || point.at - last.at > GAP_MS) found.push([]);
    found.at(-1)?.push(point);
    last = point;
  }
  return found;
}
