/** What has come about with devices and screens on either side, in sentences: shown, and said once by screen readers. */
import { html, nothing } from 'lit';
import type { Trouble } from '../../shared/messages.js';
import type { DeviceKind } from '../call/media.js';
import { CircleAlert, icon, ScreenShare } from './icons.js';
import { deviceName } from './source.js';
import type { View } from './view.js';

/** Each at its own place, empty without trouble; one sentence for both devices where one thing has happened to both. */
function peerTroubles({ peer, peerName, labels }: View): string[] {
  const { mic, camera } = peer?.trouble ?? {};
  const about = (kinds: readonly DeviceKind[], trouble: Trouble | undefined): string =>
    trouble ? labels.peerTrouble(peerName, deviceName(kinds, labels), trouble) : '';
  return mic === camera ? [about(['camera', 'mic'], mic)] : [about(['camera'], camera), about(['mic'], mic)];
}

export function pills(view: View) {
  const { screen, labels } = view;
  const troubles = peerTroubles(view).map((text) =>
    text ? html`<p part="trouble" class="pill">${icon(CircleAlert)}${text}</p>` : nothing,
  );
  const sharing = html`<p part="sharing" class="pill">${icon(ScreenShare)}${labels.sharing}</p>`;
  return html`${screen.on ? sharing : nothing}${troubles}`;
}

/** Each line is said when it comes to its place, and none again because another one came or went. */
export function said(view: View) {
  const { screen, labels, peer, peerName, extras, notices } = view;
  const lines = [
    screen.on ? labels.sharing : '',
    peer?.screen ? labels.peerSharing(peerName) : '',
    ...(notices?.titles(view) ?? []),
    ...peerTroubles(view),
    ...(extras?.news() ?? []),
  ];
  return lines.map((text) => (text ? html`<p>${text}</p>` : nothing));
}
