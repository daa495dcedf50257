/** A sound of two channels, of which one is silent, and how loud each channel of another one is. */
import { onTestFinished } from 'vitest';
import { player } from './person.js';

/** A tone on the left, silence on the right. */
export function leftTone(): MediaStreamTrack {
  const context = newContext();
  const merger = new ChannelMergerNode(context, { numberOfInputs: 2 });
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 2 });
  const tone = new OscillatorNode(context);
  tone.connect(merger, 0, 0).connect(destination);
  tone.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('no track');
  return track;
}

/** The loudness of the left and the right channel, whenever it is asked for. */
export async function listen(stream: MediaStream): Promise<() => { left: number; right: number }> {
  const sound = new MediaStream(stream.getAudioTracks());
  await player(sound);
  const context = newContext();
  const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
  new MediaStreamAudioSourceNode(context, { mediaStream: sound }).connect(splitter);
  const [left, right] = [0, 1].map((channel) => {
    const analyser = new AnalyserNode(context);
    splitter.connect(analyser, channel);
    return () => loudnessOf(analyser);
  });
  return () => ({ left: left?.() ?? 0, right: right?.() ?? 0 });
}

function loudnessOf(analyser: AnalyserNode): number {
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  return Math.hypot(...samples);
}

function newContext(): AudioContext {
  const context = new AudioContext();
  onTestFinished(() => context.close());
  return context;
}
