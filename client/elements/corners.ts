/** In which corner the own picture is, and where that is. Pure. */

export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

/** Physical pixels, from the stage's upper left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Room {
  readonly width: number;
  readonly height: number;
  /** Between the picture and the edges. */
  readonly margin: number;
  /** What must not be covered: name tag and sentences above, buttons below. */
  readonly above: Box | null;
  readonly below: Box | null;
}

export function nearestCorner({ left, top, width, height }: Box, room: Pick<Room, 'width' | 'height'>): Corner {
  const side = left + width / 2 < room.width / 2 ? 'left' : 'right';
  return `${top + height / 2 < room.height / 2 ? 'top' : 'bottom'}-${side}`;
}

const STEPS: Readonly<Record<string, (corner: Corner) => string>> = {
  ArrowLeft: (corner) => corner.replace('right', 'left'),
  ArrowRight: (corner) => corner.replace('left', 'right'),
  ArrowUp: (corner) => corner.replace('bottom', 'top'),
  ArrowDown: (corner) => corner.replace('top', 'bottom'),
};

/** Null for another key. */
export const cornerByKey = (corner: Corner, key: string): Corner | null =>
  (STEPS[key]?.(corner) as Corner | undefined) ?? null; // Each word is replaced by its opposite.

/** Where a picture of that size is in a corner: beside what is there, or above or below it where there is no room. */
export function placeIn(corner: Corner, { width, height }: Pick<Box, 'width' | 'height'>, room: Room): Box {
  const { margin, above, below } = room;
  const left = corner.endsWith('left') ? margin : room.width - width - margin;
  const flush = corner.startsWith('top') ? margin : room.height - height - margin;
  const box = { left, top: flush, width, height };
  const obstacle = corner.startsWith('top') ? above : below;
  if (!obstacle || !overlap(box, obstacle, margin)) return box;
  const top = obstacle === above ? obstacle.top + obstacle.height + margin : obstacle.top - height - margin;
  return { ...box, top };
}

const overlap = (a: Box, b: Box, gap: number): boolean =>
  a.left < b.left + b.width + gap &&
  b.left < a.left + a.width + gap &&
  a.top < b.top + b.height + gap &&
  b.top < a.top + a.height + gap;
