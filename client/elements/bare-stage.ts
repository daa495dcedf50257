/** In the stage's place until that is loaded: a call that cannot be seen can be ended all the same. */
import { html, nothing } from 'lit';
import { leaveButton } from './leave-button.js';
import type { View } from './view.js';

export const bareStage = (view: View) =>
  html`<section part="stage" class="message" aria-label=${view.labels.call} tabindex="-1">
    <span class="spinner" aria-hidden="true"></span>
    ${view.controls.has('leave') ? leaveButton(view) : nothing}
  </section>`;
