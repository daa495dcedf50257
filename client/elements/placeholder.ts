/** What a page puts in the place of a picture. */
import { html, nothing } from 'lit';
import type { View } from './view.js';

/** A slot that is passed on hides what is there without it, so it is passed on only when it is used. */
export const placeholder = (name: string, { slotted }: View) =>
  slotted(name) ? html`<slot name=${name} slot="placeholder"></slot>` : nothing;
