/** A small fake camera and the fake microphone, opened once for a whole file. */
export interface Tracks {
  readonly mic: MediaStreamTrack;
  readonly camera: MediaStreamTrack;
}

const SMALL: MediaTrackConstraints = { width: 160, height: 120 };

export async function openTracks(video = SMALL): Promise<Tracks> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
  const [mic, camera] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0]];
  if (!mic || !camera) throw new Error('this browser has no fake devices');
  return { mic, camera };
}

export const stopTracks = (tracks: Tracks): void => Object.values(tracks).forEach((track) => track.stop());
