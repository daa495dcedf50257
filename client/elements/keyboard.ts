/** Keys for what the buttons do, and the space bar to talk while it is held. What they are: shortcuts.ts. */
import { type Control, controlsOf } from './controls.js';
import type { PanelName } from './panels.js';
import { refused } from './refused.js';
import type { RtcCall } from './rtc-call.js';

interface Key {
  /** Where the page has taken this button away, its key does nothing either. */
  readonly control: Control;
  readonly act: (host: RtcCall) => Promise<void>;
}

const KEYS: Readonly<Record<string, Key>> = {
  m: { control: 'mic', act: (host) => host.toggleMic() },
  v: { control: 'camera', act: (host) => host.toggleCamera() },
  s: { control: 'screen', act: (host) => host.toggleScreenShare() },
  f: { control: 'fullscreen', act: (host) => fullscreen(host) },
  c: { control: 'chat', act: (host) => togglePanel(host, 'chat') },
  d: { control: 'devices', act: (host) => togglePanel(host, 'devices') },
  '?': { control: 'help', act: (host) => togglePanel(host, 'help') },
};
const TALK = ' ';

/** Where keys are typed, or have a meaning of their own. */
const FIELD = 'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"]';
const PRESSED_BY_SPACE = 'button, a[href], summary, video[controls], audio[controls], [role="button"], [role="switch"]';

export class Keyboard {
  readonly #host: RtcCall;
  readonly #life = new AbortController();
  #talking = false;

  constructor(host: RtcCall) {
    this.#host = host;
    const { signal } = this.#life;
    const { ownerDocument: page } = host;
    // In the element, where the page's own shortcuts see afterwards that a key was used; else after them.
    host.addEventListener('keydown', this.#pressed, { signal });
    page.addEventListener('keydown', this.#pressedOutside, { signal });
    // First, and wherever the focus is by then.
    page.addEventListener('keyup', this.#released, { signal, capture: true });
    page.defaultView?.addEventListener('blur', this.#stopTalking, { signal });
    page.addEventListener('visibilitychange', this.#stopTalking, { signal });
  }

  close(): void {
    this.#stopTalking();
    this.#life.abort();
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (!this.#meant(event)) return;
    if (event.key === TALK) return this.#talk(event);
    const key = KEYS[keyOf(event)];
    if (!key || !this.#has(key.control)) return;
    event.preventDefault(); // While it is held, too.
    if (!event.repeat) void key.act(this.#host).catch(refused);
  };

  readonly #pressedOutside = (event: KeyboardEvent): void => {
    if (this.#host.shortcuts === 'page' && !event.composedPath().includes(this.#host)) this.#pressed(event);
  };

  readonly #released = (event: KeyboardEvent): void => {
    if (event.key === TALK) this.#stopTalking();
  };

  readonly #stopTalking = (): void => {
    if (!this.#talking) return;
    this.#talking = false;
    void this.#host.toggleMic(false);
  };

  #talk(event: KeyboardEvent): void {
    const { call } = this.#host;
    if (within(event, PRESSED_BY_SPACE) || !call || !this.#has('mic')) return;
    if (!this.#talking && (event.repeat || call.media.wanted('mic'))) return;
    event.preventDefault(); // The page would scroll, also by the repeated ones.
    if (this.#talking) return;
    this.#talking = true;
    void this.#host.toggleMic(true);
  }

  #meant(event: KeyboardEvent): boolean {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    return this.#host.shortcuts !== 'none' && plain && !event.defaultPrevented && !within(event, FIELD);
  }

  #has(control: Control): boolean {
    return controlsOf(this.#host.controls).has(control);
  }
}

/** By its letter; by its place where the layout writes another alphabet: Arabic, Cyrillic, Greek, Hebrew. */
function keyOf({ key, code, shiftKey }: KeyboardEvent): string {
  if (!/^\P{ASCII}/u.test(key) || /\p{Script=Latin}/u.test(key)) return key.toLowerCase();
  if (code === 'Slash') return shiftKey ? '?' : '/';
  return code.replace(/^Key/, '').toLowerCase();
}

/** In every shadow root on the way; in whichever document, so without `instanceof`. */
const within = (event: Event, selector: string): boolean =>
  event.composedPath().some((node) => 'matches' in node && (node as Element).matches(selector));

async function fullscreen(host: RtcCall): Promise<void> {
  if (host.ownerDocument.fullscreenEnabled) await host.toggleFullscreen();
}

async function togglePanel(host: RtcCall, name: PanelName): Promise<void> {
  await host.openPanel(host.panel === name ? null : name);
}
