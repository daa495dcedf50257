/** What to do about a device when something happened around it: pure rules on what the browser says now. */
import { sameDevice } from './same-device.js';

/** Between two tries to open a device that is there and does not open; the last one repeats. */
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

export interface Situation {
  /** The person wants it on. */
  readonly wanted: boolean;
  /** `muted`: by the system, not by the person. */
  readonly track: 'none' | 'live' | 'muted';
  readonly permission: PermissionState | 'unknown';
  /** The permission was there when the device was opened. */
  readonly wasGranted: boolean;
  /** A device of its kind is plugged in. */
  readonly present: boolean;
  /** It is open on another device than it should be. */
  readonly displaced: boolean;
}

export type Step =
  | 'none'
  /** Without a prompt: it is allowed, and there is something to open. */
  | 'open'
  /** The person has to act. */
  | 'say-lost'
  | 'say-blocked';

export function nextStep({ wanted, track, permission, wasGranted, present, displaced }: Situation): Step {
  const openable = permission === 'granted' && present;
  if (track === 'live') return displaced && openable ? 'open' : 'none';
  if (!wanted) return 'none';
  if (openable) return 'open';
  if (track === 'muted') return 'none';
  return permission === 'denied' || (wasGranted && present && permission === 'prompt') ? 'say-blocked' : 'say-lost';
}

export const retryDelay = (tries: number): number => RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0;

export type Entry = Pick<MediaDeviceInfo, 'deviceId' | 'groupId' | 'label'>;

/** Chromium lists the system's default once more by that name; the others list it first (mediacapture-main 9.3). */
export const defaultOf = (list: readonly Entry[]): Entry | null =>
  list.find(({ deviceId }) => deviceId === 'default') ?? list[0] ?? null;

export interface Place {
  /** Where the track is, by its own account. */
  readonly settings: Pick<MediaTrackSettings, 'deviceId' | 'groupId'>;
  readonly chosen: string | null;
  /** The chosen one's name, where it is known. */
  readonly label?: string;
  /** The default when it was opened. */
  readonly before: Entry | null;
  readonly list: readonly Entry[];
}

/**
 * Whether a track should move: to the device that the person chose and that is back, or from the former default to the
 * present one. Who chose another device in the browser's own prompt stays there.
 */
export function isDisplaced({ settings: { deviceId }, chosen, label = '', before, list }: Place): boolean {
  if (!deviceId) return false; // It is no device's, but drawn, or mixed.
  if (chosen !== null) return (sameDevice(list, chosen, label) ?? { deviceId }).deviceId !== deviceId;
  const now = defaultOf(list);
  if (!before || !now || (now.groupId === before.groupId && now.label === before.label)) return false;
  return deviceId === 'default' || deviceId === before.deviceId;
}
