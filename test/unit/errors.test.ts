import { afterEach, describe, expect, test, vi } from 'vitest';
import { RtcError, pageProblem, toMediaError } from '../../client/call/errors.js';

describe('a failure of getUserMedia', () => {
  test.each([
    ['NotAllowedError', 'permission-denied'],
    ['SecurityError', 'permission-denied'],
    ['NotFoundError', 'device-not-found'],
    ['OverconstrainedError', 'device-not-found'],
    ['NotReadableError', 'device-in-use'],
    ['AbortError', 'device-in-use'],
  ])('%s has the code %s and keeps its cause', (name, code) => {
    const cause = new DOMException('no', name);
    const error = toMediaError(cause);
    expect(error).toBeInstanceOf(RtcError);
    expect(error).toMatchObject({ name: 'RtcError', code, cause });
  });

  test('is told by its name, also where it is no DOMException', () => {
    expect(toMediaError(Object.assign(new Error('no'), { name: 'NotFoundError' })).code).toBe('device-not-found');
  });

  test.each([new TypeError('no'), 'no', null, undefined, { name: 'NotAllowedError' }])(
    'that nobody knows is a device that does not start: %s',
    (thing) => {
      expect(toMediaError(thing)).toMatchObject({ code: 'device-in-use', cause: thing });
    },
  );
});

describe('a page', () => {
  const browser = { mediaDevices: { getUserMedia: () => undefined } };

  afterEach(() => void vi.unstubAllGlobals());

  test('without https has no camera', () => {
    vi.stubGlobal('isSecureContext', false);
    expect(pageProblem()).toMatchObject({ code: 'insecure-context' });
  });

  test('of a browser without WebRTC cannot call', () => {
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('navigator', browser);
    expect(pageProblem()).toMatchObject({ code: 'unsupported-browser' });
  });

  test.each([{}, { mediaDevices: {} }])('of a browser without getUserMedia cannot call', (navigator) => {
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('navigator', navigator);
    vi.stubGlobal('RTCPeerConnection', () => undefined);
    expect(pageProblem()).toMatchObject({ code: 'unsupported-browser' });
  });

  test('with all of it can', () => {
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('navigator', browser);
    vi.stubGlobal('RTCPeerConnection', () => undefined);
    expect(pageProblem()).toBeNull();
  });
});
