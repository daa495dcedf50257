/** What else may be opened where the browser refused: a device under another id, or another one where the default is taken. */
import type { Device, DeviceKind } from './device.js';
import { defaultOf, type Entry } from './device-rules.js';
import { listed } from './listed.js';
import { isGranted } from './permission.js';
import { sameDevice } from './same-device.js';

/** Chromium lists what the system uses once more by these names: "Default - Headset". */
const DOUBLES = new Set(['default', 'communications']);

/** Whether a chosen one is there under another id; it is chosen by that from now on. */
export async function findAgain(device: Pick<Device, 'kind' | 'chosen' | 'label'>): Promise<boolean> {
  const { kind, chosen, label } = device;
  const found = sameDevice(await listed(kind), chosen, label);
  if (chosen === null || !found || found.deviceId === chosen) return false;
  device.chosen = found.deviceId;
  return true;
}

/** The first that opens; null where none does, or where the person would be asked for each. */
export async function openSpare(
  kind: DeviceKind,
  open: (deviceId: string) => Promise<MediaStream | Error>,
): Promise<MediaStream | null> {
  if (!(await isGranted(kind))) return null;
  const list = await listed(kind);
  const taken = defaultOf(list);
  for (const entry of list) {
    if (DOUBLES.has(entry.deviceId) || (taken && isSame(entry, taken))) continue;
    const stream = await open(entry.deviceId);
    if (stream instanceof MediaStream) return stream;
  }
  return null;
}

const isSame = ({ deviceId, label }: Entry, taken: Entry): boolean =>
  deviceId === taken.deviceId || (DOUBLES.has(taken.deviceId) && taken.label.endsWith(label));
