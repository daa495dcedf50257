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
  /** The person, the browser, the system or the page's policy does not allow it. */
  | 'permission-denied'
  | 'device-not-found'
  /** Another program or tab holds it. */
  | 'device-in-use'
  /** It was there and is gone: unplugged, or taken away by the system. */
  | 'device-lost'
  /** It is there, and the system holds it back: a phone call, a privacy switch. It comes back by itself. */
  | 'device-interrupted'
  /** The system does not let this browser record the screen. */
  | 'screen-failed';

/** Every code an `RtcError` can have; refusals of the server keep theirs. */
export type RtcErrorCode =
  | MediaErrorCode
  | RefusalCode
  | 'hung-up'
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
  const name = error instanceof DOMException || error instanceof Error ? error.name : '';
  return new RtcError(MEDIA_CODES[name] ?? 'device-in-use', `the browser refused: ${String(error)}`, { cause: error });
}

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
