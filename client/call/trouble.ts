/** Why what a person wants on is not, in the words that the other one is told. */
import type { Trouble, Troubles } from '../../shared/troubles.js';
import type { RtcErrorCode } from './errors.js';
import type { Media } from './media.js';

/** Who never had a camera has no trouble with it. */
const TROUBLES: Readonly<Partial<Record<RtcErrorCode, Trouble>>> = {
  'device-lost': 'lost',
  'device-interrupted': 'interrupted',
  'device-in-use': 'busy',
  'device-timeout': 'busy',
  'permission-denied': 'blocked',
  'denied-by-page': 'blocked',
  'denied-by-system': 'blocked',
};

/** Nothing where there is none, so that most messages stay short. */
export function troublesOf(media: Pick<Media, 'state'>): { trouble?: Troubles } {
  const trouble: Troubles = {};
  for (const kind of ['mic', 'camera'] as const) {
    const reason = TROUBLES[media.state(kind).problem?.code ?? 'hung-up'];
    if (reason) trouble[kind] = reason;
  }
  return Object.keys(trouble).length > 0 ? { trouble } : {};
}
