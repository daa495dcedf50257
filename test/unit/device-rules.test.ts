import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultOf,
  isDisplaced,
  nextStep,
  retryDelay,
  type Entry,
  type Place,
  type Situation,
  type Step,
} from '../../client/call/device-rules.js';

/** Unplugged and plugged in again, where the browser opens it without asking. */
const back: Situation = {
  wanted: true,
  track: 'none',
  permission: 'granted',
  wasGranted: true,
  present: true,
  displaced: false,
};

interface Row {
  name: string;
  situation: Situation;
  step: Step;
}

const TABLE: Row[] = [
  { name: 'what is back and allowed is opened', situation: back, step: 'open' },
  { name: 'what the person turned off is left alone', situation: { ...back, wanted: false }, step: 'none' },
  { name: 'what is not there is said to be lost', situation: { ...back, present: false }, step: 'say-lost' },
  {
    name: 'a browser that would prompt is not asked',
    situation: { ...back, wasGranted: false, permission: 'prompt' },
    step: 'say-lost',
  },
  {
    name: 'a browser that does not tell is not asked',
    situation: { ...back, wasGranted: false, permission: 'unknown' },
    step: 'say-lost',
  },
  { name: 'a permission that is denied is said', situation: { ...back, permission: 'denied' }, step: 'say-blocked' },
  { name: 'a permission that was reset is said', situation: { ...back, permission: 'prompt' }, step: 'say-blocked' },
  {
    name: 'what is unplugged is lost, though the permission went with it',
    situation: { ...back, permission: 'prompt', present: false },
    step: 'say-lost',
  },
  { name: 'a device that runs is left alone', situation: { ...back, track: 'live' }, step: 'none' },
  {
    name: 'a device that runs in the wrong place is moved',
    situation: { ...back, track: 'live', displaced: true },
    step: 'open',
  },
  {
    name: 'a muted microphone moves too, so that unmuting finds the right one',
    situation: { ...back, track: 'live', wanted: false, displaced: true },
    step: 'open',
  },
  {
    name: 'nothing is moved where that would prompt',
    situation: { ...back, track: 'live', displaced: true, permission: 'prompt' },
    step: 'none',
  },
  { name: 'what the system held back is tried anew', situation: { ...back, track: 'muted' }, step: 'open' },
  {
    name: 'what the system holds back is waited for where a try would prompt',
    situation: { ...back, track: 'muted', permission: 'prompt' },
    step: 'none',
  },
];

const anySituation: fc.Arbitrary<Situation> = fc.record({
  wanted: fc.boolean(),
  track: fc.constantFrom('none', 'live', 'muted'),
  permission: fc.constantFrom('granted', 'denied', 'prompt', 'unknown'),
  wasGranted: fc.boolean(),
  present: fc.boolean(),
  displaced: fc.boolean(),
});

describe('what to do about a device', () => {
  test.each(TABLE)('$name', ({ situation, step }) => expect(nextStep(situation)).toBe(step));

  test('nothing is ever opened that would prompt, that is not there, or that nobody wants', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        if (nextStep(situation) !== 'open') return;
        expect(situation.permission).toBe('granted');
        expect(situation.present).toBe(true);
        expect(situation.wanted || (situation.track === 'live' && situation.displaced)).toBe(true);
      }),
    );
  });

  test('nothing is said of a device that runs, or that nobody wants', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        if (!nextStep(situation).startsWith('say')) return;
        expect([situation.wanted, situation.track]).toEqual([true, 'none']);
      }),
    );
  });
});

describe('tries', () => {
  test('come less and less often, and never stop', () => {
    const delays = Array.from({ length: 9 }, (_, tries) => retryDelay(tries));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000, 30_000]);
  });
});

const entry = (label: string, deviceId = label): Entry => ({ deviceId, groupId: `group of ${label}`, label });
const fallback = (label: string): Entry => ({
  ...entry(`Default - ${label}`, 'default'),
  groupId: `group of ${label}`,
});
/** Chromium's list and Firefox's, with that default. */
const chromium = (first: string, ...others: string[]) => [fallback(first), ...[first, ...others].map((l) => entry(l))];
const firefox = (first: string, ...others: string[]) => [first, ...others].map((label) => entry(label));

describe('the default', () => {
  test('is the entry of that name, or the first', () => {
    expect(defaultOf(chromium('laptop', 'headset'))?.label).toBe('Default - laptop');
    expect(defaultOf(firefox('laptop', 'headset'))?.label).toBe('laptop');
    expect(defaultOf([])).toBeNull();
  });
});

const onDefault = { settings: { deviceId: 'default' }, chosen: null, before: fallback('laptop') };

interface Placed {
  name: string;
  place: Place;
  displaced: boolean;
}

const PLACES: Placed[] = [
  { name: 'stays while the default is the same', place: { ...onDefault, list: chromium('laptop') }, displaced: false },
  {
    name: 'stays when another one is plugged in beside it',
    place: { ...onDefault, list: chromium('laptop', 'headset') },
    displaced: false,
  },
  {
    name: 'moves to a headset that becomes the default',
    place: { ...onDefault, list: chromium('headset', 'laptop') },
    displaced: true,
  },
  {
    name: 'moves in a browser that lists the default first',
    place: {
      settings: { deviceId: 'laptop' },
      chosen: null,
      before: entry('laptop'),
      list: firefox('headset', 'laptop'),
    },
    displaced: true,
  },
  {
    name: 'moves when both are one piece of hardware, told apart by the label',
    place: {
      ...onDefault,
      before: { ...fallback('laptop'), groupId: 'one' },
      list: [{ ...fallback('headphones'), groupId: 'one' }],
    },
    displaced: true,
  },
  {
    name: "stays where the person put it in the browser's own prompt",
    place: { settings: { deviceId: 'usb' }, chosen: null, before: entry('laptop'), list: firefox('headset', 'usb') },
    displaced: false,
  },
  {
    name: 'stays with what the person chose, whatever the default is',
    place: { ...onDefault, settings: { deviceId: 'usb' }, chosen: 'usb', list: chromium('headset', 'usb') },
    displaced: false,
  },
  {
    name: 'goes back to what the person chose',
    place: { ...onDefault, chosen: 'usb', list: chromium('laptop', 'usb') },
    displaced: true,
  },
  {
    name: 'stays while what the person chose is away',
    place: { ...onDefault, chosen: 'usb', list: chromium('laptop') },
    displaced: false,
  },
  {
    name: 'goes to the one of its name where ids are new',
    place: { ...onDefault, chosen: 'usb of last time', label: 'usb', list: chromium('laptop', 'usb') },
    displaced: true,
  },
  {
    name: 'stays where it was found by its name',
    place: {
      ...onDefault,
      settings: { deviceId: 'usb' },
      chosen: 'usb of last time',
      label: 'usb',
      list: chromium('laptop', 'usb'),
    },
    displaced: false,
  },
  {
    name: 'stays where two have the name',
    place: { ...onDefault, chosen: 'gone', label: 'usb', list: [entry('usb', 'one'), entry('usb', 'other')] },
    displaced: false,
  },
  {
    name: 'stays where it is of no device: drawn, or mixed',
    place: { ...onDefault, settings: {}, chosen: 'usb', list: chromium('laptop', 'usb') },
    displaced: false,
  },
  { name: 'stays when nothing is listed', place: { ...onDefault, list: [] }, displaced: false },
  {
    name: 'stays when nobody knows what the default was',
    place: { ...onDefault, before: null, list: chromium('headset') },
    displaced: false,
  },
];

describe('a microphone', () => {
  test.each(PLACES)('$name', ({ place, displaced }) => expect(isDisplaced(place)).toBe(displaced));
});
