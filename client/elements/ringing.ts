/** What is shown while it rings: an element that is loaded when it is needed. */
import { html } from 'lit';
import type { CallState } from '../call/state.js';
import type { PanelElement } from './panels.js';
import type { RtcCall } from './rtc-call.js';
import type { View } from './view.js';

export interface RingerElement extends PanelElement {
  /** All of the element, a card over the pictures, or nothing now. */
  readonly place: 'page' | 'card' | 'none';
  /** What a screen reader hears. */
  readonly announcement: string;
}

/** A desk has it from the beginning; others when it rings, or would have. */
export const needsRinger = (state: CallState, answer: RtcCall['answer']): boolean =>
  answer === 'manual' || state.name === 'ringing' || (state.name === 'ended' && state.reason === 'busy');

export const ringPage = ({ labels, ringer }: View) =>
  html`<section part="ring" class="ring" aria-label=${labels.call} tabindex="-1">
    ${ringer ?? html`<span class="spinner" aria-hidden="true"></span>`}
  </section>`;
