/** Which remedy fits: what is the matter, and in which browser. For help only; nothing is decided by a browser's name. */
import type { DeviceKind } from '../../call/device.js';
import type { RtcErrorCode } from '../../call/errors.js';
import { allowedByPage, permissionOf } from '../../call/permission.js';
import type { Platform, Remedies, RemedyCase } from '../../locales/remedy-labels.js';
import type { Source } from '../source.js';

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
  source: Source | null,
  cases: Remedies['cases'],
): Promise<RemedyCase | undefined> {
  if (source === 'screen') return allowedByPage('screen') === false ? 'screen-denied-by-page' : 'screen-failed';
  if (code === 'permission-denied' && source) return denialOf(source);
  return code in cases ? (code as RemedyCase) : undefined;
}

async function denialOf(kind: DeviceKind): Promise<RemedyCase> {
  if (allowedByPage(kind) === false) return 'denied-by-page';
  const state = (await permissionOf(kind))?.state;
  if (state === 'granted') return 'denied-by-system';
  return state === 'prompt' ? 'not-answered' : 'denied-for-site';
}
