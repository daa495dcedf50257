/** From a phone's front camera to the one at its back, and again. */
import type { Call } from '../call/call.js';

type Facing = 'user' | 'environment';

/** Where a browser says nothing of a camera, its name may, in the languages that phones name theirs in. */
const NAMES: Readonly<Record<Facing, RegExp>> = {
  user: /front|user|前/i,
  environment: /back|rear|environment|后|後/i,
};
const OPPOSITE: Readonly<Record<Facing, Facing>> = { user: 'environment', environment: 'user' };

/** Whether there is another camera to turn to: one that faces the other way, or on a device that is touched any other one. */
export async function canFlip(track: MediaStreamTrack | null): Promise<boolean> {
  return track !== null && (await otherCamera(track, null)) !== null;
}

/** Does nothing where there is no other one. */
export async function flip(call: Call): Promise<void> {
  if (!call.media.wanted('camera')) return;
  const other = await otherCamera(call.media.track('camera'), call.media.chosen('camera'));
  if (!other) return;
  await call.useDevice('camera', other.deviceId);
  if (deviceOf(call.media.track('camera')) === other.deviceId || !call.media.wanted('camera')) return;
  // Many phones open no second camera beside the first one.
  await call.media.setCamera(false);
  await call.media.setCamera(true);
}

/** Of one that could not be opened no track tells which it is: the chosen one, or the first. */
async function otherCamera(track: MediaStreamTrack | null, chosen: string | null): Promise<MediaDeviceInfo | null> {
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
  const id = deviceOf(track) ?? chosen ?? cameras[0]?.deviceId;
  const index = cameras.findIndex(({ deviceId }) => deviceId === id);
  const current = cameras[index];
  const facing = facingOf(track?.getSettings().facingMode) ?? (current && facingOfCamera(current));
  const opposite = facing && cameras.find((camera) => facingOfCamera(camera) === OPPOSITE[facing]);
  if (opposite) return opposite;
  const next = current && cameras[(index + 1) % cameras.length];
  return matchMedia('(pointer: coarse)').matches && next && next !== current ? next : null;
}

function facingOfCamera(camera: MediaDeviceInfo): Facing | undefined {
  // Some browsers have none of these for a camera.
  const { facingMode = [] } = 'getCapabilities' in camera ? (camera as InputDeviceInfo).getCapabilities() : {};
  const named = (['user', 'environment'] as const).find((facing) => NAMES[facing].test(camera.label));
  return facingOf(facingMode[0]) ?? named;
}

const facingOf = (mode: string | undefined): Facing | undefined =>
  mode === 'user' || mode === 'environment' ? mode : undefined;

const deviceOf = (track: MediaStreamTrack | null): string | undefined => track?.getSettings().deviceId;
