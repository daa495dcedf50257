/**
 * What is over the pictures: who that is, what goes on, and the controls. Loaded after the first picture; without it the
 * pictures stand, with the three buttons that matter.
 */
import { html, nothing } from 'lit';
import { type Control, MENU } from './controls.js';
import { cameraButton, micButton, screenButton } from './device-buttons.js';
import { duration } from './duration.js';
import { Ellipsis } from './icon-shapes/ellipsis.js';
import { MicOff } from './icon-shapes/mic-off.js';
import { icon } from './icons.js';
import { leaveButton } from './leave-button.js';
import { progress, trouble } from './progress.js';
import { isAlone } from './stage.js';
import type { View } from './view.js';

const card = ({ ringer }: View) => (ringer?.place === 'card' ? ringer : null);

function nameTag({ state, peer, peerName, labels, now }: View) {
  if (!('since' in state)) return nothing;
  const muted = peer !== null && !peer.mic;
  return html`<p part="name-tag" class="tag">
    ${muted ? html`<span class="muted" role="img" aria-label=${labels.peerMuted(peerName)}>${icon(MicOff)}</span>` : nothing}
    <bdi>${peerName || labels.guest}</bdi>
    <span part="timer" class="timer" role="timer">${duration(now - state.since)}</span>
  </p>`;
}

function pill(view: View) {
  const text = progress(view);
  if (!text || card(view)) return nothing;
  return html`<p part="progress" class="pill"><span class="spinner" aria-hidden="true"></span>${text}</p>`;
}

function hint(view: View) {
  const text = trouble(view);
  return text ? html`<p part="quality" class="pill">${text}</p>` : nothing;
}

const missing = ({ partMissing, labels }: View) =>
  partMissing ? html`<p class="pill">${labels.partMissing}</p>` : nothing;

function moreButton({ labels, controls, panel, actions }: View) {
  if (!MENU.some((control) => controls.has(control))) return nothing;
  return html`<button
    part="button button-more"
    class="round"
    type="button"
    aria-label=${labels.more}
    title=${labels.more}
    aria-expanded=${panel === 'menu'}
    @click=${() => actions.openPanel(panel === 'menu' ? null : 'menu')}
  >
    <slot name="icon-more">${icon(Ellipsis)}</slot>
  </button>`;
}

function toolbar(view: View) {
  const { labels, controls, audioOnly } = view;
  const shown = (control: Control, button: (view: View) => unknown): unknown =>
    controls.has(control) ? button(view) : nothing;
  return html`<div part="toolbar" class="toolbar" role="group" aria-label=${labels.controls}>
    <slot name="toolbar-start"></slot>
    ${shown('mic', micButton)}${audioOnly ? nothing : shown('camera', cameraButton)}${view.extras?.buttons()}
    ${isAlone(view) ? nothing : shown('screen', screenButton)}${view.extras?.chat(view)}${moreButton(view)}
    ${card(view) ? nothing : shown('leave', leaveButton)}
    <slot name="toolbar-end"></slot>
  </div>`;
}

export const overlay = (view: View) =>
  html`<div class="top">
      <slot name="logo"></slot>${nameTag(view)}${pill(view)}${hint(view)}${missing(view)}${view.extras?.pills(view)}
    </div>
    <div class="middle">${view.notices?.list(view)}${view.extras?.invite(view)}${card(view)}</div>
    <slot name="stage-overlay"></slot>
    ${view.controls.size > 0 ? toolbar(view) : nothing}`;
