/** The call itself: the other person large, oneself in the corner, and the controls. */
import { html, nothing } from 'lit';
import { classes } from './classes.js';
import { type Control, MENU } from './controls.js';
import { cameraButton, micButton, screenButton } from './device-buttons.js';
import { Ellipsis } from './icon-shapes/ellipsis.js';
import { MicOff } from './icon-shapes/mic-off.js';
import { PhoneOff } from './icon-shapes/phone-off.js';
import { ScreenShare } from './icon-shapes/screen-share.js';
import { icon } from './icons.js';
import type { View } from './view.js';

/** `4:05`, `1:02:09`: a call's time, the same in every language. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}

/** A path that is there is found sooner; the browser itself says so after 15 s only. */
const SLOW_MS = 10_000;

const alone = ({ state }: View): boolean => !('since' in state);
const card = ({ ringer }: View) => (ringer?.place === 'card' ? ringer : null);

/** A slot that is passed on hides what is there without it, so it is passed on only when it is used. */
export const placeholder = (name: string, { slotted }: View) =>
  slotted(name) ? html`<slot name=${name} slot="placeholder"></slot>` : nothing;

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
    <span part="timer" class="timer" role="timer">${clock(now - state.since)}</span>
  </p>`;
}

/** What goes on right now, if the person has to know; what takes long says why it may. */
export function progress({ state, labels, peerName, waited }: View): string {
  const slow = waited > SLOW_MS;
  if (state.name === 'connecting') return (slow && labels.stillConnecting) || labels.connectingTo(peerName);
  if (state.name === 'ringing') return labels.connectingTo(peerName);
  if (state.name !== 'reconnecting') return '';
  if (state.cause === 'peer') return labels.peerReloading(peerName);
  return (slow && labels.stillReconnecting) || labels.reconnecting;
}

function pill(view: View) {
  const text = progress(view);
  if (!text || card(view)) return nothing;
  return html`<p part="progress" class="pill"><span class="spinner" aria-hidden="true"></span>${text}</p>`;
}

/** Only while it is poor, and one sentence: what comes as stills is the plainer one. */
export function trouble({ state, quality, labels, peerName, peer }: View): string {
  if (state.name !== 'connected' || quality === null) return '';
  if (quality.receivingStills && peer?.camera) return labels.peerStills?.(peerName) ?? '';
  return quality.reason === null ? '' : (labels.poor?.[quality.reason](peerName) ?? '');
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
