/** The devices that a person can choose from. Loaded when somebody asks, or when something is plugged in. */
import { within } from '../call/within.js';
import { canChooseSpeaker } from './can-choose-speaker.js';

export type DeviceName = 'mic' | 'camera' | 'speaker';

export interface RtcDevice {
  readonly kind: DeviceName;
  /** Empty until the person has allowed this kind of device. */
  readonly deviceId: string;
  /** Empty as long. */
  readonly label: string;
}

/** What was chosen, by `deviceId`; null follows the system. */
export type SelectedDevices = Readonly<Record<DeviceName, string | null>>;

const LIST_MS = 4_000;
const NAMES: Readonly<Record<MediaDeviceKind, DeviceName>> = {
  audioinput: 'mic',
  videoinput: 'camera',
  audiooutput: 'speaker',
};
/** Chromium lists what the system uses once more by these names: null is the choice that means them. */
const DOUBLES = new Set(['default', 'communications']);

export async function listDevices(): Promise<readonly RtcDevice[]> {
  // Typed as always there; on pages without https it is not.
  const media = navigator.mediaDevices as MediaDevices | undefined;
  const all = (await within(LIST_MS, media?.enumerateDevices())) ?? [];
  return all
    .filter(({ deviceId }) => !DOUBLES.has(deviceId))
    .map(({ kind, deviceId, label }) => ({ kind: NAMES[kind], deviceId, label }))
    .filter(({ kind }) => kind !== 'speaker' || canChooseSpeaker());
}
