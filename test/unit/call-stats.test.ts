import { describe, expect, test } from 'vitest';
import { callStats, type Surroundings } from '../../client/call/call-stats.js';
import { between, sampleOf, type Entry, type Measured } from '../../client/call/stats.js';

const MIDS = { mic: '0', camera: '1', screen: '2' };
const ADDRESS = '203.0.113.7';

/** What a browser counted `seconds` after the beginning, of a call at 800 kbit/s out and 400 kbit/s in. */
const counted = (seconds: number, change: Readonly<Record<string, object>> = {}): Entry[] =>
  [
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P', dtlsState: 'connected', iceLocalUsernameFragment: 'abcd' },
    { id: 'P', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', bytesSent: seconds * 100_000, bytesReceived: seconds * 50_000, totalRoundTripTime: seconds * 0.04, responsesReceived: seconds },
    { id: 'L', type: 'local-candidate', candidateType: 'host', protocol: 'udp', address: ADDRESS, port: 50_000, usernameFragment: 'abcd', url: 'turn:turn.example.com', foundation: '1' },
    { id: 'R', type: 'remote-candidate', candidateType: 'srflx', protocol: 'udp', ip: ADDRESS },
    { id: 'O', type: 'outbound-rtp', kind: 'video', mid: '1', codecId: 'C', frameWidth: 1280, frameHeight: 720, framesEncoded: seconds * 30, cname: 'me@203.0.113.7' },
    { id: 'I', type: 'inbound-rtp', kind: 'audio', mid: '0', codecId: 'S', packetsLost: seconds, packetsReceived: seconds * 49 },
    { id: 'C', type: 'codec', mimeType: 'video/VP8' },
    { id: 'S', type: 'codec', mimeType: 'audio/opus' },
    { id: 'X', type: 'certificate', fingerprint: 'AA:BB', base64Certificate: 'MIIB' },
  ].map((entry) => ({ timestamp: seconds * 1_000, ...entry, ...change[entry.id] })); // prettier-ignore

function measured(change: Readonly<Record<string, object>> = {}): Measured {
  const [first, second] = [counted(1, change), counted(2, change)];
  const [before, after] = [sampleOf(first, 1_000, MIDS), sampleOf(second, 2_000, MIDS)];
  return { reading: between(before, after), before, after, entries: second };
}

const around = (camera: boolean): Surroundings => ({
  quality: {
    sending: 4,
    receiving: 2,
    reason: 'your-network',
    sendingStills: false,
    receivingStills: false,
    frozen: [],
  },
  peer: { name: 'Bob', mic: true, camera, screen: false, trouble: {} },
  media: { state: () => ({ on: camera, busy: false, problem: null }) },
});

describe('the figures of a call', () => {
  test('are rates of the last second, in the units that they name', () => {
    const stats = callStats(measured(), around(true));
    expect(stats).toMatchObject({
      at: performance.timeOrigin + 2_000,
      path: { by: 'direct', protocol: 'udp' },
      reason: 'your-network',
    });
    expect(stats.roundTrip).toBeCloseTo(40);
    expect(stats.sending).toEqual({
      bitrate: 800_000,
      loss: null,
      level: 4,
      picture: { width: 1280, height: 720, framesPerSecond: 30, codec: 'VP8' },
      soundCodec: null,
    });
    expect(stats.receiving).toEqual({ bitrate: 400_000, loss: 0.02, level: 2, picture: null, soundCodec: 'opus' });
  });

  test('show no picture of a camera that is off', () => {
    expect(callStats(measured(), around(false)).sending.picture).toBeNull();
  });

  test.each([
    ['of this side, by what carries it', { L: { candidateType: 'relay', relayProtocol: 'tls' } }, 'tls'],
    ['of this side, where the browser names only the way beyond it', { L: { candidateType: 'relay' } }, 'udp'],
    ['of the other side', { R: { candidateType: 'relay' } }, 'udp'],
  ])('name a relay %s', (_name, change, protocol) => {
    expect(callStats(measured(change), around(true)).path).toEqual({ by: 'relay', protocol });
  });

  test('count nothing on a path that is another one by now', () => {
    const { before, ...rest } = measured();
    const moved = { ...before, pair: before.pair && { ...before.pair, id: 'another' } };
    expect(callStats({ ...rest, before: moved }, around(true)).sending.bitrate).toBeNull();
  });

  test('come with what the browser counted, but for all that says where or who somebody is', () => {
    const { counters } = callStats(measured(), around(true));
    expect(counters.map(({ type }) => type)).toEqual(
      ['transport', 'candidate-pair', 'local-candidate', 'remote-candidate', 'outbound-rtp', 'inbound-rtp', 'codec', 'codec'], // prettier-ignore
    );
    expect(counters[1]).toMatchObject({ bytesSent: 200_000 });
    expect(JSON.stringify(counters)).not.toMatch(/203\.0\.113|abcd|turn:|50000|foundation|"id"|AA:BB|MIIB/);
  });
});
