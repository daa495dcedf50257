import { afterEach, describe, expect, test, vi } from 'vitest';
import { caseOf, platformOf } from '../../client/elements/panels/case.js';
import { remediesAr } from '../../client/locales/ar/remedies.js';
import { remediesEn } from '../../client/locales/en/remedies.js';
import { remediesZhCN } from '../../client/locales/zh-CN/remedies.js';
import { PLATFORMS, stepsOn } from '../../client/locales/remedy-labels.js';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the browser that runs', () => {
  test.each([
    ['chrome', `${WINDOWS} Chrome/150.0.0.0 Safari/537.36`, 0],
    ['edge', `${WINDOWS} Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0`, 0],
    ['firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 0],
    ['safari', `${MAC} Version/26.0 Safari/605.1.15`, 0],
    ['ios', `${MAC} Version/26.0 Safari/605.1.15`, 5],
    [
      'ios',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/150.0 Mobile Safari/604.1',
      5,
    ],
    ['android', 'Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile Safari/537.36', 5],
  ] as const)('%s: %s, %i fingers', (platform, userAgent, maxTouchPoints) => {
    expect(platformOf({ userAgent, maxTouchPoints })).toBe(platform);
  });
});

describe('what is not allowed', () => {
  const world = (state: PermissionState | null, allowed = true): void => {
    const query = async () => (state ? { state } : Promise.reject(new TypeError('no such name')));
    vi.stubGlobal('navigator', { permissions: { query } });
    vi.stubGlobal('document', { featurePolicy: { allowsFeature: () => allowed } });
  };
  const found = (): Promise<unknown> => caseOf('permission-denied', 'camera', remediesEn.cases);

  afterEach(() => void vi.unstubAllGlobals());

  test.each([
    ['denied', true, 'denied-for-site'],
    ['denied', false, 'denied-by-page'],
    ['prompt', true, 'not-answered'],
    ['granted', true, 'denied-by-system'],
    [null, true, 'denied-for-site'],
  ] as const)('permission %s, allowed by the page: %s, is %s', async (state, allowed, expected) => {
    world(state, allowed);
    expect(await found()).toBe(expected);
  });

  test.each([
    [true, 'screen-failed'],
    [false, 'screen-denied-by-page'],
  ] as const)('of a screen, allowed by the page: %s, is %s', async (allowed, expected) => {
    world('granted', allowed);
    expect(await caseOf('screen-failed', 'screen', remediesEn.cases)).toBe(expected);
  });

  test.each(['denied-by-page', 'denied-by-system', 'device-timeout', 'bad-ice-servers'] as const)(
    '%s has steps of its own',
    async (code) => expect(await caseOf(code, null, remediesEn.cases)).toBe(code),
  );

  test.each(['hung-up', 'occupied', 'version'] as const)('%s needs no steps', async (code) => {
    expect(await caseOf(code, 'camera', remediesEn.cases)).toBeUndefined();
  });
});

describe.each([
  ['English', remediesEn],
  ['Chinese', remediesZhCN],
  ['Arabic', remediesAr],
])('the steps in %s', (_language, { cases }) => {
  test('are there for every case in every browser', () => {
    for (const [name, remedy] of Object.entries(cases))
      for (const platform of PLATFORMS) {
        const steps = stepsOn(platform, remedy);
        expect(steps.length, `${name} on ${platform}`).toBeGreaterThan(0);
        expect([remedy.cause, ...steps].filter((text) => text.trim() === '')).toEqual([]);
      }
  });
});
