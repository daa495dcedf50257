import '../../client/define.js';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Couple } from './support/couple.js';
import { RtcVideo } from '../../client/elements/rtc-video.js';
import { eventually } from './support/eventually.js';
import { shadow } from './support/mounted.js';

/** The browser's window for a video, which it opens in a click only: what would be in it, and its way out. */
class VideoWindow {
  video: HTMLVideoElement | null = null;

  constructor() {
    const show = (video: HTMLVideoElement): void => void (this.video = video);
    const open = vi.spyOn(HTMLVideoElement.prototype, 'requestPictureInPicture').mockImplementation(async function (
      this: HTMLVideoElement,
    ) {
      show(this);
      return new EventTarget() as PictureInPictureWindow; // Nobody reads it.
    });
    const shown = vi.spyOn(ShadowRoot.prototype, 'pictureInPictureElement', 'get').mockImplementation(() => this.video);
    const exit = vi.spyOn(document, 'exitPictureInPicture').mockImplementation(async () => this.close());
    onTestFinished(() => [open, shown, exit].forEach((spy) => spy.mockRestore()));
  }

  close(): void {
    const { video } = this;
    this.video = null;
    video?.dispatchEvent(new Event('leavepictureinpicture'));
  }
}

async function opened(): Promise<{ couple: Couple; window: VideoWindow; open: () => boolean }> {
  const [couple, window] = [await Couple.meet(), new VideoWindow()];
  const { element } = couple.ada;
  const picture = (): number =>
    shadow(element, RtcVideo, '.remote')?.shadowRoot?.querySelector('video')?.videoWidth ?? 0;
  await eventually(picture).toBeGreaterThan(0);
  // No page in a frame, as this one, has a window for documents.
  await element.requestPip();
  const open = (): boolean => element.matches(':state(pip)');
  expect(open()).toBe(true);
  return { couple, window, open };
}

it('where there is no window for documents, there is one for the other person’s video', async () => {
  const { couple, window, open } = await opened();
  const picturesOf = (stream: MediaStream | null | undefined) => stream?.getVideoTracks().map(({ id }) => id);
  const shown = window.video?.srcObject as MediaStream | undefined;
  expect(picturesOf(shown)).toHaveLength(1);
  expect(picturesOf(shown)).toEqual(picturesOf(couple.ada.element.remoteStream));
  await couple.ada.element.requestPip(false);
  expect([window.video, open()]).toEqual([null, false]);
});

it('it shows no camera that is turned off', async () => {
  const { couple, window, open } = await opened();
  await couple.bob.element.toggleCamera(false);
  await eventually(open).toBe(false);
  expect(window.video).toBeNull();
  await expect(couple.ada.element.requestPip()).rejects.toMatchObject({ name: 'InvalidStateError' });
});

it('it goes with the call', async () => {
  const { couple, window, open } = await opened();
  couple.bob.element.leave();
  await eventually(open).toBe(false);
  expect(window.video).toBeNull();
});

it('the person may close it, and open it again', async () => {
  const { couple, window, open } = await opened();
  window.close();
  expect(open()).toBe(false);
  await couple.ada.element.requestPip();
  expect([window.video === null, open()]).toEqual([false, true]);
});

it('there is none outside a call', async () => {
  const { couple } = await opened();
  couple.ada.element.leave();
  await expect(couple.ada.element.requestPip()).rejects.toMatchObject({ name: 'InvalidStateError' });
  await expect(couple.ada.element.snapshot()).rejects.toMatchObject({ name: 'InvalidStateError' });
});
