import { html } from 'lit';
import { PhoneOff } from './icon-shapes/phone-off.js';
import { icon } from './icons.js';
import type { View } from './view.js';

export function leaveButton({ labels, actions }: { labels: View['labels']; actions: Pick<View['actions'], 'leave'> }) {
  return html`<button
    part="button button-leave"
    class="round leave"
    type="button"
    aria-label=${labels.hangUp}
    title=${labels.hangUp}
    @click=${() => actions.leave()}
  >
    <slot name="icon-leave">${icon(PhoneOff)}</slot>
  </button>`;
}
