/** What has come about with devices and screens on either side, in sentences: shown, and said once by screen readers. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CircleAlert, icon, ScreenShare } from './icons.js';
import { deviceName, noticeTexts } from './notices.js';
import type { View } from './view.js';

/** One sentence for both devices where one thing has happened to both. */
function peerTroubles({ peer, peerName, labels }: View): string[] {
  const { mic, camera } = peer?.trouble ?? {};
  const text = (kinds: readonly ('mic' | 'camera')[], trouble = mic ?? camera): string[] =>
    trouble ? [labels.peerTrouble(peerName, deviceName(kinds, labels), trouble)] : [];
  if (mic === camera) return text(['camera', 'mic']);
  return [...(camera ? text(['camera'], camera) : []), ...(mic ? text(['mic'], mic) : [])];
}

export function pills(view: View) {
  const { screen, labels } = view;
  const troubles = repeat(
    peerTroubles(view),
    (text) => text,
    (text) => html`<p part="trouble" class="pill">${icon(CircleAlert)}${text}</p>`,
  );
  return html`${screen.on ? html`<p part="sharing" class="pill">${icon(ScreenShare)}${labels.sharing}</p>` : nothing}${troubles}`;
}

/** Each line is said when it comes, and none again because another one came or went. */
export function said(view: View) {
  const { screen, labels, peer, peerName } = view;
  const sentences = [
    ...(screen.on ? [labels.sharing] : []),
    ...(peer?.screen ? [labels.peerSharing(peerName)] : []),
    ...peerTroubles(view),
    ...noticeTexts(view).map(({ title }) => title),
  ];
  return repeat(
    sentences,
    (text) => text,
    (text) => html`<p>${text}</p>`,
  );
}
