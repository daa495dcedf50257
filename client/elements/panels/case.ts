/** Which remedy fits: what is the matter, and in which browser. For help only; nothing is decided by a browser's name. */
import type { DeviceKind } from '../../call/device.js';
import type { RtcErrorCode } from '../../call/errors.js';
import { permissionOf } from '../../call/permission.js';
import type { Platform, Remedies, RemedyCase } from '../../locales/remedy-labels.js';
import type { Source } from '../source.js';

/** Chromium's; others have no way to ask. */
interface Policy {
  allowsFeature(name: string): boolean;
}
const FEATURES: Readonly<Record<DeviceKind, string>> = { mic: 'microphone', camera: 'camera' };

export function platformOf({ userAgent, maxTouchPoints }: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): Platform {
  // An iPad says that it is a Mac; no Mac has a touch screen.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return 'ios';
  if (/Android/.test(userAgent)) return 'android';
  if (/Edg\//.test(userAgent)) return 'edge';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  return /Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent) ? 'safari' : 'chrome';
}

/** Undefined where a sentence is all there is to say. */
export async function caseOf(
  code: RtcErrorCode,
  source: Source,
  cases: Remedies['cases'],
): Promise<RemedyCase | undefined> {
  if (code === 'permission-denied') return source === 'screen' ? 'screen-failed' : denialOf(source);
  return code in cases ? (code as RemedyCase) : undefined;
}

async function denialOf(kind: DeviceKind): Promise<RemedyCase> {
  if (!allowedByPage(kind)) return 'denied-by-page';
  const state = (await permissionOf(kind))?.state;
  if (state === 'granted') return 'denied-by-system';
  return state === 'prompt' ? 'not-answered' : 'denied-for-site';
}

function allowedByPage(kind: DeviceKind): boolean {
  const { permissionsPolicy, featurePolicy } = document as { permissionsPolicy?: Policy; featurePolicy?: Policy };
  return (permissionsPolicy ?? featurePolicy)?.allowsFeature(FEATURES[kind]) ?? true;
}
