/** Small graphs and a table of figures. */
import { css } from 'lit';

export const statsStyles = css`
  .graphs {
    display: grid;
    gap: 0.875rem;
    padding-block: 0.375rem 1rem;
  }
  .graph {
    display: grid;
    gap: 0.25rem;
  }
  .graph p {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 0.75rem;
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  .graph .now {
    display: flex;
    gap: 0.75rem;
    color: var(--_text);
    font-variant-numeric: tabular-nums;
  }
  /* The two of a pair below their title, so that they stay on one line. */
  .now:has(.second) {
    flex-basis: 100%;
  }
  .now span:not(.only)::before {
    content: '';
    display: inline-block;
    inline-size: 0.75rem;
    margin-inline-end: 0.375rem;
    border-block-start: 2px solid var(--_accent);
    vertical-align: middle;
  }
  .now .second::before {
    border-color: var(--_muted);
    border-block-start-style: dashed;
  }
  svg.plot {
    display: block;
    inline-size: 100%;
    block-size: 2.25rem;
    overflow: visible;
    border-block-end: 1px solid var(--_line);
    direction: ltr;
  }
  polyline {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 2;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }
  polyline.second {
    stroke: var(--_muted);
    stroke-dasharray: 4 3;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  :is(th, td) {
    padding: 0.375rem 0;
    padding-inline-end: 0.5rem;
    border-block-start: 1px solid var(--_line);
    font-weight: 400;
    text-align: start;
    vertical-align: top;
    white-space: pre-line;
  }
  thead :is(th, td) {
    border: 0;
    color: var(--_muted);
    font-weight: 600;
  }
  tbody th {
    color: var(--_muted);
  }
  .foot {
    display: grid;
    gap: 0.75rem;
    padding-block-start: 1rem;
  }
  textarea {
    inline-size: 100%;
    block-size: 8rem;
    border: 1px solid var(--_border);
    border-radius: 0.625rem;
    background: var(--_surface);
    color: var(--_text);
    font: 0.75rem/1.4 monospace;
  }
  @media (forced-colors: active) {
    polyline {
      stroke: Highlight;
    }
    polyline.second {
      stroke: CanvasText;
    }
  }
`;
