import { describe, expect, test } from 'vitest';
import { MissingLines } from '../../client/call/missing-lines.js';
import type { Slot } from '../../client/call/slots.js';

/** A connection of which the test says what it has to send, what is taken, and what is not answered yet. */
function newLines() {
  const tracks = new Map<Slot, MediaStreamTrack>();
  const taken = new Set<Slot>();
  const open = new Set<Slot>();
  const asked: Slot[] = [];
  const lines = new MissingLines({
    track: (slot) => tracks.get(slot) ?? null,
    carries: (slot) => taken.has(slot),
    ask: (slot) => void asked.push(slot),
    open: (slot) => open.has(slot),
  });
  const send = (slot: Slot): void => void tracks.set(slot, { id: String(tracks.size) } as MediaStreamTrack);
  return { lines, tracks, taken, open, asked, send };
}

describe('a medium that the other side has no m-line for', () => {
  test('is asked for once, and said to go nowhere at once where that is turned down', () => {
    const { lines, asked, send } = newLines();
    send('screen');
    expect([lines.look(0), lines.look(1_000), lines.look(60_000)]).toEqual([['screen'], [], []]);
    expect(asked).toEqual(['screen']);
  });

  test('has 5 s to be answered', () => {
    const { lines, open, send } = newLines();
    send('camera');
    open.add('camera');
    expect([lines.look(0), lines.look(5_000), lines.look(5_001)]).toEqual([[], [], ['camera']]);
  });

  test('is nothing to speak of once it is taken', () => {
    const { lines, open, taken, send } = newLines();
    send('camera');
    open.add('camera');
    lines.look(0);
    taken.add('camera');
    expect(lines.look(60_000)).toEqual([]);
  });

  test('is asked for anew with another track: the person wants it once more', () => {
    const { lines, asked, send, tracks } = newLines();
    send('screen');
    lines.look(0);
    tracks.delete('screen');
    lines.look(1_000);
    send('screen');
    expect(lines.look(2_000)).toEqual(['screen']);
    expect(asked).toEqual(['screen', 'screen']);
  });
});

test('what is taken, and what is not there to be sent, is not asked for', () => {
  const { lines, asked, taken, send } = newLines();
  send('mic');
  taken.add('mic');
  expect([lines.look(0), asked]).toEqual([[], []]);
});
