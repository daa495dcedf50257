/** What can go wrong for a person, as codes that texts and tests hold on to. */
import type { RefusalCode } from '../../shared/protocol.js';

/** Why a device or this page cannot be used. */
export type MediaErrorCode =
  /** The page is not on https or localhost, so browsers offer no camera and microphone (secure contexts). */
  | 'insecure-context'
  /** The attribute `server` is no address of a server. */
  | 'bad-server'
  /** No WebRTC, or no `getUserMedia`, in this browser. */
  | 'unsupported-browser'
  /** The person or the browser does not allow it. */
  | 'permission-denied'
  /** The page, or the frame around it, does not allow it: a permissions policy. */
  | 'denied-by-page'
  /** The system does not let this browser use it. */
  | 'denied-by-system'
  | 'device-not-found'
  /** Another program or tab holds it. */
  | 'device-in-use'
  /** The browser was asked for it and does not answer. It is used if the answer comes after all. */
  | 'device-timeout'
  /** It was there and is gone: unplugged, or taken away by the system. */
  | 'device-lost'
  /** It is there, and the system holds it back: a phone call, a privacy switch. It comes back by itself. */
  | 'device-interrupted'
  /** The system, or the page's policy, does not let this browser record the screen. */
  | 'screen-failed'
  /** The browser refuses ICE servers that the page or the server gave: the call goes on without them. */
  | 'bad-ice-servers';

/** Every code an `RtcError` can have; refusals of the server keep theirs. */
export type RtcErrorCode =
  | MediaErrorCode
  | RefusalCode
  | 'hung-up'
  /** An exception that nobody foresaw. */
  | 'unexpected'
  /** The program at the other end does not take what was to be sent. */
  | 'peer-unsupported';

export class RtcError extends Error {
  override readonly name = 'RtcError';
  readonly code: RtcErrorCode;

  /** @param message for developers; people read the text that the locale has for `code`. */
  constructor(code: RtcErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Known by what it says of itself: a class may be missing in a browser, or be another frame's. */
export const nameOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;

/** Who refused, if it was not the person, in Chromium's words: "… denied by system", "… disallowed by permissions policy". */
export function refuserOf(error: unknown): 'denied-by-page' | 'denied-by-system' | null {
  const text = String(error);
  if (/policy/i.test(text)) return 'denied-by-page';
  return /by system/i.test(text) ? 'denied-by-system' : null;
}

/** Rejections of `getUserMedia` and `setSinkId` by name (mediacapture-main 10.2.1), some of them older names that browsers still use. */
const MEDIA_CODES: Readonly<Record<string, MediaErrorCode>> = {
  NotAllowedError: 'permission-denied',
  SecurityError: 'permission-denied',
  NotFoundError: 'device-not-found',
  OverconstrainedError: 'device-not-found',
  NotReadableError: 'device-in-use',
  AbortError: 'device-in-use',
};

export function toMediaError(error: unknown): RtcError {
  const code = MEDIA_CODES[String(nameOf(error))] ?? 'device-in-use';
  const refuser = code === 'permission-denied' ? refuserOf(error) : null;
  return new RtcError(refuser ?? code, `the browser refused: ${String(error)}`, { cause: error });
}

/** The same, if it is one. */
export const toRtcError = (error: unknown): RtcError =>
  error instanceof RtcError ? error : new RtcError('unexpected', String(error), { cause: error });

/** Only the person, the page or the system can change it: another try would not. */
export const isDenial = (code = ''): boolean => code.includes('denied');

export type Lacking = 'https' | 'webrtc' | 'camera-access';

/** What this page, or its browser, lacks for a call. */
export function lacking(): Lacking[] {
  // Typed as always there; on old browsers, and on a server that renders pages, they are not.
  const browser = globalThis as {
    navigator?: { mediaDevices?: { getUserMedia?: unknown } };
    RTCPeerConnection?: unknown;
  };
  const there: Readonly<Record<Lacking, unknown>> = {
    https: globalThis.isSecureContext,
    webrtc: browser.RTCPeerConnection,
    'camera-access': browser.navigator?.mediaDevices?.getUserMedia,
  };
  return (Object.keys(there) as Lacking[]).filter((part) => !there[part]);
}

/** Why this page cannot hold a call at all, if so. */
export function pageProblem(): RtcError | null {
  const [first] = lacking();
  if (!first) return null;
  return new RtcError(first === 'https' ? 'insecure-context' : 'unsupported-browser', `this page lacks ${first}`);
}
