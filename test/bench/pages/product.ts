/** Beside the product's own page: says when it is ready to be measured, and clicks as soon as there is a button. */
import { calm } from './calm.js';

declare global {
  // Made below, in the page.
  var product: { settled: typeof settled; joinAtSight: typeof joinAtSight };
}

/** A camera that has shown so many frames has started. */
const FRAMES = 10;

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
const call = (): Element | null => document.querySelector('rtc-call');

function ownFrames(): number {
  const tile = call()?.shadowRoot?.querySelector('rtc-video[mirror]');
  return tile?.shadowRoot?.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
}

/** In the lobby with the way to the server open, or seated and waiting; the own picture moves, the page rests. */
async function settled(state: 'lobby' | 'waiting'): Promise<void> {
  const isThere = (): boolean => (call()?.matches(`:state(${state})`) ?? false) && ownFrames() >= FRAMES;
  await probe.seen(...(state === 'lobby' ? ['devices open', 'transport open'] : ['devices open']));
  while (!isThere()) await frame();
  await calm();
}

/** A person as quick as the page itself: for the time from the link to the picture. */
async function joinAtSight(): Promise<void> {
  await customElements.whenDefined('rtc-call');
  const everything = { childList: true, subtree: true };
  const observer = new MutationObserver(look);
  observer.observe(document, everything);
  look();

  function look(): void {
    const root = call()?.shadowRoot;
    if (root) observer.observe(root, everything);
    const button = root?.querySelector<HTMLElement>('[part=join]');
    if (!button) return;
    observer.disconnect();
    probe.mark('join button');
    button.click();
  }
}

globalThis.product = { settled, joinAtSight };
