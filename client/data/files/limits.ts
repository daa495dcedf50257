/** What a page lets in and out. */
import type { FileOffer } from '../../../shared/messages.js';
import type { StopReason } from '../../../shared/stop-reasons.js';

export interface FileLimits {
  /** Bytes of one file; 0: none are allowed at all. */
  readonly size?: number;
  /** Files in each direction that are not over: 100. */
  readonly open?: number;
  /** As the attribute `accept` of a file input: `image/*,.pdf`. Empty: any. */
  readonly types?: string;
}

const MOST_OPEN = 100;

/** Null: it may be. */
export function refusalOf(offer: FileOffer, open: number, limits: FileLimits): StopReason | null {
  if (limits.size === 0) return 'declined';
  if (offer.size > (limits.size ?? Infinity)) return 'too-large';
  if (limits.types && !matches(offer, limits.types)) return 'type-refused';
  return open >= (limits.open ?? MOST_OPEN) ? 'busy' : null;
}

/** HTML, 4.10.5.1.17: extensions, MIME types, and `audio/*`, `video/*`, `image/*`. */
function matches({ name, type }: FileOffer, types: string): boolean {
  const accepted = types.split(',').map((word) => word.trim().toLowerCase());
  const [lowName, lowType] = [name.toLowerCase(), type.toLowerCase()];
  return accepted.some((word) => {
    if (word.startsWith('.')) return lowName.endsWith(word);
    return word.endsWith('/*') ? lowType.startsWith(word.slice(0, -1)) : lowType === word;
  });
}
