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
    // On the document for both places, so that what a page or a panel has done with a key comes first.
    document.addEventListener('keydown', this.#pressed, { signal });
    document.addEventListener('keyup', this.#released, { signal });
    addEventListener('blur', this.#stopTalking, { signal });
    document.addEventListener('visibilitychange', this.#stopTalking, { signal });
  }

  close(): void {
    this.#stopTalking();
    this.#life.abort();
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (!this.#meant(event)) return;
    if (event.key === TALK) return this.#talk(event);
    const key = KEYS[event.key.toLowerCase()];
    if (!key || event.repeat || !this.#has(key.control)) return;
    event.preventDefault();
    void key.act(this.#host).catch(refused);
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
    const { shortcuts } = this.#host;
    const here = shortcuts === 'page' || (shortcuts === 'element' && event.composedPath().includes(this.#host));
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    return here && plain && !event.defaultPrevented && !within(event, FIELD);
  }

  #has(control: Control): boolean {
    return controlsOf(this.#host.controls).has(control);
  }
}

/** In every shadow root on the way. */
const within = (event: Event, selector: string): boolean =>
  event.composedPath().some((node) => node instanceof Element && node.matches(selector));

async function fullscreen(host: RtcCall): Promise<void> {
  if (document.fullscreenEnabled) await host.toggleFullscreen();
}

async function togglePanel(host: RtcCall, name: PanelName): Promise<void> {
  await host.openPanel(host.panel === name ? null : name);
}
