/** Why a stream or a file ended before its end. */
export const STOP_REASONS = [
  'aborted',
  'cancelled',
  'busy',
  'bad-request',
  // Of files alone.
  'declined',
  'too-large',
  'type-refused',
  'unreadable',
  'changed',
  'storage-full',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];
