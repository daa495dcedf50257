/** The browser's picker of screens, windows and tabs, and what comes of it. */
import { nameOf, refuserOf, RtcError } from './errors.js';
import { allowedByPage } from './permission.js';

/** Newer than TypeScript's list. */
interface SharedSound extends MediaTrackConstraints {
  readonly restrictOwnAudio: boolean;
}
/** This page's sound, its tab and the whole system's sound would come back to the other person as an echo. */
interface Offered extends DisplayMediaStreamOptions {
  readonly audio: SharedSound;
  readonly selfBrowserSurface: 'exclude';
  readonly surfaceSwitching: 'include';
  readonly systemAudio: 'exclude';
  readonly windowAudio: 'window';
}
/** As it is: what makes speech clear spoils music. */
const SOUND: SharedSound = {
  restrictOwnAudio: true,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};
const OFFERED: Offered = {
  video: true,
  audio: SOUND,
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
  systemAudio: 'exclude',
  windowAudio: 'window',
};

/** No person refuses so soon: where the browser does not tell what the page's policy allows, this does. */
const AT_ONCE_MS = 100;

/** Null if the person chose none. */
export async function pickScreen(): Promise<MediaStream | RtcError | null> {
  const asked = performance.now();
  try {
    const shared = await navigator.mediaDevices.getDisplayMedia(OFFERED);
    if (shared.getVideoTracks()[0]?.readyState === 'live') return shared;
    for (const track of shared.getTracks()) track.stop();
    return new RtcError('screen-failed', 'getDisplayMedia gave no live picture');
  } catch (cause) {
    if (nameOf(cause) === 'NotAllowedError' && isOwnNo(cause, performance.now() - asked)) return null;
    return new RtcError('screen-failed', `getDisplayMedia failed: ${String(cause)}`, { cause });
  }
}

/** The person closed the picker; a refusal of the system or of the page's policy has the same name. */
function isOwnNo(cause: unknown, after: number): boolean {
  const allowed = allowedByPage('screen') ?? after > AT_ONCE_MS;
  return allowed && refuserOf(cause) === null;
}
