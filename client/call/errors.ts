/** What can go wrong for a person, as codes that texts and tests hold on to. */
import type { RefusalCode } from '../../shared/protocol.js';

/** Why a device or this page cannot be used. */
export type MediaErrorCode =
  /** The page is not on https or localhost, so browsers offer no camera and microphone (secure contexts). */
  | 'insecure-context'
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
export type RtcErrorCode = MediaErrorCode | RefusalCode | 'hung-up';

export class RtcError extends Error {
  override readonly name = 'RtcError';
  readonly code: RtcErrorCode;

  /** @param message for developers; people read the text that the locale has for `code`. */
  constructor(code: RtcErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** `getUserMedia`'s rejections by name (mediacapture-main 10.2.1), some of them older names that browsers still use. */
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
  return new RtcError(MEDIA_CODES[name] ?? 'device-in-use', `getUserMedia failed: ${String(error)}`, { cause: error });
}

/** Why this page cannot hold a call at all, if so. */
export function pageProblem(): RtcError | null {
  if (!globalThis.isSecureContext) return new RtcError('insecure-context', 'camera and microphone need https');
  // Typed as always there; on old browsers it is not.
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (typeof RTCPeerConnection === 'undefined' || !media?.getUserMedia)
    return new RtcError('unsupported-browser', 'this browser has no WebRTC');
  return null;
}
