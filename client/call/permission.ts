/** What the browser lets this page do without asking the person. */
import type { DeviceKind } from './device.js';
import { within } from './within.js';

const NAMES = { mic: 'microphone', camera: 'camera', screen: 'display-capture' } as const;
/** It asks nobody. */
const ANSWER_MS = 2_000;

/** Chromium's; others have no way to ask. */
interface Policy {
  allowsFeature(name: string): boolean;
}

const policy = (): Policy | undefined => {
  const { permissionsPolicy, featurePolicy } = document as { permissionsPolicy?: Policy; featurePolicy?: Policy };
  return permissionsPolicy ?? featurePolicy;
};

/** Null where the browser does not tell: Firefox below 132 does not know these names. */
export async function permissionOf(kind: DeviceKind): Promise<PermissionStatus | null> {
  // TypeScript's list of names is behind the browsers'.
  const name = NAMES[kind] as PermissionName;
  // Typed as always there; Safari has it since 16.
  const permissions = navigator.permissions as Permissions | undefined;
  return (await within(ANSWER_MS, permissions?.query({ name })).catch(() => null)) ?? null;
}

/** Asked to not prompt when nobody clicked, nor twice. */
export const isGranted = async (kind: DeviceKind): Promise<boolean> => (await permissionOf(kind))?.state === 'granted';

/** Whether this page, or the frame that it is in, may use it at all; undefined where the browser does not tell. */
export const allowedByPage = (kind: keyof typeof NAMES): boolean | undefined => policy()?.allowsFeature(NAMES[kind]);
