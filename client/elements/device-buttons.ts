/** Microphone, camera and screen as buttons whose labels say what a press does. */
import { html, nothing } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { DeviceState } from '../call/media.js';
import { canShareScreen } from '../call/screen-share.js';
import type { Labels } from '../locales/labels.js';
import { icon, Mic, MicOff, ScreenShare, ScreenShareOff, Video, VideoOff } from './icons.js';
import type { Source } from './notices.js';
import type { View } from './view.js';

const ICONS = { mic: [Mic, MicOff], camera: [Video, VideoOff], screen: [ScreenShareOff, ScreenShare] } as const;

const labelOf = (kind: Source, on: boolean, labels: Labels): string => {
  if (kind === 'mic') return on ? labels.muteMic : labels.unmuteMic;
  if (kind === 'screen') return on ? labels.stopSharing : labels.shareScreen;
  return on ? labels.stopCamera : labels.startCamera;
};

function button(kind: Source, { on, busy, problem }: DeviceState, { labels, actions }: View) {
  const label = labelOf(kind, on, labels);
  return html`<button
    part="button button-${kind}"
    type="button"
    class=${classMap({ round: true, off: kind === 'screen' ? on : !on, problem: problem !== null })}
    aria-label=${label}
    title=${label}
    aria-busy=${busy}
    @click=${() => actions.toggle(kind)}
  >
    ${icon(ICONS[kind][on ? 0 : 1])}
  </button>`;
}

export const micButton = (view: View) => button('mic', view.mic, view);

export const cameraButton = (view: View) => button('camera', view.camera, view);

export const screenButton = (view: View) => (canShareScreen() ? button('screen', view.screen, view) : nothing);
