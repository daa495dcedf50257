/** Two soft notes, made here, to try a speaker by. */
import { within } from '../../call/within.js';

const NOTES_HZ = [523.25, 659.25] as const;
const NOTE_S = 0.4;
const LOUDNESS = 0.25;
/** Without a click at its ends. */
const FADE_S = 0.03;
/** A browser that has not played it by then does not. */
const PLAYED_MS = 5_000;

/**
 * Resolves when it was played.
 * @throws DOMException if that speaker cannot be had, or does not answer
 */
export async function playTone(sinkId: string): Promise<void> {
  const context = new AudioContext();
  try {
    const stream = context.createMediaStreamDestination();
    await within(PLAYED_MS, playOn(context, stream, sinkId));
  } finally {
    void context.close();
  }
}

async function playOn(context: AudioContext, stream: MediaStreamAudioDestinationNode, sinkId: string): Promise<void> {
  const audio = await playerOf(stream.stream, sinkId);
  const ended = NOTES_HZ.map((frequency, index) => note(context, stream, frequency, index * NOTE_S));
  await Promise.all([audio.play(), context.resume(), ...ended]);
  audio.srcObject = null;
}

async function playerOf(stream: MediaStream, sinkId: string): Promise<HTMLAudioElement> {
  const audio = new Audio();
  audio.srcObject = stream;
  // Typed as always there; Safari has it since 18.4.
  const chosen: Partial<HTMLAudioElement> = audio;
  await chosen.setSinkId?.(sinkId);
  return audio;
}

function note(context: AudioContext, to: AudioNode, frequency: number, after: number): Promise<unknown> {
  const start = context.currentTime + FADE_S + after;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(LOUDNESS, start + FADE_S);
  gain.gain.setTargetAtTime(0, start + FADE_S, NOTE_S / 3);
  const oscillator = new OscillatorNode(context, { frequency });
  oscillator.connect(gain).connect(to);
  oscillator.start(start);
  oscillator.stop(start + NOTE_S + FADE_S);
  return new Promise((resolve) => oscillator.addEventListener('ended', resolve, { once: true }));
}
