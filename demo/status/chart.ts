/** Ten minutes of one or two figures as lines. The words above it say the last values to who does not see it. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Reading } from '../../server/status-model.js';

const SHOWN_MS = 600_000;
/** More between two readings is a gap. */
const GAP_MS = 12_000;
const WIDTH = 300;
const HEIGHT = 80;

export interface Line {
  readonly name: string;
  readonly now: string;
  readonly value: (reading: Reading) => number | null;
}

export interface Chart {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly readings: readonly Reading[];
  /** The right edge, in milliseconds since the epoch. */
  readonly now: number;
  /** The top is at least so high, so that a calm server looks calm. */
  readonly atLeast: number;
  /** A value in words, for the top line. */
  readonly format: (value: number) => string;
}

export function chart({ title, lines, readings, now, atLeast, format }: Chart): TemplateResult {
  const values = readings.flatMap((reading) => lines.map(({ value }) => value(reading) ?? 0));
  const top = niceTop(Math.max(atLeast, ...values));
  return html`<figure class="card chart">
    <figcaption>
      <h3>${title}</h3>
      <p class="legend">
        ${lines.map(({ name, now }, index) => html`<span class=${`line-${index}`}>${name} <b>${now}</b></span>`)}
      </p>
    </figcaption>
    <div class="plot">
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
        <line class="grid" x1="0" x2=${WIDTH} y1="0.5" y2="0.5"></line>
        <line class="grid" x1="0" x2=${WIDTH} y1=${HEIGHT / 2} y2=${HEIGHT / 2}></line>
        <line class="base" x1="0" x2=${WIDTH} y1=${HEIGHT - 0.5} y2=${HEIGHT - 0.5}></line>
        ${lines.map((line, index) => drawn({ line, readings, now, top, index, filled: lines.length === 1 }))}
      </svg>
      <span class="top" aria-hidden="true">${format(top)}</span>
    </div>
    <p class="axis" aria-hidden="true"><span>10 minutes ago</span><span>now</span></p>
  </figure>`;
}

interface Drawn {
  readonly line: Line;
  readonly readings: readonly Reading[];
  readonly now: number;
  readonly top: number;
  readonly index: number;
  readonly filled: boolean;
}

function drawn({ line, readings, now, top, index, filled }: Drawn): SVGTemplateResult[] {
  const x = (at: number): string => ((1 - (now - at) / SHOWN_MS) * WIDTH).toFixed(1);
  const y = (value: number): string => ((1 - value / top) * (HEIGHT - 2) + 1).toFixed(1);
  return runs(readings, line.value).map((run) => {
    const points = run.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ');
    const area = `${x(run[0]?.at ?? now)},${HEIGHT} ${points} ${x(run.at(-1)?.at ?? now)},${HEIGHT}`;
    return svg`
      ${filled ? svg`<polygon class="area" points=${area}></polygon>` : null}
      <polyline class=${`line-${index}`} points=${points}></polyline>`;
  });
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** A line is broken where nothing was measured. */
function runs(readings: readonly Reading[], value: Line['value']): Point[][] {
  const found: Point[][] = [];
  let last: Point | null = null;
  for (const reading of readings) {
    const read = value(reading);
    if (read === null) continue;
    const point = { at: reading.at, value: read };
    if (last && point.at - last.at < GAP_MS) found.at(-1)?.push(point);
    else found.push([point]);
    last = point;
  }
  return found;
}

/** 1, 2 or 5 and noughts. */
function niceTop(value: number): number {
  const scale = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * scale >= value) ?? 10) * scale;
}
