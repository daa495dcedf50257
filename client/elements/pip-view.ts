/** What is in the small window: the other person, what goes on, and the three buttons that matter. */
import { css, html, nothing, type ReactiveController, render } from 'lit';
import type { Call } from '../call/call.js';
import type { Labels } from '../locales/labels.js';
import { controlsOf } from './controls.js';
import { controlsStyles } from './controls.styles.js';
import { cameraButton, micButton } from './device-buttons.js';
import { pipStyles } from './pip.styles.js';
import { leaveButton } from './leave-button.js';
import type { RtcCall } from './rtc-call.js';
import { sheetIn } from './sheet.js';
import { dark, light, tokens } from './tokens.js';
import type { Actions } from './view.js';

/** A page's own looks, taken along; `theme` and `lang` too. */
const LOOKS = [
  '--rtc-accent-color',
  '--rtc-accent-text-color',
  '--rtc-danger-color',
  '--rtc-stage',
  '--rtc-button-size',
  '--rtc-focus-ring',
  '--rtc-font',
];

export class PipView implements ReactiveController {
  readonly #host: RtcCall;
  readonly #call: Call;
  readonly #root: ShadowRoot;
  readonly #video: HTMLVideoElement;
  readonly #page: HTMLElement;

  constructor(host: RtcCall, call: Call, pip: Window) {
    this.#host = host;
    this.#call = call;
    this.#root = makeRoot(host, pip);
    this.#video = makeVideo(pip.document);
    this.#page = pip.document.documentElement;
    host.addController(this);
    this.#draw();
  }

  /** With the element: the call, and the page's language and direction, have changed. */
  hostUpdated(): void {
    this.#draw();
  }

  close(): void {
    this.#host.removeController(this);
    this.#video.srcObject = null;
  }

  #draw(): void {
    const labels = this.#host.texts;
    this.#page.lang = labels.lang;
    const base = this.#host.renderRoot.querySelector('.base'); // The language's, where the page says none.
    this.#page.dir = base ? getComputedStyle(base).direction : labels.dir;
    const picture = this.#play();
    const text = statusOf(this.#call, labels);
    render(
      html`<main aria-label=${labels.call}>
        ${this.#video}${picture ? nothing : html`<p class="nobody">${this.#call.peer?.name || labels.guest}</p>`}
        ${text ? html`<p class="pill" role="status">${text}</p>` : nothing}
        <div class="toolbar" role="group" aria-label=${labels.controls}>${this.#buttons(labels)}</div>
      </main>`,
      this.#root,
    );
  }

  #buttons(labels: Labels) {
    const host = this.#host;
    const { media } = this.#call;
    const shown = controlsOf(host.controls);
    const actions: Pick<Actions, 'toggle' | 'leave'> = {
      toggle: (kind) => void (kind === 'mic' ? host.toggleMic() : host.toggleCamera()),
      leave: () => host.leave(),
    };
    return html`${shown.has('mic') ? micButton({ labels, actions, mic: media.state('mic') }) : nothing}
    ${shown.has('camera') ? cameraButton({ labels, actions, camera: media.state('camera') }) : nothing}
    ${shown.has('leave') ? leaveButton({ labels, actions }) : nothing}`;
  }

  /** Their screen while they share one, else their camera, and nothing while that is off. The sound is the page's. */
  #play(): boolean {
    const { remoteScreen, remoteStream, peer } = this.#call;
    const stream = remoteScreen ?? (peer?.camera ? remoteStream : null);
    this.#video.hidden = stream === null;
    if (this.#video.srcObject !== stream) this.#video.srcObject = stream;
    return stream !== null;
  }
}

function statusOf({ state, peer }: Call, labels: Labels): string {
  if (state.name === 'waiting') return state.left ? labels.leftTitle('') : labels.waitingTitle;
  if (state.name === 'connecting') return labels.connectingTo(peer?.name ?? '');
  return state.name === 'reconnecting' ? labels.reconnecting : '';
}

/** Style sheets belong to one document each, so the window gets its own of the same text. */
function makeRoot(host: RtcCall, pip: Window): ShadowRoot {
  const { document } = pip;
  const looks = getComputedStyle(host);
  document.title = host.texts.call;
  const place = document.createElement('div');
  for (const name of LOOKS) place.style.setProperty(name, looks.getPropertyValue(name));
  const root = place.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [tokens, ...themeOf(host), controlsStyles, pipStyles].map((style) => sheetIn(pip, style));
  document.body.append(place);
  return root;
}

/** What is no custom element has no states: as specific as the rule for dark systems, and after it. */
function themeOf({ theme }: RtcCall) {
  if (theme === 'auto') return [];
  return [
    css`
      :host(:not(:state(light))) {
        ${theme === 'dark' ? dark : light}
      }
    `,
  ];
}

function makeVideo(document: Document): HTMLVideoElement {
  const video = document.createElement('video');
  Object.assign(video, { autoplay: true, muted: true, playsInline: true });
  return video;
}
