/** The call itself: the other person large, oneself in the corner, and the controls. Loaded after the first picture. */
import { html, nothing } from 'lit';
import { classes } from './classes.js';
import { type Control, MENU } from './controls.js';
import { cameraButton, micButton, screenButton } from './device-buttons.js';
import { duration } from './duration.js';
import { Ellipsis } from './icon-shapes/ellipsis.js';
import { MicOff } from './icon-shapes/mic-off.js';
import { ScreenShare } from './icon-shapes/screen-share.js';
import { icon } from './icons.js';
import { leaveButton } from './leave-button.js';
import { placeholder } from './placeholder.js';
import { progress, trouble } from './progress.js';
export { stageStyles } from './stage.styles.js';
import type { View } from './view.js';

const alone = ({ state }: View): boolean => !('since' in state);
const card = ({ ringer }: View) => (ringer?.place === 'card' ? ringer : null);

function remote(view: View) {
  const { peer, peerName, labels, remoteStream, sinkId } = view;
  return html`<rtc-video
    part="remote"
    class="remote"
    exportparts="video:remote-video, placeholder:remote-placeholder"
    .label=${peerName}
    .unblockLabel=${labels.unblockSound}
    .sinkId=${sinkId}
    .srcObject=${remoteStream}
    ?video-off=${peer !== null && !peer.camera}
    >${placeholder('remote-placeholder', view)}</rtc-video
  >`;
}

/** The other person's screen: whole, and never as in a mirror. */
function screen({ remoteScreen, labels, peerName, sinkId }: View) {
  if (!remoteScreen) return nothing;
  return html`<rtc-video
    part="screen"
    class="screen"
    fit="contain"
    .label=${labels.peerSharing(peerName)}
    .unblockLabel=${labels.unblockSound}
    .sinkId=${sinkId}
    .srcObject=${remoteScreen}
    ><span slot="placeholder">${icon(ScreenShare)}</span></rtc-video
  >`;
}

/** As in a mirror; what the back camera of a phone shows is no mirror's picture. */
const facesPerson = (stream: MediaStream): boolean =>
  stream.getVideoTracks()[0]?.getSettings().facingMode !== 'environment';

function local(view: View) {
  const { labels, localStream, camera, name } = view;
  return html`<rtc-video
    part="local"
    class=${classes({ local: true, full: alone(view) })}
    exportparts="video:local-video, placeholder:local-placeholder"
    role="group"
    aria-label=${camera.on ? labels.yourPicture : labels.yourCameraIsOff}
    muted
    ?mirror=${facesPerson(localStream)}
    fit="cover"
    .label=${name}
    .srcObject=${localStream}
    ?video-off=${!camera.on}
    >${placeholder('local-placeholder', view)}</rtc-video
  >`;
}

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
    ${alone(view) ? nothing : shown('screen', screenButton)}${view.extras?.chat(view)}${moreButton(view)}
    ${card(view) ? nothing : shown('leave', leaveButton)}
    <slot name="toolbar-end"></slot>
  </div>`;
}

export function stage(view: View) {
  return html`<section
    part="stage"
    class=${classes({ stage: true, split: view.remoteScreen !== null })}
    aria-label=${view.labels.call}
    tabindex="-1"
  >
    ${screen(view)}${remote(view)}${local(view)}
    <div class="overlay">
      <div class="top">
        <slot name="logo"></slot>${nameTag(view)}${pill(view)}${hint(view)}${missing(view)}${view.extras?.pills(view)}
      </div>
      <div class="middle">${view.notices?.list(view)}${view.extras?.invite(view)}${card(view)}</div>
      <slot name="stage-overlay"></slot>
      ${view.controls.size > 0 ? toolbar(view) : nothing}
    </div>
  </section>`;
}
