/** Sound that the browser does not make, or does not let a page listen to: nothing else fails with it, and nothing is kept. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Loudness } from '../../client/elements/loudness.js';
import { RingSound } from '../../client/elements/ring-sound.js';
import { playTone } from '../../client/elements/panels/tone.js';
import { recordContexts } from './support/contexts.js';
import { eventually } from './support/eventually.js';

/** A constructor of Web Audio throws, or is not there. */
function without(name: string, replacement: unknown): void {
  vi.stubGlobal(name, replacement);
  onTestFinished(() => void vi.unstubAllGlobals());
}

const broken = function (): never {
  throw new DOMException('no sound card', 'NotSupportedError');
};

const allClosed = (made: readonly AudioContext[]): boolean => made.every(({ state }) => state === 'closed');

async function microphone(): Promise<MediaStreamTrack> {
  const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
  if (!track) throw new Error('no microphone');
  onTestFinished(() => track.stop());
  return track;
}

describe('a loudness', () => {
  it.each([
    ['MediaStreamAudioSourceNode', broken],
    ['AnalyserNode', broken],
    ['AnalyserNode', undefined],
  ])('without %s is silence, and lets go of what it took', async (name, replacement) => {
    const [made, track] = [recordContexts(), await microphone()];
    without(name, replacement);
    const loudness = new Loudness(track);
    expect([made.length, loudness.rms]).toEqual([1, 0]);
    loudness.close();
    await eventually(() => allClosed(made)).toBe(true);
  });

  it('without any sound machine is silence', async () => {
    const track = await microphone();
    without('AudioContext', broken);
    const loudness = new Loudness(track);
    expect(loudness.rms).toBe(0);
    loudness.close();
  });
});

describe('a ring', () => {
  it.each([
    ['AudioBufferSourceNode', 1],
    ['AudioContext', 0],
  ])('without %s is silent, and lets go of what it took', async (name, count) => {
    const made = recordContexts();
    without(name, broken);
    const sound = new RingSound('ringtone', () => undefined);
    expect(made).toHaveLength(count);
    await eventually(() => allClosed(made)).toBe(true);
    sound.stop();
  });
});

describe('a tone', () => {
  it('that the browser never begins to play is given up', async () => {
    const made = recordContexts();
    const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockReturnValue(new Promise(() => undefined));
    onTestFinished(() => play.mockRestore());
    const time = new AbortController();
    const limit = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal);
    onTestFinished(() => limit.mockRestore());
    const played = playTone('');
    time.abort(new DOMException('over', 'TimeoutError'));
    await expect(played).rejects.toMatchObject({ name: 'TimeoutError' });
    await eventually(() => allClosed(made)).toBe(true);
  });
});
