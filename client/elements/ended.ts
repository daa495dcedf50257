/** How a call ended, and the way back into it; and what keeps it from beginning. */
import { html, nothing } from 'lit';
import type { CallState } from '../call/state.js';
import { problemOf, type Labels, type Problem } from '../locales/labels.js';
import { CircleAlert } from './icon-shapes/circle-alert.js';
import { PhoneOff } from './icon-shapes/phone-off.js';
import { icon } from './icons.js';
import { duration } from './duration.js';
import type { View } from './view.js';

type Ended = Extract<CallState, { name: 'ended' }>;

/** The sentence for each way of ending. */
export function endText({ reason, code, lasted }: Ended, labels: Labels, peerName: string): Problem {
  const help = lasted > 0 ? labels.lasted(duration(lasted)) : '';
  if (reason === 'hung-up') return { title: labels.ended, help };
  if (reason === 'peer-hung-up') return { title: labels.peerHungUp(peerName), help };
  return code ? problemOf(labels, code) : { title: labels.ended, help: '' };
}

function wayBack({ reason, code }: Ended, labels: Labels): string {
  if (reason === 'replaced') return labels.useHere;
  return reason === 'occupied' || code ? labels.tryAgain : labels.joinAgain;
}

export function ended(view: View, state: Ended) {
  const { labels, actions, peerName } = view;
  const { title, help } = endText(state, labels, peerName);
  return html`<section part="ended" class="message" tabindex="-1">
    <span class="badge">${icon(state.code ? CircleAlert : PhoneOff)}</span>
    <h2>${title}</h2>
    ${help ? html`<p>${help}</p>` : nothing}
    <button class="primary" type="button" @click=${() => actions.join()}>${wayBack(state, labels)}</button>
    <slot name="ended"></slot>
  </section>`;
}

/** The page itself cannot hold a call. */
export const problemPage = ({ title, help }: Problem, how: unknown = nothing) =>
  html`<section part="problem" class="message">
    <span class="badge">${icon(CircleAlert)}</span>
    <h2>${title}</h2>
    <p>${help}</p>
    ${how}
  </section>`;
