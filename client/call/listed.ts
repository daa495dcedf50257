/** The microphones or cameras that the browser lists. */
import type { DeviceKind } from './device.js';
import { within } from './within.js';

const LISTED: Readonly<Record<DeviceKind, MediaDeviceKind>> = { mic: 'audioinput', camera: 'videoinput' };
const LIST_MS = 4_000;

/** A document that is going away has no devices. */
export async function listed(kind: DeviceKind): Promise<MediaDeviceInfo[]> {
  const all = await within(LIST_MS, navigator.mediaDevices.enumerateDevices()).catch((): MediaDeviceInfo[] => []);
  return all.filter((entry) => entry.kind === LISTED[kind]);
}
