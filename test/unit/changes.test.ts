import { describe, expect, test } from 'vitest';
import { RtcError } from '../../client/call/errors.js';
import {
  eventsBetween,
  know,
  marksOf,
  withoutCall,
  type DeviceLook,
  type Known,
  type Look,
} from '../../client/elements/changes.js';

const FINE: DeviceLook = { on: true, busy: false, problem: null, wanted: true, by: 'api' };
const LOST: DeviceLook = { ...FINE, on: false, problem: new RtcError('device-lost', 'gone') };
const PEER = { name: 'Bob', mic: true, camera: true, screen: false, trouble: {} };
const CONNECTED: Look = {
  room: 'a room',
  state: { name: 'connected', role: 'caller', since: 0 },
  peer: PEER,
  quality: null,
  sharing: false,
  mic: FINE,
  camera: FINE,
};

const known = (look: Partial<Look> = {}, before: Known | null = null): Known => know({ ...CONNECTED, ...look }, before);
const between = (before: Known, after: Known): Record<string, unknown>[] =>
  eventsBetween(before, after).map((event) => ({ type: event.type, ...Object.fromEntries(Object.entries(event)) }));

describe('between two looks at a call', () => {
  test('that are the same, nothing is told', () => {
    expect(between(known(), known({ peer: { ...PEER } }))).toEqual([]);
  });

  test('a peer that shows something else is told of, one that comes and one that goes', () => {
    const nobody = known({ peer: null });
    expect(between(nobody, known())).toEqual([{ type: 'rtc-peer-joined', peer: PEER }]);
    expect(between(known(), known({ peer: { ...PEER, mic: false } }))).toMatchObject([{ type: 'rtc-peer-update' }]);
    expect(between(known(), nobody)).toEqual([{ type: 'rtc-peer-left', peer: PEER }]);
  });

  test('a device that is tried again is as it was, until it works', () => {
    const lost = known({ camera: LOST });
    expect(between(known(), lost)).toEqual([{ type: 'rtc-camera-change', off: true, by: 'device' }]);
    const trying = known({ camera: { ...FINE, on: false, busy: true } }, lost);
    expect(between(lost, trying)).toEqual([]);
    expect(between(trying, known({ camera: LOST }, trying))).toEqual([]);
    expect(between(trying, known({}, trying))).toEqual([{ type: 'rtc-camera-change', off: false, by: 'device' }]);
  });

  test('a device that is turned off while it is in trouble was off already', () => {
    const lost = known({ mic: LOST });
    const off = known({ mic: { ...LOST, problem: null, wanted: false, by: 'user' } }, lost);
    expect(between(lost, off)).toEqual([]);
    expect(between(off, known({ mic: { ...FINE, by: 'user' } }, off))).toEqual([
      { type: 'rtc-mic-change', muted: false, by: 'user' },
    ]);
  });

  test('a reconnection is no end and no beginning', () => {
    const away = known({ state: { name: 'reconnecting', role: 'caller', since: 0, cause: 'network' } });
    expect(between(known(), away)).toEqual([]);
  });

  test('an element without a call any more has left it, and its devices are as they were', () => {
    const muted = known({ mic: { ...FINE, on: false, wanted: false, by: 'user' } });
    expect(between(muted, withoutCall(muted)).map(({ type }) => type)).toEqual(['rtc-peer-left', 'rtc-left']);
    expect(marksOf(withoutCall(muted))).toMatchObject({ 'mic-muted': true, 'peer-muted': false });
  });
});

test('states follow what is so', () => {
  const quality = {
    sending: 2,
    receiving: 5,
    reason: 'your-network',
    sendingStills: false,
    receivingStills: false,
    frozen: [],
  } as const;
  expect(marksOf(known({ quality, sharing: true, peer: { ...PEER, mic: false, screen: true } }))).toEqual({
    'mic-muted': false,
    'camera-off': false,
    'peer-muted': true,
    sharing: true,
    'peer-sharing': true,
    'poor-network': true,
  });
});
