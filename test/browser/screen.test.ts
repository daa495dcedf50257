import '../../client/define.js';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { canShareScreen, ScreenShare } from '../../client/call/screen-share.js';
import { en } from '../../client/locales/en/main.js';
import { labels as english } from '../../client/locales/en/index.js';
import type { RtcVideo } from '../../client/elements/rtc-video.js';
import { Couple } from './support/couple.js';
import { eventually } from './support/eventually.js';
import { recordFaults } from './support/faults.js';
import { forbid, hidePolicy } from './support/policy.js';
import { button, logged, shadow, textOf } from './support/mounted.js';
import { hear, pixelsOf } from './support/person.js';
import { Screens } from './support/screens.js';

const OFF = { on: false, busy: false, problem: null };

function share(): { screen: ScreenShare; screens: Screens; states: unknown[] } {
  const [screens, states] = [new Screens(), new Array<unknown>()];
  const screen: ScreenShare = new ScreenShare(() => states.push(screen.state));
  onTestFinished(() => screen.stop());
  return { screen, screens, states };
}

describe('a screen', () => {
  it('is asked for with its sound: text in it stays sharp, and music stays music', async () => {
    const { screen, screens, states } = share();
    screens.withSound = true;
    await screen.start();
    const asItIs = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    expect(screens.asked).toMatchObject([{ audio: asItIs, selfBrowserSurface: 'exclude' }]);
    expect([screen.track('video')?.contentHint, screen.track('audio')?.contentHint]).toEqual(['detail', 'music']);
    expect(states).toEqual([
      { ...OFF, busy: true },
      { ...OFF, on: true },
    ]);
  });

  it("is asked for without this page's sound, another window's, and the whole system's", async () => {
    const { screen, screens } = share();
    await screen.start();
    expect(screens.asked).toMatchObject([
      { audio: { restrictOwnAudio: true }, windowAudio: 'window', systemAudio: 'exclude' },
    ]);
  });

  it('is released when it is stopped', async () => {
    const { screen, screens } = share();
    screens.withSound = true;
    await screen.start();
    screen.stop();
    expect([screens.live, screen.stream, screen.state]).toEqual([[], null, OFF]);
  });

  it('is asked for once at a time', async () => {
    const { screen, screens } = share();
    screens.hold();
    const started = [screen.start(), screen.start()];
    screens.release();
    await Promise.all(started);
    await screen.start();
    expect([screens.asked.length, screens.live]).toEqual([1, ['video']]);
  });

  it('that is not chosen is no problem', async () => {
    const { screen, screens } = share();
    screens.refusal = 'NotAllowedError';
    await screen.start();
    expect([screen.state, screen.stream]).toEqual([OFF, null]);
  });

  it.each([
    'Permission denied by system',
    'Access to the feature "display-capture" is disallowed by permissions policy.',
  ])('that is refused by somebody else is told: “%s”', async (words) => {
    const { screen, screens } = share();
    Object.assign(screens, { refusal: 'NotAllowedError', words });
    await screen.start();
    expect(screen.state.problem).toMatchObject({ code: 'screen-failed', cause: { name: 'NotAllowedError' } });
  });

  it("that the page's policy forbids is told", async () => {
    const { screen, screens } = share();
    forbid('display-capture');
    screens.refusal = 'NotAllowedError';
    await screen.start();
    expect(screen.state.problem?.code).toBe('screen-failed');
  });

  it.each([
    ['sooner than any person', 50, 'screen-failed'],
    ['by a person', 5_000, undefined],
  ])('that is refused %s, in a browser that tells nothing of its policy', async (_by, after, code) => {
    const { screen, screens } = share();
    hidePolicy();
    const clock = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(after);
    onTestFinished(() => clock.mockRestore());
    Object.assign(screens, { refusal: 'NotAllowedError', words: 'The request is not allowed by the user agent' });
    await screen.start();
    expect([screen.state.problem?.code, screen.state.busy]).toEqual([code, false]);
  });

  it('that has ended when it comes is told, and let go', async () => {
    const { screen, screens } = share();
    Object.assign(screens, { stillborn: true, withSound: true });
    await screen.start();
    expect([screen.state.problem?.code, screen.stream, screens.live]).toEqual(['screen-failed', null, []]);
  });

  it('can be offered only where there is one, and the page allows it', () => {
    expect(canShareScreen()).toBe(true);
    forbid('display-capture');
    expect(canShareScreen()).toBe(false);
  });

  it('cannot be offered on a page without https', () => {
    const { mediaDevices } = navigator;
    Object.defineProperty(navigator, 'mediaDevices', { value: undefined, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(navigator, 'mediaDevices'));
    expect(canShareScreen()).toBe(false);
    expect(mediaDevices).toBeDefined();
  });

  it('that the system keeps to itself is told, and can be tried again', async () => {
    const { screen, screens } = share();
    screens.refusal = 'NotReadableError';
    await screen.start();
    expect(screen.state.problem).toMatchObject({ code: 'screen-failed', cause: { name: 'NotReadableError' } });
    screens.refusal = null;
    await screen.start();
    expect(screen.state).toEqual({ ...OFF, on: true });
  });

  it('that is chosen after the end is let go at once', async () => {
    const { screen, screens } = share();
    screens.hold();
    const started = screen.start();
    screen.stop();
    screens.release();
    await started;
    expect([screens.tracks.length, screens.live, screen.state]).toEqual([1, [], OFF]);
  });

  it("is off when the browser's own button stops it", async () => {
    const { screen, screens } = share();
    screens.withSound = true;
    await screen.start();
    screens.pressStop();
    expect([screen.state, screens.live]).toEqual([OFF, []]);
  });

  it('that ended is no end of the one after it', async () => {
    const { screen, screens } = share();
    await screen.start();
    const before = screen.track('video');
    screen.stop();
    await screen.start();
    before?.dispatchEvent(new Event('ended'));
    expect([screen.state.on, screens.live]).toEqual([true, ['video']]);
  });
});

const dominant = (video: HTMLVideoElement | null | undefined): string => {
  const [red = 0, , blue = 0] = video && video.videoWidth > 0 ? pixelsOf(video) : [];
  if (red > 150 && blue < 90) return 'red';
  return blue > 150 && red < 90 ? 'blue' : 'other';
};

describe('a screen in a call', () => {
  it('is seen and heard on the other side, large, and is gone when it is stopped', async () => {
    const screens = new Screens();
    screens.withSound = true;
    const { ada, bob } = await Couple.meet();
    expect([ada.call.localScreen, bob.call.remoteScreen, bob.call.peer?.screen]).toEqual([null, null, false]);
    button(ada.element, en.shareScreen)?.click();
    await eventually(() => bob.call.peer?.screen).toBe(true);
    await eventually(() => dominant(shownScreen(bob.element))).toBe('red');
    const remote = bob.call.remoteScreen;
    if (remote) await hear(remote);
    // A tile that shows it takes no still screen for one that stalls.
    expect(remote?.getVideoTracks()[0]?.contentHint).toBe('detail');
    expect(textOf(ada.element)).toContain(en.sharing);
    expect([ada.call.localScreen?.getTracks().length, bob.call.localScreen]).toEqual([2, null]);
    button(ada.element, en.stopSharing)?.click();
    await eventually(() => bob.call.remoteScreen).toBeNull();
    await eventually(() => shownScreen(bob.element)).toBeNull();
    expect([textOf(ada.element).includes(en.sharing), screens.live]).toEqual([false, []]);
  });

  it.each([
    [360, 740],
    [640, 360],
    [1180, 740],
  ])('covers nothing and is covered by nothing, at %i × %i', async (width, height) => {
    const screens = new Screens();
    const { ada, bob } = await Couple.meet();
    bob.element.style.cssText = `inline-size: ${width}px; block-size: ${height}px; aspect-ratio: auto`;
    for (const { call } of [ada, bob]) await call.toggleScreenShare();
    await eventually(() => shadow(bob.element, HTMLElement, '.screen')).not.toBeNull();
    const placeOf = (selector: string): DOMRect =>
      shadow(bob.element, HTMLElement, selector)?.getBoundingClientRect() ?? new DOMRect();
    const selectors = ['.tag', '.pill', '.screen', '.remote', '.local', '.toolbar'];
    const shown = (): boolean => selectors.map(placeOf).every(({ width: w, height: h }) => w > 0 && h > 0);
    await eventually(shown).toBe(true); // Its looks come with what is loaded once the call has begun.
    const places = selectors.map((selector) => ({ selector, rect: placeOf(selector) }));
    const covered = places.flatMap((one, index) =>
      places
        .slice(index + 1)
        .flatMap((other) => (overlap(one.rect, other.rect) ? [`${one.selector} ${other.selector}`] : [])),
    );
    expect([covered, screens.live.length]).toEqual([[], 2]);
  });

  it('goes out without a negotiation', async () => {
    const [screens, couple] = [new Screens(), await Couple.meet()];
    const states = couple.connections.map((connection) => {
      const seen: string[] = [];
      connection.addEventListener('signalingstatechange', () => seen.push(connection.signalingState));
      return seen;
    });
    for (const { call } of couple.both) await call.toggleScreenShare(true);
    for (const { call } of couple.both) await eventually(() => call.peer?.screen).toBe(true);
    for (const { element } of couple.both) await eventually(() => dominant(shownScreen(element))).toBe('red');
    screens.pressStop();
    for (const { call } of couple.both) await eventually(() => call.peer?.screen).toBe(false);
    expect(states).toEqual([[], []]);
  });

  it('has no button where the page does not allow it', async () => {
    forbid('display-capture');
    const { ada } = await Couple.meet();
    expect([button(ada.element, en.muteMic) !== null, button(ada.element, en.shareScreen)]).toEqual([true, null]);
  });

  it('that is being chosen is called off by another press', async () => {
    const screens = new Screens();
    const { ada } = await Couple.meet();
    screens.hold();
    button(ada.element, en.shareScreen)?.click();
    await eventually(() => ada.call.screen.state.busy).toBe(true);
    button(ada.element, en.shareScreen)?.click();
    expect(ada.call.screen.state).toEqual(OFF);
    screens.release();
    await eventually(() => screens.tracks.length).toBe(1);
    await eventually(() => screens.live).toEqual([]);
  });

  it('is said once to each side', async () => {
    const screens = new Screens();
    const { ada, bob } = await Couple.meet();
    const heard = logged(bob.element);
    await ada.call.toggleScreenShare();
    await eventually(() => heard).toEqual([en.peerSharing('Ada')]);
    await bob.call.toggleScreenShare();
    await eventually(() => heard).toEqual([en.peerSharing('Ada'), en.sharing]);
    expect(screens.live).toHaveLength(2);
  });

  it('is let go when its person hangs up, and nothing is asked for outside a call', async () => {
    const screens = new Screens();
    const { ada, bob } = await Couple.meet();
    await ada.call.toggleScreenShare();
    screens.hold();
    const late = bob.call.toggleScreenShare();
    bob.element.leave();
    screens.release();
    await late;
    await eventually(() => ada.call.state.name).toBe('ended');
    expect([screens.live, ada.call.localScreen]).toEqual([[], null]);
    await ada.call.toggleScreenShare();
    expect(screens.asked).toHaveLength(2);
  });

  it('that cannot be had is said with a way on', async () => {
    const [screens, faults] = [new Screens(), recordFaults()];
    const { ada } = await Couple.meet();
    screens.refusal = 'NotReadableError';
    button(ada.element, en.shareScreen)?.click();
    const { title, help } = en.deviceProblem(en.screen, english.problems['screen-failed']);
    await eventually(() => textOf(ada.element)).toContain(`${title} ${help}`);
    screens.refusal = null;
    button(ada.element, en.tryAgain)?.click();
    await eventually(() => ada.call.localScreen).not.toBeNull();
    await eventually(() => textOf(ada.element)).not.toContain(title);
    expect(faults).toEqual([]);
  });
});

const overlap = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function shownScreen(host: Element): HTMLVideoElement | null {
  const screen = shadow(host, HTMLElement, '.screen') as RtcVideo | null;
  return screen && shadow(screen, HTMLVideoElement, 'video');
}
