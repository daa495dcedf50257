/** Line icons (Lucide), drawn in the text's colour and hidden from screen readers: the button's label speaks. */
import { html, type SVGTemplateResult, type TemplateResult } from 'lit';
import { ScreenShare, Share2, Volume2 } from './icon-shapes.js';

/** Written by scripts/icons.mjs, which has the list. */
export * from './icon-shapes.js';

export type Shape = () => SVGTemplateResult;

/** What points where reading goes: mirrored where that is to the left. */
const DIRECTED: readonly Shape[] = [ScreenShare, Share2, Volume2];

export const icon = (shape: Shape): TemplateResult =>
  html`<svg
    class=${DIRECTED.includes(shape) ? 'icon directed' : 'icon'}
    aria-hidden="true"
    width="24"
    height="24"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    ${shape()}
  </svg>`;
