/** Line icons (Lucide), drawn in the text's colour and hidden from screen readers: the button's label speaks. */
import { html, type SVGTemplateResult, type TemplateResult } from 'lit';
import { ScreenShare } from './icon-shapes/screen-share.js';
import { Share2 } from './icon-shapes/share-2.js';
import { Volume2 } from './icon-shapes/volume-2.js';

/** Of icon-shapes/, which scripts/icons.mjs writes. */
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
