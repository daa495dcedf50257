import { describe, expect, test } from 'vitest';
import { between, sampleOf, type Entry } from '../../client/call/stats.js';

const START = 1_000_000;
const MIDS = { mic: '0', camera: '1', screen: '2' };

/** What Chromium 156 counts, without what nobody reads. */
const chromium = (seconds: number): Entry[] => {
  const timestamp = START + seconds * 1_000;
  return [
    { id: 'T01', type: 'transport', timestamp, selectedCandidatePairId: 'CP2' },
    // Nominated and succeeded too, but not in use.
    { id: 'CP1', type: 'candidate-pair', timestamp, nominated: true, state: 'succeeded' },
    {
      id: 'CP2',
      type: 'candidate-pair',
      timestamp,
      nominated: true,
      state: 'succeeded',
      availableOutgoingBitrate: 300_000,
      totalRoundTripTime: 0.1 + seconds * 0.02,
      responsesReceived: 10 + seconds,
    },
    { id: 'OA', type: 'outbound-rtp', kind: 'audio', mid: '0', timestamp, packetsSent: seconds * 50 },
    { id: 'OS', type: 'outbound-rtp', kind: 'video', mid: '2', timestamp, packetsSent: 9_000, framesEncoded: 9_000 },
    {
      id: 'OV',
      type: 'outbound-rtp',
      kind: 'video',
      mid: '1',
      timestamp,
      packetsSent: seconds * 150,
      framesEncoded: seconds * 20,
      totalEncodeTime: seconds * 0.1,
      qualityLimitationReason: 'bandwidth',
    },
    { id: 'RA', type: 'remote-inbound-rtp', kind: 'audio', localId: 'OA', timestamp, fractionLost: 0.2 },
    {
      id: 'RV',
      type: 'remote-inbound-rtp',
      kind: 'video',
      localId: 'OV',
      timestamp,
      fractionLost: 0.1,
      totalRoundTripTime: seconds * 0.3,
      roundTripTimeMeasurements: seconds,
    },
    {
      id: 'IA',
      type: 'inbound-rtp',
      kind: 'audio',
      mid: '0',
      timestamp,
      bytesReceived: seconds * 4_000,
      packetsReceived: seconds * 45,
      packetsLost: seconds * 5,
      jitter: 0.01,
      concealedSamples: seconds * 9_600,
      silentConcealedSamples: seconds * 4_800,
      totalSamplesReceived: seconds * 48_000,
    },
    {
      id: 'IV',
      type: 'inbound-rtp',
      kind: 'video',
      mid: '1',
      timestamp,
      bytesReceived: seconds * 6_000,
      packetsReceived: seconds * 50,
      framesDecoded: seconds * 15,
      totalFreezesDuration: seconds * 0.25,
    },
  ];
};

const sample = (entries: readonly Entry[], seconds: number) => sampleOf(entries, START + seconds * 1_000, MIDS);

describe('a reading of what Chromium counts', () => {
  test('is about the path in use and the cameras, and not about the screen', () => {
    const { at, path, available, roundTrip, usualTrip, sent, received } = between(
      sample(chromium(2), 2),
      sample(chromium(4), 4),
    );
    expect({ at, path, available, sent }).toEqual({
      at: START + 4_000,
      path: 'CP2',
      available: 300_000,
      sent: { loss: expect.closeTo((0.2 * 50 + 0.1 * 150) / 200), pictures: 20, limited: 'bandwidth' },
    });
    expect([roundTrip, usualTrip]).toEqual([expect.closeTo(0.3), expect.closeTo(0.14 / 12)]);
    expect(received).toEqual({
      rate: 10_000,
      loss: expect.closeTo(5 / 100),
      pictures: 15,
      unseen: false,
      concealed: expect.closeTo(0.1),
      frozen: 0.25,
      jitter: 0.01,
    });
  });

  test('counts the pictures and packets of the screen apart, where the browser names its m-line', () => {
    const screened = (seconds: number): Entry[] => [
      ...chromium(seconds),
      {
        id: 'IS',
        type: 'inbound-rtp',
        kind: 'video',
        mid: '2',
        timestamp: START + seconds * 1_000,
        packetsReceived: seconds * 40,
        framesDecoded: seconds * 3,
      },
    ];
    expect(between(sample(screened(2), 2), sample(screened(4), 4)).received.screen).toEqual({
      pictures: 3,
      packets: 40,
    });
    const nameless = (seconds: number): Entry[] => screened(seconds).map(({ mid: _mid, ...entry }) => entry);
    expect(between(sample(nameless(2), 2), sample(nameless(4), 4)).received.screen).toBeUndefined();
  });

  test('leaves out what another stream or an old report says', () => {
    const other = chromium(4).map((entry) => (entry.id === 'IV' ? { ...entry, id: 'IV2', framesDecoded: 3 } : entry));
    expect(between(sample(chromium(2), 2), sample(other, 4)).received.pictures).toBeUndefined();
    const stale = chromium(4).map((entry) =>
      entry.id.startsWith('R') ? { ...entry, timestamp: START - 3_000 } : entry,
    );
    expect(between(sample(chromium(2), 2), sample(stale, 4)).sent.loss).toBeUndefined();
  });

  test('counters that run backwards count nothing', () => {
    const after = chromium(4).map((entry) => (entry.id === 'IA' ? { ...entry, packetsLost: 3 } : entry));
    expect(between(sample(chromium(2), 2), sample(after, 4)).received.loss).toBe(0);
  });
});

describe('a reading of what another browser counts', () => {
  test('takes the nominated pair where none is selected, and the first stream where none has a mid', () => {
    const plain = (seconds: number): Entry[] =>
      chromium(seconds)
        .filter(({ id }) => !['T01', 'CP1', 'OS'].includes(id))
        .map(({ mid: _mid, availableOutgoingBitrate: _bits, qualityLimitationReason: _why, ...entry }) => entry);
    const { path, available, sent } = between(sample(plain(2), 2), sample(plain(4), 4));
    expect([path, available, sent.pictures, sent.limited]).toEqual(['CP2', undefined, 20, 'nothing']);
  });

  test('knows a busy computer by its encoder where nothing says so', () => {
    const slow = (seconds: number): Entry[] =>
      chromium(seconds).map(({ qualityLimitationReason: _why, ...entry }) =>
        entry.id === 'OV' ? { ...entry, totalEncodeTime: seconds * 0.9 } : entry,
      );
    expect(between(sample(slow(2), 2), sample(slow(4), 4)).sent.limited).toBe('cpu');
  });

  test('of nothing at all says that nothing came, and no more', () => {
    const { sent, received } = between(sample([], 2), sample([], 4));
    expect(sent.limited).toBe('nothing');
    expect(received.rate).toBe(0);
    const said = [...Object.values(sent), ...Object.values(received)].filter((value) => value !== undefined);
    expect(said).toEqual(['nothing', 0, true]);
  });
});
