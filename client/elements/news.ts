/** What has come about with devices and screens on either side, in sentences: shown, and said once by screen readers. */
import { html, nothing } from 'lit';
import type { Trouble } from '../../shared/troubles.js';
import type { DeviceKind } from '../call/media.js';
import type { AllLabels } from '../locales/labels.js';
import { CircleAlert } from './icon-shapes/circle-alert.js';
import { ScreenShare } from './icon-shapes/screen-share.js';
import { icon } from './icons.js';
import { deviceName } from './source.js';
import type { View } from './view.js';

/** Each at its own place, empty without trouble; one sentence for both devices where one thing has happened to both. */
function peerTroubles({ peer, peerName }: View, labels: AllLabels): string[] {
  const { mic, camera } = peer?.trouble ?? {};
  const about = (kinds: readonly DeviceKind[], trouble: Trouble | undefined): string =>
    trouble ? labels.peerTrouble(peerName, deviceName(kinds, labels), trouble) : '';
  return mic === camera ? [about(['camera', 'mic'], mic)] : [about(['camera'], camera), about(['mic'], mic)];
}

/** What the other person turned off by choice: a sign shows it. */
function peerChoices({ peer, peerName }: View, labels: AllLabels): string[] {
  if (!peer) return [];
  const { mic, camera, trouble } = peer;
  return [
    mic || trouble.mic ? '' : labels.peerMuted(peerName),
    camera || trouble.camera ? '' : labels.peerCameraOff(peerName),
  ];
}

/** Each at its own place. A camera whose trouble is told already needs no second sentence. */
function frozenPictures({ state, quality, peerName, camera }: View, labels: AllLabels): string[] {
  const frozen = new Set(state.name === 'connected' ? quality?.frozen : []);
  return [
    frozen.has('their-camera') ? labels.peerFrozen(peerName) : '',
    frozen.has('their-screen') ? labels.screenFrozen : '',
    frozen.has('your-camera') && camera.on && !camera.problem ? labels.ownFrozen : '',
  ];
}

export function pills(view: View, labels: AllLabels) {
  const troubles = [...peerTroubles(view, labels), ...frozenPictures(view, labels)].map((text) =>
    text ? html`<p part="trouble" class="pill">${icon(CircleAlert)}${text}</p>` : nothing,
  );
  const sharing = html`<p part="sharing" class="pill">${icon(ScreenShare)}${labels.sharing}</p>`;
  return html`${view.screen.on ? sharing : nothing}${troubles}`;
}

/** For a screen reader; each at its own place. */
export function news(view: View, labels: AllLabels): string[] {
  const { screen, peer, peerName } = view;
  return [
    screen.on ? labels.sharing : '',
    peer?.screen ? labels.peerSharing(peerName) : '',
    ...peerTroubles(view, labels),
    ...peerChoices(view, labels),
    ...frozenPictures(view, labels),
  ];
}
