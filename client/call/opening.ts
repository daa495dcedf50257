/** One request to the browser for a microphone, a camera, or both. */
import type { Device, DeviceKind } from './device.js';
import { pageProblem, toMediaError, type RtcError } from './errors.js';
import { upkeep } from './parts.js';
import { within } from './within.js';

type Wanted = Pick<Device, 'kind' | 'chosen' | 'label'>;

const HELP_MS = 5_000;

export const CONSTRAINTS: Readonly<Record<DeviceKind, MediaTrackConstraints>> = {
  mic: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};

/** Never rejects. */
export async function request(
  devices: readonly Wanted[],
  picture: MediaTrackConstraints,
): Promise<MediaStream | RtcError> {
  const open = async (how: 'exact' | 'ideal'): Promise<MediaStream> => {
    const each = devices.map((device) => constraintsOf(device, how, picture));
    return navigator.mediaDevices.getUserMedia(Object.assign({}, ...each));
  };
  return (
    pageProblem() ??
    open('exact')
      .catch(async (error: unknown) => {
        if (toMediaError(error).code !== 'device-not-found' || devices.every(({ chosen }) => chosen === null))
          throw error;
        const loaded = await help();
        const found = await Promise.all(devices.map(async (device) => loaded?.findAgain(device)));
        return found.includes(true) ? open('exact').catch(() => open('ideal')) : open('ideal');
      })
      .catch(toMediaError)
  );
}

/** Another one where the default is taken; null where there is none. */
export const requestSpare = async (kind: DeviceKind, picture: MediaTrackConstraints): Promise<MediaStream | null> =>
  (await help())?.openSpare(kind, (chosen) => request([{ kind, chosen, label: '' }], picture)) ?? null;

/** Code for where a device failed; without it the failure is told. */
const help = async () => within(HELP_MS, upkeep.load()).catch(() => null);

/**
 * A chosen device that is not there gives way to another one, but only then: Chromium takes a wish that is merely `ideal`
 * for no reason to leave the system's default (measured in 156).
 */
function constraintsOf(
  { kind, chosen }: Wanted,
  how: 'exact' | 'ideal',
  picture: MediaTrackConstraints,
): MediaStreamConstraints {
  const which: MediaTrackConstraints = chosen === null ? {} : { deviceId: { [how]: chosen } };
  if (kind === 'mic') return { audio: { ...CONSTRAINTS.mic, ...which } };
  return { video: { ...picture, ...(chosen === null ? { facingMode: 'user' } : which) } };
}
