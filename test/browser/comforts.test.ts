import '../../client/define.js';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RtcSpeakingChangeEvent } from '../../client/elements/speaking.js';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import { moreEn } from '../../client/locales/en/on-demand.js';
import { Couple } from './support/couple.js';
import { eventually } from './support/eventually.js';
import { recordFaults } from './support/faults.js';
import { logged, shadow, textOf } from './support/mounted.js';

/** Locks as the browser gives them, and what became of each. */
class Locks {
  readonly all: (EventTarget & { released: boolean })[] = [];

  constructor() {
    const spy = vi.spyOn(navigator.wakeLock, 'request').mockImplementation(async () => {
      const lock = Object.assign(new EventTarget(), {
        released: false,
        release: async () => void (lock.released = true),
      });
      this.all.push(lock);
      return lock as unknown as WakeLockSentinel; // All that the client uses of it.
    });
    onTestFinished(() => spy.mockRestore());
  }

  get held(): number {
    return this.all.filter(({ released }) => !released).length;
  }
}

/** The page is looked at, or not. */
function setHidden(hidden: boolean): void {
  const spy = vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  onTestFinished(() => spy.mockRestore());
  document.dispatchEvent(new Event('visibilitychange'));
}

/** A microphone with a tone that is louder than any speech, until it is turned down. */
class Tone {
  readonly clones: MediaStreamTrack[] = [];
  readonly #gain: GainNode;

  constructor() {
    const context = new AudioContext();
    const [oscillator, destination] = [context.createOscillator(), context.createMediaStreamDestination()];
    this.#gain = new GainNode(context, { gain: 0 });
    oscillator.connect(this.#gain).connect(destination);
    oscillator.start();
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const spy = vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(async (constraints) => {
      const stream = await open(constraints);
      for (const track of stream.getAudioTracks()) {
        stream.removeTrack(track);
        track.stop();
        for (const sound of destination.stream.getAudioTracks()) stream.addTrack(this.#watched(sound.clone()));
      }
      return stream;
    });
    onTestFinished(() => {
      spy.mockRestore();
      return context.close();
    });
  }

  set loud(on: boolean) {
    this.#gain.gain.value = on ? 0.5 : 0;
  }

  get liveClones(): number {
    return this.clones.filter(({ readyState }) => readyState === 'live').length;
  }

  #watched(track: MediaStreamTrack): MediaStreamTrack {
    const clone = track.clone.bind(track);
    track.clone = () => {
      const copy = clone();
      this.clones.push(copy);
      return copy;
    };
    return track;
  }
}

function spoken(element: RtcCall): string[] {
  const heard: string[] = [];
  const note = ({ side, speaking }: RtcSpeakingChangeEvent): void => void heard.push(`${side} ${speaking}`);
  element.addEventListener('rtc-speaking-change', note);
  return heard;
}

describe('the screen', () => {
  it('stays on during a call, and may go off after it', async () => {
    const locks = new Locks();
    const { ada, bob } = await Couple.meet();
    await eventually(() => locks.held).toBe(2);
    ada.element.leave();
    await eventually(() => bob.call.state.name).toBe('ended');
    await eventually(() => locks.held).toBe(0);
    expect(locks.all).toHaveLength(2);
  });

  it('is asked to stay on again when the page was hidden meanwhile', async () => {
    const locks = new Locks();
    await Couple.meet();
    await eventually(() => locks.held).toBe(2);
    setHidden(true);
    for (const lock of locks.all) lock.released = true; // As the browser does.
    setHidden(false);
    await eventually(() => locks.held).toBe(2);
  });

  it('may go off where the browser does not want it to stay on', async () => {
    const spy = vi.spyOn(navigator.wakeLock, 'request').mockRejectedValue(new DOMException('low', 'NotAllowedError'));
    onTestFinished(() => spy.mockRestore());
    const { ada } = await Couple.meet();
    await eventually(() => spy.mock.calls.length).toBeGreaterThan(0);
    expect(ada.call.state.name).toBe('connected');
  });
});

describe('who talks while muted', () => {
  it('is told, once, and no more when they are heard', async () => {
    const tone = new Tone();
    const { ada } = await Couple.meet();
    const [lines, heard] = [logged(ada.element), spoken(ada.element)];
    await ada.element.toggleMic(false);
    tone.loud = true;
    await eventually(() => textOf(ada.element)).toContain(moreEn.youAreMuted);
    await eventually(() => lines.filter((line) => line === moreEn.youAreMuted)).toHaveLength(1);
    await ada.element.toggleMic(true);
    await eventually(() => textOf(ada.element)).not.toContain(moreEn.youAreMuted);
    expect(heard.filter((what) => what.startsWith('local'))).toEqual(['local true', 'local false']);
    expect(lines.filter((line) => line === moreEn.youAreMuted)).toHaveLength(1);
  });

  it('is listened to only while muted, and in no hidden page; nothing stays open', async () => {
    const tone = new Tone();
    const { ada, bob } = await Couple.meet();
    expect(tone.clones).toEqual([]);
    await ada.element.toggleMic(false);
    await eventually(() => tone.liveClones).toBe(1);
    setHidden(true);
    expect(tone.liveClones).toBe(0);
    setHidden(false);
    expect(tone.liveClones).toBe(1);
    ada.element.leave();
    await eventually(() => bob.call.state.name).toBe('ended');
    expect(tone.liveClones).toBe(0);
  });

  it('is told of nothing where the browser cannot listen, and nothing else breaks', async () => {
    const [tone, faults] = [new Tone(), recordFaults()];
    const { ada, bob } = await Couple.meet();
    const broken = vi.fn(function () {
      throw new DOMException('rates differ', 'NotSupportedError');
    });
    vi.stubGlobal('MediaStreamAudioSourceNode', broken);
    onTestFinished(() => void vi.unstubAllGlobals());
    await ada.element.toggleMic(false);
    await eventually(() => broken.mock.calls.length).toBeGreaterThan(0);
    await ada.element.toggleCamera(false);
    await ada.element.toggleCamera(true);
    expect([ada.call.media.state('camera').on, tone.liveClones, faults]).toEqual([true, 1, []]);
    ada.element.leave();
    await eventually(() => bob.call.state.name).toBe('ended');
    expect(tone.liveClones).toBe(0);
  });

  it('says nothing that anybody hears: what is sent stays silent', async () => {
    const tone = new Tone();
    const { ada, bob } = await Couple.meet();
    tone.loud = true;
    await eventually(() => bob.call.remoteLevel).toBeGreaterThan(0.1);
    await ada.element.toggleMic(false);
    await eventually(() => textOf(ada.element)).toContain(moreEn.youAreMuted);
    await eventually(() => bob.call.remoteLevel).toBeLessThan(0.001);
  });
});

describe('who speaks', () => {
  it('is seen on the other side, and told to the page, until they pause', async () => {
    const tone = new Tone();
    const { bob } = await Couple.meet();
    const heard = spoken(bob.element);
    tone.loud = true;
    await eventually(() => bob.element.matches(':state(speaking)')).toBe(true);
    const tag = shadow(bob.element, HTMLElement, '[part=name-tag]');
    await eventually(() => tag && getComputedStyle(tag, '::after').opacity).toBe('1');
    tone.loud = false;
    await eventually(() => bob.element.matches(':state(speaking)')).toBe(false);
    expect(heard).toEqual(['remote true', 'remote false']);
  });

  it('is nobody once the call has ended', async () => {
    const tone = new Tone();
    const { ada, bob } = await Couple.meet();
    tone.loud = true;
    await eventually(() => bob.element.matches(':state(speaking)')).toBe(true);
    ada.element.leave();
    await eventually(() => bob.element.matches(':state(speaking)')).toBe(false);
  });
});
