/** The pictures of the call: the other person large, oneself in the corner. What is over them is loaded after them. */
import { html, nothing } from 'lit';
import { classes } from './classes.js';
import { cameraButton, micButton } from './device-buttons.js';
import { ScreenShare } from './icon-shapes/screen-share.js';
import { icon } from './icons.js';
import { leaveButton } from './leave-button.js';
import { placeholder } from './placeholder.js';
import type { View } from './view.js';

export const isAlone = ({ state }: View): boolean => !('since' in state);
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
    class=${classes({ local: true, full: isAlone(view) })}
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

/** Until what is over the pictures is loaded, what nobody can do without. */
const buttons = (view: View) =>
  view.controls.size > 0
    ? html`<div class="toolbar">
        ${micButton(view)}${view.audioOnly ? nothing : cameraButton(view)}${leaveButton(view)}
      </div>`
    : nothing;

export function stage(view: View) {
  return html`<section
    part="stage"
    class=${classes({ stage: true, split: view.remoteScreen !== null })}
    aria-label=${view.labels.call}
    tabindex="-1"
  >
    ${screen(view)}${remote(view)}${local(view)}
    <div class="overlay">${view.overlay?.(view) ?? buttons(view)}</div>
  </section>`;
}
