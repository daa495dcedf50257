/** What is shown while it rings: made by a chunk that is loaded when it is needed, or in short without it. */
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

export const createRinger = (host: RtcCall): Promise<RingerElement | null> =>
  import('./panels/loaders.js').then(({ createRinger: create }) => create(host)).catch(() => null);

/** A desk has it from the beginning; others when it rings, or would have. */
export const needsRinger = (state: CallState, answer: RtcCall['answer']): boolean =>
  answer === 'manual' || state.name === 'ringing' || (state.name === 'ended' && state.reason === 'busy');

export const ringPage = ({ labels, ringer }: View) =>
  html`<section part="ring" class="ring" aria-label=${labels.call} tabindex="-1">${ringer}</section>`;

/** An old server, a lost network: who rings can be let in all the same. */
export const plainRing = ({ labels, peerName, actions }: View) =>
  html`<section part="ring" class="message" tabindex="-1">
    <h2>${peerName || labels.guest}</h2>
    <button class="primary" type="button" @click=${() => actions.accept()}>${labels.join}</button>
    <button class="quiet" type="button" @click=${() => actions.decline()}>${labels.cancel}</button>
  </section>`;
