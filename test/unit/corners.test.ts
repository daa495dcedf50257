import { describe, expect, it } from 'vitest';
import { type Box, type Corner, cornerByKey, nearestCorner, placeIn } from '../../client/elements/corners.js';

const SIZE = { width: 160, height: 120 };
const STAGE = { width: 1_000, height: 600, margin: 16, above: null, below: null };
const CORNERS: readonly Corner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right'];
const box = (left: number, top: number, width: number, height: number): Box => ({ left, top, width, height });

describe('the corner of the own picture', () => {
  it.each([
    ['top-left', box(0, 0, 160, 120)],
    ['top-right', box(800, 100, 160, 120)],
    ['bottom-left', box(300, 400, 160, 120)],
    ['bottom-right', box(421, 241, 160, 120)],
  ] as const)('is %s where its middle is nearest to it', (corner, where) => {
    expect(nearestCorner(where, STAGE)).toBe(corner);
  });

  it('is reached by arrow keys, from each other corner', () => {
    expect(CORNERS.map((corner) => cornerByKey(corner, 'ArrowLeft'))).toEqual([
      'top-left',
      'top-left',
      'bottom-left',
      'bottom-left',
    ]);
    expect(CORNERS.map((corner) => cornerByKey(corner, 'ArrowDown'))).toEqual([
      'bottom-left',
      'bottom-right',
      'bottom-left',
      'bottom-right',
    ]);
    expect(cornerByKey('top-left', 'Enter')).toBeNull();
  });

  it('is at the edges where nothing else is', () => {
    expect(placeIn('top-left', SIZE, STAGE)).toMatchObject({ left: 16, top: 16 });
    expect(placeIn('bottom-right', SIZE, STAGE)).toMatchObject({ left: 824, top: 464 });
  });

  it('is below the name tag, and beside it where there is room', () => {
    const room = { ...STAGE, above: box(16, 16, 200, 36) };
    expect(placeIn('top-left', SIZE, room).top).toBe(68);
    expect(placeIn('top-right', SIZE, room).top).toBe(16);
  });

  it('is above the buttons, and beside them where there is room', () => {
    const buttons = box(345, 528, 310, 56);
    expect(placeIn('bottom-right', SIZE, { ...STAGE, below: buttons }).top).toBe(464);
    const narrow = { ...STAGE, width: 360, below: box(24, 528, 310, 56) };
    expect(placeIn('bottom-right', SIZE, narrow).top).toBe(392);
  });
});
