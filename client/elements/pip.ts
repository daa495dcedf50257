/**
 * The other person in a small window above all others. Where the browser has Document Picture-in-Picture: their picture with
 * working buttons, in a window of its own, while the page's own picture and sound go on as they are. Elsewhere the browser's
 * window for their video.
 */
import type { Call } from '../call/call.js';
import { PipView } from './pip-view.js';
import type { RtcCall } from './rtc-call.js';
import { canPip, documentPip } from './can-pip.js';
import { pictureOf } from './snapshot.js';

/** Of the window at first; the browser remembers what the person makes of it. */
const SIZE = { width: 400, height: 225 };

const open = new WeakMap<RtcCall, () => void>();

/**
 * Opens it, in a click, or closes it; `onchange` tells of both, whoever does it.
 * @throws DOMException where the browser has none, does not allow it now, or there is no picture for it
 */
export async function setPip(host: RtcCall, on: boolean, onchange: (open: boolean) => void): Promise<void> {
  const { call } = host;
  if (!on) return open.get(host)?.();
  if (open.has(host)) return;
  if (!canPip()) throw new DOMException('this browser has no such window', 'NotSupportedError');
  if (!call || !('role' in call.state)) throw new DOMException('no call', 'InvalidStateError');
  const life = new AbortController();
  closeWith(call, life);
  await (documentPip() ? openDocument(host, call, life) : openVideo(host, call, life)).catch((error: unknown) => {
    life.abort();
    throw error;
  });
  open.set(host, () => life.abort());
  onchange(true);
  atEnd(life, () => {
    open.delete(host);
    onchange(false);
  });
}

/** The call's end is its end, and so is another call in the element. */
function closeWith(call: Call, life: AbortController): void {
  const stop = call.on('state', ({ state }) => 'role' in state || life.abort());
  atEnd(life, stop);
}

/** At once where the call ended while the browser opened the window. */
function atEnd({ signal }: AbortController, work: () => void): void {
  if (signal.aborted) work();
  else signal.addEventListener('abort', work);
}

async function openDocument(host: RtcCall, call: Call, life: AbortController): Promise<void> {
  const pip = await documentPip()?.requestWindow(SIZE);
  if (!pip) return;
  const view = new PipView(host, call, pip);
  pip.addEventListener('pagehide', () => life.abort(), { once: true });
  atEnd(life, () => {
    view.close();
    pip.close();
  });
}

/** A camera that is turned off is not to be seen here either: its last picture would stay. */
async function openVideo(host: RtcCall, call: Call, life: AbortController): Promise<void> {
  const video = pictureOf(host);
  if (!video || !call.peer?.camera) throw new DOMException('the other person shows no picture', 'InvalidStateError');
  const root = video.getRootNode();
  await video.requestPictureInPicture();
  const stop = call.on('change', () => call.peer?.camera || life.abort());
  video.addEventListener('leavepictureinpicture', () => life.abort(), { signal: life.signal });
  atEnd(life, () => {
    stop();
    // Another video may have the window by now.
    if (root instanceof ShadowRoot && root.pictureInPictureElement === video)
      void video.ownerDocument.exitPictureInPicture();
  });
}
