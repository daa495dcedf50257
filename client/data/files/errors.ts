/** Why a file did not arrive. */
import type { StopReason } from '../../../shared/stop-reasons.js';

export type FileErrorCode =
  /** Not wanted by the person, or by the limits of a page. */
  | 'declined'
  | 'too-large'
  | 'type-refused'
  /** Too many files at once. */
  | 'busy'
  /** Given up on the way. */
  | 'cancelled'
  /** The sender's browser cannot read it any more: moved, deleted, a drive that is gone. */
  | 'unreadable'
  /** It is another than when it was offered: changed on the way, or another one was chosen to go on with. */
  | 'changed'
  /** The receiver has no room for it. */
  | 'storage-full'
  /** Somebody else is there, or the call ended. */
  | 'peer-gone'
  | 'hung-up';

export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code: FileErrorCode;

  constructor(code: FileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What the other page says when it gives one up. */
export function codeOf(why: StopReason): FileErrorCode {
  if (why === 'aborted') return 'cancelled';
  return why === 'bad-request' ? 'changed' : why;
}
