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

  test.each([Object.assign(new Error('no'), { name: 'NotFoundError' }), { name: 'NotFoundError' }])(
    'is told by its name, also where it is of no known class: %o',
    (thing) => expect(toMediaError(thing).code).toBe('device-not-found'),
  );

  test.each([
    ['Permission denied', 'permission-denied'],
    ['Permission denied by user', 'permission-denied'],
    ['Permission dismissed', 'permission-denied'],
    ['Permission denied by system', 'denied-by-system'],
    ['Access to the feature "camera" is disallowed by permissions policy.', 'denied-by-page'],
    [
      'The request is not allowed by the user agent or the platform in the current context, possibly because the user denied permission.',
      'permission-denied',
    ],
  ])('“%s” is %s', (message, code) => {
    expect(toMediaError(new DOMException(message, 'NotAllowedError')).code).toBe(code);
  });

  test.each([new TypeError('no'), 'no', null, undefined, {}])(
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
