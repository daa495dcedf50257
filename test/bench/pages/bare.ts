/** What the product is measured against: two peer connections in one page, signals handed over in memory. */
import { calm } from './calm.js';

declare global {
  // Made below, in the page.
  var bare: { settled: typeof settled };
}

/** What the product asks for, so that both encode the same picture. */
const CONSTRAINTS: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, facingMode: 'user' },
};

const opened = navigator.mediaDevices.getUserMedia(CONSTRAINTS);

/** Devices are open, the page rests; from here on everything starts at the click. */
async function settled(): Promise<void> {
  const stream = await opened;
  const button = document.querySelector('button');
  if (button) button.onclick = () => void start(stream);
  await calm();
}

async function start(stream: MediaStream): Promise<void> {
  // B offers, as who joins does.
  const [b, a] = [new RTCPeerConnection(), new RTCPeerConnection()];
  b.onicecandidate = ({ candidate }) => void a.addIceCandidate(candidate);
  a.onicecandidate = ({ candidate }) => void b.addIceCandidate(candidate);
  a.ontrack = ({ streams }) => show('a', streams);
  b.ontrack = ({ streams }) => show('b', streams);
  for (const track of stream.getTracks()) b.addTrack(track, stream);
  for (const track of stream.getTracks()) a.addTrack(track, stream);
  await b.setLocalDescription(await b.createOffer());
  await a.setRemoteDescription(described(b));
  await a.setLocalDescription();
  await b.setRemoteDescription(described(a));
}

function described({ localDescription }: RTCPeerConnection): RTCSessionDescription {
  if (!localDescription) throw new Error('set just before');
  return localDescription;
}

function show(id: string, [stream]: readonly MediaStream[]): void {
  const video = document.querySelector<HTMLVideoElement>(`video#${id}`);
  if (video && stream && video.srcObject !== stream) video.srcObject = stream;
}

globalThis.bare = { settled };
