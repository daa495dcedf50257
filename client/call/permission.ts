/** What the browser lets this page do without asking the person. */
import type { DeviceKind } from './device.js';

const NAMES: Readonly<Record<DeviceKind, string>> = { mic: 'microphone', camera: 'camera' };

/** Null where the browser does not tell: Firefox below 132 does not know these names. */
export async function permissionOf(kind: DeviceKind): Promise<PermissionStatus | null> {
  // TypeScript's list of names is behind the browsers'.
  const name = NAMES[kind] as PermissionName;
  return navigator.permissions.query({ name }).catch(() => null);
}

/** Asked to not prompt when nobody clicked, nor twice. */
export const isGranted = async (kind: DeviceKind): Promise<boolean> => (await permissionOf(kind))?.state === 'granted';
