/** Microphone, camera and screen as buttons whose labels say what a press does. */
import { html, nothing } from 'lit';
import { classes } from './classes.js';
import type { DeviceState } from '../call/media.js';
import { canShareScreen } from '../call/screen-share.js';
import type { Labels } from '../locales/labels.js';
import { Mic } from './icon-shapes/mic.js';
import { MicOff } from './icon-shapes/mic-off.js';
import { ScreenShare } from './icon-shapes/screen-share.js';
import { ScreenShareOff } from './icon-shapes/screen-share-off.js';
import { Settings2 } from './icon-shapes/settings-2.js';
import { Video } from './icon-shapes/video.js';
import { VideoOff } from './icon-shapes/video-off.js';
import { icon } from './icons.js';
import type { Source } from './source.js';
import type { View } from './view.js';

interface Does extends Pick<View, 'labels'> {
  readonly actions: Pick<View['actions'], 'toggle'>;
}

const ICONS = { mic: [Mic, MicOff], camera: [Video, VideoOff], screen: [ScreenShareOff, ScreenShare] } as const;

const labelOf = (kind: Source, on: boolean, labels: Labels): string => {
  if (kind === 'mic') return on ? labels.muteMic : labels.unmuteMic;
  if (kind === 'screen') return on ? labels.stopSharing : labels.shareScreen;
  return on ? labels.stopCamera : labels.startCamera;
};

function button(kind: Source, { on, busy, problem }: DeviceState, { labels, actions }: Does) {
  const label = labelOf(kind, on, labels);
  return html`<button
    part="button button-${kind}"
    type="button"
    class=${classes({ round: true, off: kind === 'screen' ? on : !on, problem: problem !== null })}
    aria-label=${label}
    title=${label}
    aria-busy=${busy}
    @click=${() => actions.toggle(kind)}
  >
    <slot name="icon-${kind}-${on ? 'on' : 'off'}">${icon(ICONS[kind][on ? 0 : 1])}</slot>
  </button>`;
}

export const micButton = (view: Does & Pick<View, 'mic'>) => button('mic', view.mic, view);

export const cameraButton = (view: Does & Pick<View, 'camera'>) => button('camera', view.camera, view);

export function settingsButton({ labels, panel, actions }: View) {
  return html`<button
    part="button button-devices"
    type="button"
    class="round"
    aria-label=${labels.settings}
    title=${labels.settings}
    aria-expanded=${panel === 'devices'}
    @click=${() => actions.openPanel(panel === 'devices' ? null : 'devices')}
  >
    ${icon(Settings2)}
  </button>`;
}

export const screenButton = (view: View) => (canShareScreen() ? button('screen', view.screen, view) : nothing);
