/** `<rtc-video>` alone, as in somebody's own interface: what it shows and tells of real streams. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import '../../client/define.js';
import type { RtcVideoResizeEvent } from '../../client/elements/video-events.js';
import type { RtcVideo } from '../../client/elements/rtc-video.js';
import type { RtcVideoSpeakingEvent, RtcVideoStalledEvent } from '../../client/elements/tile-events.js';
import { eventually, turns, until } from './support/eventually.js';
import { mountVideo, shadow } from './support/mounted.js';
import { Painting } from './support/painting.js';
import { pixelsOf } from './support/person.js';
import { Tone } from './support/tone.js';

const videoOf = (element: RtcVideo): HTMLVideoElement => {
  const video = shadow(element, HTMLVideoElement, 'video');
  if (!video) throw new Error('not rendered yet');
  return video;
};
const part = (element: RtcVideo, name: string): HTMLElement | null => shadow(element, HTMLElement, `[part=${name}]`);
const is = (element: RtcVideo, state: string): boolean => element.matches(`:state(${state})`);

async function playing(painting: Painting, properties: Partial<RtcVideo> = {}): Promise<RtcVideo> {
  const element = mountVideo({ ...properties, srcObject: painting.stream });
  painting.show('red');
  await eventually(() => is(element, 'playing')).toBe(true);
  return element;
}

/** The names of the tile's own events, in the order they come. */
function told(element: RtcVideo): string[] {
  const names: string[] = [];
  for (const name of ['rtc-video-play', 'rtc-video-stalled', 'rtc-speaking-change'])
    element.addEventListener(name, () => names.push(name));
  return names;
}

/** Of a picture in one colour: which. */
async function colourOf(picture: HTMLVideoElement | Blob): Promise<'red' | 'blue' | 'other'> {
  const source = picture instanceof Blob ? await createImageBitmap(picture) : picture;
  const canvas = document.createElement('canvas');
  canvas.getContext('2d')?.drawImage(source, 0, 0);
  const [red = 0, , blue = 0] = pixelsOf(canvas);
  if (red > 200 && blue < 60) return 'red';
  return blue > 200 && red < 60 ? 'blue' : 'other';
}

describe('a tile without a picture', () => {
  it('shows initials and a sentence, and is empty as long as it has no stream', async () => {
    const element = mountVideo({ label: 'محمد علي', placeholderText: 'Camera is off' });
    await element.updateComplete;
    expect(part(element, 'placeholder')?.textContent?.trim()).toBe('م\u200cعCamera is off');
    expect(is(element, 'empty')).toBe(true);
    element.srcObject = new Painting().stream;
    await element.updateComplete;
    expect([is(element, 'empty'), part(element, 'placeholder')?.textContent?.trim()]).toEqual([
      false,
      'م\u200cعCamera is off',
    ]);
  });

  it('that has a stream shows the initials until its first picture, and again with the next stream', async () => {
    const [first, second] = [new Painting(), new Painting()];
    const element = mountVideo({ label: 'Ada', srcObject: first.stream });
    await element.updateComplete;
    expect(part(element, 'placeholder')?.textContent?.trim()).toBe('A');
    first.show('red');
    await eventually(() => part(element, 'placeholder')).toBeNull();
    element.srcObject = null;
    await eventually(() => part(element, 'placeholder')).not.toBeNull();
    element.srcObject = second.stream;
    await eventually(() => is(element, 'playing')).toBe(false);
    await element.updateComplete;
    expect(part(element, 'placeholder')).not.toBeNull();
    second.show('blue');
    await eventually(() => part(element, 'placeholder')).toBeNull();
  });

  it('shows no initials over the last picture of the stream before', async () => {
    const element = await playing(new Painting(), { label: 'Ada' });
    element.srcObject = new Painting().stream;
    await eventually(() => is(element, 'playing')).toBe(false);
    await element.updateComplete;
    expect([is(element, 'held'), part(element, 'placeholder')]).toEqual([true, null]);
  });

  it('that had one shows it no more when the camera is on again: the next one is the first', async () => {
    const painting = new Painting();
    const element = await playing(painting, { label: 'Ada' });
    element.videoOff = true;
    await element.updateComplete;
    painting.stop();
    element.videoOff = false;
    await element.updateComplete;
    // Two frames of the screen: what was to be drawn has been.
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    expect(await colourOf(videoOf(element))).toBe('red');
    expect(part(element, 'placeholder')?.textContent?.trim()).toBe('A');
    painting.show('blue');
    await eventually(() => part(element, 'placeholder')).toBeNull();
    expect(await colourOf(videoOf(element))).toBe('blue');
  });

  it('that is its own shows the initials until the camera has opened', async () => {
    const painting = new Painting();
    const element = await playing(painting, { label: 'Ada', muted: true, videoOff: false });
    element.videoOff = true;
    await eventually(() => videoOf(element).srcObject).toBeNull();
    painting.stop();
    element.videoOff = false;
    await eventually(() => videoOf(element).srcObject).toBe(painting.stream);
    expect(part(element, 'placeholder')).not.toBeNull();
    painting.show('blue');
    await eventually(() => part(element, 'placeholder')).toBeNull();
  });

  it('stays without one when it is turned off once more before a picture came', async () => {
    const painting = new Painting();
    const element = await playing(painting, { label: 'Ada' });
    for (const videoOff of [true, false, true]) {
      element.videoOff = videoOff;
      await element.updateComplete;
    }
    painting.show('blue');
    await eventually(() => colourOf(videoOf(element))).toBe('blue');
    await element.updateComplete;
    expect(part(element, 'placeholder')).not.toBeNull();
  });
});

describe('a tile with a picture', () => {
  it('tells once that it plays, and of each size', async () => {
    const painting = new Painting();
    const element = mountVideo();
    const names = told(element);
    const sizes: number[][] = [];
    element.addEventListener('rtc-video-resize', ({ width, height }: RtcVideoResizeEvent) =>
      sizes.push([width, height]),
    );
    element.srcObject = painting.stream;
    painting.show('red');
    await eventually(() => sizes).toEqual([[64, 64]]);
    expect(is(element, 'portrait')).toBe(false);
    painting.resize(64, 128);
    await eventually(() => sizes).toEqual([
      [64, 64],
      [64, 128],
    ]);
    expect(is(element, 'portrait')).toBe(true);
    expect(names).toEqual(['rtc-video-play']);
  });

  it('is as loud as it is told', async () => {
    const element = await playing(new Painting(), { volume: 0.25 });
    expect(videoOf(element).volume).toBe(0.25);
    for (const [volume, heard] of [
      [1, 1],
      [7, 1],
      [-1, 0],
      [NaN, 0],
    ] as const) {
      element.volume = volume;
      await element.updateComplete;
      expect(videoOf(element).volume).toBe(heard);
    }
  });

  it('shows the name where it is asked to, and a sign that the microphone is off', async () => {
    const element = await playing(new Painting(), { label: 'Ada' });
    expect([part(element, 'label'), part(element, 'badge')]).toEqual([null, null]);
    Object.assign(element, { showLabel: true, micMuted: true, micMutedLabel: 'Mikrofon ist aus' });
    await eventually(() => part(element, 'label')?.textContent).toBe('Ada');
    expect(part(element, 'badge')?.getAttribute('aria-label')).toBe('Mikrofon ist aus');
  });

  it('takes a badge of the page instead, and anything over the picture', async () => {
    const element = await playing(new Painting(), { micMuted: true });
    for (const slot of ['badge', 'overlay']) {
      element.append(Object.assign(document.createElement('b'), { slot }));
      await eventually(() => shadow(element, HTMLSlotElement, `slot[name=${slot}]`)?.assignedElements()).toHaveLength(
        1,
      );
    }
  });
});

/** A microphone and a camera that has shown nothing so far. */
function darkCall(): { stream: MediaStream; tone: Tone; painting: Painting } {
  const [tone, painting] = [new Tone(), new Painting()];
  tone.play(0.5);
  return { tone, painting, stream: new MediaStream([...tone.stream.getTracks(), ...painting.stream.getTracks()]) };
}

/** Its player goes on, and not in silence. */
async function expectHeard(element: RtcVideo): Promise<void> {
  await eventually(() => videoOf(element).currentTime).toBeGreaterThan(0.1);
  expect([videoOf(element).muted, videoOf(element).paused]).toEqual([false, false]);
}

const kindsPlayed = (element: RtcVideo): string[] => {
  const { srcObject } = videoOf(element);
  return srcObject instanceof MediaStream ? srcObject.getTracks().map(({ kind }) => kind) : [];
};

describe('the sound of a tile', () => {
  it('does not wait for a picture, and goes on in the same player when that comes', async () => {
    const { stream, painting } = darkCall();
    const element = mountVideo({ label: 'Ada', srcObject: stream });
    await expectHeard(element);
    expect(part(element, 'placeholder')?.textContent?.trim()).toBe('A');
    const emptied = vi.fn<() => void>();
    videoOf(element).addEventListener('emptied', emptied);
    painting.show('red');
    await eventually(() => part(element, 'placeholder')).toBeNull();
    expect([await colourOf(videoOf(element)), emptied.mock.calls.length]).toEqual(['red', 0]);
    await expectHeard(element);
  });

  it('does not wait where the stream was empty when it was given', async () => {
    const { stream } = darkCall();
    const given = new MediaStream();
    const element = mountVideo({ srcObject: given });
    await eventually(() => videoOf(element).srcObject).toBe(given);
    for (const track of stream.getTracks()) given.addTrack(track);
    await expectHeard(element);
  });

  it('does not wait where the tile was muted before', async () => {
    const { stream } = darkCall();
    const element = mountVideo({ srcObject: stream, muted: true });
    await eventually(() => videoOf(element).srcObject).toBe(stream);
    element.muted = false;
    await expectHeard(element);
  });

  it('is that of the tracks that the stream has by then', async () => {
    const { stream, painting, tone } = darkCall();
    const element = mountVideo({ srcObject: stream });
    painting.show('red');
    await eventually(() => is(element, 'playing')).toBe(true);
    for (const track of painting.stream.getTracks()) stream.removeTrack(track);
    await eventually(() => kindsPlayed(element)).toEqual(['audio']);
    for (const track of tone.stream.getTracks()) stream.removeTrack(track);
    for (const track of new Painting().stream.getTracks()) stream.addTrack(track);
    await eventually(() => kindsPlayed(element)).toEqual(['video']);
  });

  it('holds up no picture where there is none', async () => {
    const { stream, painting, tone } = darkCall();
    const ready = vi.spyOn(HTMLMediaElement.prototype, 'readyState', 'get').mockReturnValue(0);
    onTestFinished(() => ready.mockRestore());
    const [sound] = tone.stream.getAudioTracks();
    const [picture] = painting.stream.getVideoTracks();
    for (const track of [sound, picture]) Object.defineProperty(track, 'muted', { value: true, configurable: true });
    const element = mountVideo({ srcObject: stream });
    await eventually(() => kindsPlayed(element)).toEqual(['audio']);
    Object.defineProperty(picture, 'muted', { value: false });
    picture?.dispatchEvent(new Event('unmute'));
    await eventually(() => kindsPlayed(element)).toEqual(['audio', 'video']);
  });
});

describe('sound that the browser keeps back', () => {
  /** As browsers do before a gesture: silence may play, sound may not. */
  function keepBack() {
    const original = Reflect.get(HTMLMediaElement.prototype, 'play');
    const activation = { hasBeenActive: false, isActive: false };
    const active = vi.spyOn(navigator, 'userActivation', 'get').mockReturnValue(activation);
    const plays = vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(function (this: HTMLMediaElement) {
      if (this.muted || activation.isActive) return original.call(this);
      return Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
    });
    onTestFinished(() => [active, plays].forEach((spy) => spy.mockRestore()));
    const press = (type: string): void => {
      activation.isActive = true;
      document.body.dispatchEvent(new Event(type, { bubbles: true }));
      activation.isActive = false;
    };
    return { press, plays };
  }

  async function blockedTile(properties: Partial<RtcVideo> = {}): Promise<RtcVideo> {
    const tile = mountVideo({ ...properties, srcObject: darkCall().stream });
    await eventually(() => is(tile, 'blocked')).toBe(true);
    // What listens for gestures is loaded by then.
    await eventually(() => shadow(tile, HTMLElement, '.corner')).not.toBeNull();
    expect(videoOf(tile).muted).toBe(true);
    return tile;
  }

  it.each(['pointerdown', 'pointerup', 'touchend', 'click', 'keydown'])(
    'begins in every tile with a %s anywhere in the page',
    async (type) => {
      const { press } = keepBack();
      const tiles = [await blockedTile(), await blockedTile()];
      press(type);
      for (const tile of tiles) {
        await eventually(() => is(tile, 'blocked')).toBe(false);
        await expectHeard(tile);
        expect(part(tile, 'unblock-button')).toBeNull();
      }
    },
  );

  it('begins so, too, where the page shows a button of its own', async () => {
    const { press } = keepBack();
    const element = mountVideo();
    const asked = vi.fn<(event: Event) => void>((event) => event.preventDefault());
    element.addEventListener('rtc-autoplay-blocked', asked);
    element.srcObject = darkCall().stream;
    await eventually(() => asked.mock.calls.length).toBe(1);
    await eventually(() => shadow(element, HTMLElement, '.corner')).not.toBeNull();
    press('click');
    await expectHeard(element);
  });

  it('waits on after what the browser takes for no gesture', async () => {
    const { plays } = keepBack();
    const element = await blockedTile();
    plays.mockClear();
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    expect([plays.mock.calls.length, videoOf(element).muted]).toEqual([0, true]);
  });

  it('plays with the last of several attempts, whatever the first ones come to', async () => {
    const { press } = keepBack();
    const element = await blockedTile();
    const early = element.play();
    press('click');
    await early;
    await eventually(() => is(element, 'blocked')).toBe(false);
    await expectHeard(element);
  });

  it('plays on when silence that was tried before begins later', async () => {
    const { press, plays } = keepBack();
    const element = await blockedTile();
    let begin = (): void => undefined;
    plays.mockRejectedValueOnce(new DOMException('no gesture', 'NotAllowedError'));
    plays.mockReturnValueOnce(new Promise((resolve) => (begin = resolve)));
    const early = element.play();
    await eventually(() => videoOf(element).muted).toBe(true);
    press('click');
    await eventually(() => is(element, 'blocked')).toBe(false);
    begin();
    await early;
    await element.updateComplete;
    expect([is(element, 'blocked'), videoOf(element).muted]).toEqual([false, false]);
  });

  it('is tried no more once it plays, and in no tile that is gone', async () => {
    const { press, plays } = keepBack();
    const [heard, gone] = [await blockedTile(), await blockedTile()];
    gone.remove();
    press('click');
    await eventually(() => is(heard, 'blocked')).toBe(false);
    plays.mockClear();
    press('click');
    expect(plays).not.toHaveBeenCalled();
  });
});

describe('a snapshot', () => {
  it('is the picture in its own size, in the format that is asked for', async () => {
    const element = await playing(new Painting());
    const picture = await element.snapshot('image/jpeg', 0.9);
    expect([picture.type, await colourOf(picture)]).toEqual(['image/jpeg', 'red']);
    const { width, height } = await createImageBitmap(await element.snapshot());
    expect([width, height]).toEqual([64, 64]);
  });

  it('of no picture fails, and of one that is off', async () => {
    await expect(mountVideo().snapshot()).rejects.toMatchObject({ name: 'InvalidStateError' });
    const element = await playing(new Painting());
    element.videoOff = true;
    await expect(element.snapshot()).rejects.toMatchObject({ name: 'InvalidStateError' });
  });
});

describe('picture-in-picture', () => {
  it('is what the browser makes of it: without a click, a refusal', async () => {
    const element = await playing(new Painting());
    await expect(element.requestPictureInPicture()).rejects.toMatchObject({ name: 'NotAllowedError' });
  });

  it('fails in a word where there is none', async () => {
    const element = await playing(new Painting());
    Object.defineProperty(videoOf(element), 'requestPictureInPicture', { value: undefined });
    await expect(element.requestPictureInPicture()).rejects.toMatchObject({ name: 'NotSupportedError' });
  });
});

describe('a picture that stalls', () => {
  it('is told of after two seconds, and that it goes on', async () => {
    const painting = new Painting();
    const element = await playing(painting);
    document.body.append(element); // Moved: what was watched before is so after.
    await eventually(() => videoOf(element).paused).toBe(false);
    const names = told(element);
    const stalls: number[] = [];
    element.addEventListener('rtc-video-stalled', ({ forMs }: RtcVideoStalledEvent) => stalls.push(forMs));
    painting.stop();
    await eventually(() => is(element, 'stalled')).toBe(true);
    expect(stalls).toHaveLength(1);
    expect(stalls[0]).toBeGreaterThanOrEqual(2_000);
    painting.show('blue');
    await eventually(() => is(element, 'stalled')).toBe(false);
    expect(names).toEqual(['rtc-video-stalled', 'rtc-video-play']);
  });

  it('is none while its track is off, of a screen on which nothing moves, nor once it has ended', async () => {
    const [off, screen, ended, stalls] = [new Painting(), new Painting(), new Painting(), new Painting()];
    const quiet = [await playing(off), await playing(screen), await playing(ended)];
    const control = await playing(stalls);
    for (const track of off.stream.getTracks()) track.enabled = false;
    for (const track of screen.stream.getTracks()) track.contentHint = 'detail';
    for (const track of ended.stream.getTracks()) track.stop();
    for (const painting of [off, screen, ended, stalls]) painting.stop();
    await eventually(() => is(control, 'stalled')).toBe(true);
    expect(quiet.map((element) => is(element, 'stalled'))).toEqual([false, false, false]);
  });

  it('is none while nobody can see it, and no timer runs for an element that is gone', async () => {
    const ended = vi.spyOn(globalThis, 'clearInterval');
    const begun = vi.spyOn(globalThis, 'setInterval');
    onTestFinished(() => [ended, begun].forEach((spy) => spy.mockRestore()));
    const painting = new Painting();
    const element = await playing(painting);
    painting.stop();
    await eventually(() => is(element, 'stalled')).toBe(true);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(is(element, 'stalled')).toBe(false);
    hidden.mockRestore();
    begun.mockClear();
    document.dispatchEvent(new Event('visibilitychange'));
    element.remove();
    const ids = begun.mock.results.map(({ value }): unknown => value);
    expect(ids).not.toEqual([]);
    expect(ended.mock.calls.flat()).toEqual(expect.arrayContaining(ids));
  });
});

describe('the meter', () => {
  it('tells when somebody speaks, and shows how loud', async () => {
    const tone = new Tone();
    const element = mountVideo({ meter: true, muted: true, srcObject: tone.stream });
    const changes: boolean[] = [];
    element.addEventListener('rtc-speaking-change', (event) => changes.push((event as RtcVideoSpeakingEvent).speaking));
    await eventually(() => part(element, 'meter')).not.toBeNull();
    tone.play(0.5);
    await eventually(() => is(element, 'speaking')).toBe(true);
    await eventually(() => Number(part(element, 'meter')?.style.opacity)).toBeGreaterThan(0.5);
    tone.play(0);
    await eventually(() => is(element, 'speaking')).toBe(false);
    expect(changes).toEqual([true, false]);
    expect(Number(part(element, 'meter')?.style.opacity)).toBe(0);
  });

  it('hears the microphone that a stream has by then', async () => {
    const tone = new Tone();
    const stream = new MediaStream();
    const element = mountVideo({ meter: true, muted: true, srcObject: stream });
    await eventually(() => part(element, 'meter')).not.toBeNull();
    for (const track of tone.stream.getTracks()) stream.addTrack(track);
    tone.play(0.5);
    await eventually(() => is(element, 'speaking')).toBe(true);
    element.meter = false;
    await eventually(() => is(element, 'speaking')).toBe(false);
  });

  it('reads ten times a second, and nothing where it is not asked for', async () => {
    const reads = vi.spyOn(AnalyserNode.prototype, 'getFloatTimeDomainData');
    onTestFinished(() => reads.mockRestore());
    const tone = new Tone();
    tone.play(0.5);
    const element = mountVideo({ muted: true, srcObject: tone.stream });
    await element.updateComplete;
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    vi.advanceTimersByTime(1_000);
    expect(reads).not.toHaveBeenCalled();
    element.meter = true;
    await until(() => part(element, 'meter') !== null);
    reads.mockClear();
    vi.advanceTimersByTime(1_000);
    expect(reads).toHaveBeenCalledTimes(10);
    element.remove();
    await turns();
    vi.advanceTimersByTime(1_000);
    expect(reads).toHaveBeenCalledTimes(10);
  });
});
