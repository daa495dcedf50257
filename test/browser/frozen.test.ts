import { describe, it, onTestFinished } from 'vitest';
import type { FrozenPicture } from '../../client/call/frozen.js';
import type { PilotOptions } from '../../client/call/pilot.js';
import { QualityWatch } from '../../client/call/quality-watch.js';
import type { ControlMessage, QualityView } from '../../shared/messages.js';
import { eventually } from './support/eventually.js';

const SECOND_MS = 1_000;
const MIDS = { mic: '0', camera: '1', screen: '2', screenAudio: '3' };

/** A connection on which sound and packets come, and no picture. */
class Standing {
  sends = true;
  /** Seconds that an answer takes longer. */
  queue = 0;
  /** Whether a picture of their camera has ever come. */
  seen = true;
  #seconds = 0;
  #trips = 0;

  get peer(): PilotOptions['peer'] {
    return {
      encode: () => Promise.resolve(),
      sends: () => this.sends,
      carries: () => true,
      track: () => null,
      ask: () => undefined,
      open: () => false,
      mid: (slot) => MIDS[slot],
      stats: () => Promise.resolve(new Map(this.#entries().map((entry) => [entry.id, entry]))),
    };
  }

  #entries() {
    const at = { timestamp: ++this.#seconds * SECOND_MS };
    const received = { ...at, packetsReceived: this.#seconds * 50, bytesReceived: this.#seconds * 5_000 };
    this.#trips += 0.02 + this.queue;
    const answers = { totalRoundTripTime: this.#trips, responsesReceived: this.#seconds };
    const narrow = this.queue > 0 ? { availableOutgoingBitrate: 134_000 } : {};
    const camera = { id: 'IV', type: 'inbound-rtp', kind: 'video', mid: '1', ...received, framesDecoded: 9 };
    return [
      { id: 'T', type: 'transport', ...at, selectedCandidatePairId: 'P' },
      { id: 'P', type: 'candidate-pair', ...at, state: 'succeeded', nominated: true, ...answers, ...narrow },
      { id: 'OV', type: 'outbound-rtp', kind: 'video', mid: '1', ...at, framesEncoded: 9 },
      { id: 'IA', type: 'inbound-rtp', kind: 'audio', mid: '0', ...received },
      ...(this.seen ? [camera] : []),
      { id: 'IS', type: 'inbound-rtp', kind: 'video', mid: '2', ...received, framesDecoded: 9 },
    ];
  }
}

/** What its watch says, a second later each time. */
function frozenOn({ peer }: Standing, ...heard: readonly ControlMessage[]): () => Promise<readonly FrozenPicture[]> {
  const watch = new QualityWatch({ peer, send: () => true, onunsent: () => undefined, onchange: () => undefined });
  onTestFinished(() => watch.close());
  for (const message of heard) watch.hear(message);
  let now = 0;
  return async () => {
    await watch.tick((now += SECOND_MS));
    return watch.quality?.frozen ?? [];
  };
}

const ON: ControlMessage = { type: 'media', mic: true, camera: true, screen: true };
const VIEW: QualityView = { sending: 5, receiving: 5, busy: false, stills: false };

describe('what ought to move', () => {
  it.each<[string, ControlMessage[], FrozenPicture[]]>([
    ['both cameras and their screen', [ON], ['your-camera', 'their-camera', 'their-screen']],
    ['no camera that they turned off', [{ ...ON, camera: false }], ['your-camera', 'their-screen']],
    ['no screen that they do not share', [{ ...ON, screen: false }], ['your-camera', 'their-camera']],
    ['no camera that sends stills', [{ type: 'quality', ...VIEW, stills: true }, ON], ['your-camera', 'their-screen']],
  ])('is %s', async (_case, heard, frozen) => {
    await eventually(frozenOn(new Standing(), ...heard)).toEqual(frozen);
  });

  it('is a camera that they turned on, of which nothing has come yet', async () => {
    const standing = new Standing();
    standing.seen = false;
    await eventually(frozenOn(standing, ON)).toContain('their-camera');
  });

  it('is no own camera that sends nothing', async () => {
    const standing = new Standing();
    standing.sends = false;
    await eventually(frozenOn(standing, ON)).toEqual(['their-camera', 'their-screen']);
  });

  it('is no own camera that is down to stills', async () => {
    const standing = new Standing();
    const frozen = frozenOn(standing, ON);
    await eventually(frozen).toContain('your-camera');
    standing.queue = 0.9;
    await eventually(frozen).toEqual(['their-camera', 'their-screen']);
  });
});
