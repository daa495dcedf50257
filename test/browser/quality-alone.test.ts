import { expect, it, onTestFinished, vi } from 'vitest';
import { eventually } from './support/eventually.js';
import { Pair } from './support/pair.js';
import { QualityWatch } from '../../client/call/quality-watch.js';
import { openTracks, stopTracks } from './support/tracks.js';

vi.mock('../../client/call/parts.js', async () => {
  const { Part } = await import('../../client/call/part.js');
  return { upkeep: new Part(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))) };
});

const SECOND_MS = 1_000;

it('a call whose pilot cannot be loaded goes on, at full size after a while', async () => {
  const tracks = await openTracks();
  onTestFinished(() => stopTracks(tracks));
  const pair = new Pair({ leftIsPolite: false, tracks });
  await pair.meet();
  await pair.connected();
  const { peer, connection } = pair.left;
  const watch = new QualityWatch({ peer, send: () => true, onunsent: () => undefined, onchange: () => undefined });
  const scale = () => connection.getTransceivers()[1]?.sender.getParameters().encodings[0]?.scaleResolutionDownBy;
  await watch.tick(0);
  await watch.tick(SECOND_MS);
  expect(scale()).toBe(2);
  await eventually(async () => {
    await watch.tick(2 * SECOND_MS);
    return scale();
  }).toBe(1);
  expect(watch.quality).toBeNull();
  watch.hear({ type: 'quality', sending: 1, receiving: 1, busy: false, stills: false });
  expect(watch.quality).toBeNull();
});
