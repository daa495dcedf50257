/** Microphone and camera as two buttons whose labels say what a press does. */
import { html } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { DeviceKind, DeviceState } from '../call/media.js';
import type { Labels } from '../locales/labels.js';
import { icon, Mic, MicOff, Video, VideoOff } from './icons.js';
import type { View } from './view.js';

const ICONS = { mic: [Mic, MicOff], camera: [Video, VideoOff] } as const;

const labelOf = (kind: DeviceKind, on: boolean, labels: Labels): string => {
  if (kind === 'mic') return on ? labels.muteMic : labels.unmuteMic;
  return on ? labels.stopCamera : labels.startCamera;
};

function button(kind: DeviceKind, { on, busy, problem }: DeviceState, { labels, actions }: View) {
  const label = labelOf(kind, on, labels);
  return html`<button
    part="button button-${kind}"
    type="button"
    class=${classMap({ round: true, off: !on, problem: problem !== null })}
    aria-label=${label}
    title=${label}
    aria-busy=${busy}
    @click=${() => actions.toggle(kind)}
  >
    ${icon(ICONS[kind][on ? 0 : 1])}
  </button>`;
}

export const deviceButtons = (view: View) =>
  html`${button('mic', view.mic, view)}${button('camera', view.camera, view)}`;
