import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../client/elements/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /(\.styles|tokens)\.ts$/.test(name),
);

/** Properties that know left and right, or top and bottom. */
const PHYSICAL =
  /(?:^|[\s;{])((?:(?:margin|padding|border|scroll-margin|scroll-padding)-)?(?:left|right|top|bottom)|(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:(?!:)/g;
/** Values that do. */
const SIDES = /(?:text-align|float|clear)\s*:\s*(?:left|right)/g;
/** Four values in a clock's order of which the second and the fourth are not the same. */
const LOPSIDED = /(?:padding|margin|inset|border-width):\s*(\S+) (\S+) (\S+) ([^\s;]+);/g;

/** Media and container queries measure what they are asked about. */
const rulesOf = (css: string): string => css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/@(?:media|container)[^{]*/g, '');

describe('styles are the same from left to right and from right to left', () => {
  test('there are files to look at', () => {
    expect(files.length).toBeGreaterThan(8);
  });

  test.each(files)('%s', (file) => {
    const css = rulesOf(readFileSync(join(folder, file), 'utf8'));
    expect([...css.matchAll(PHYSICAL)].map(([, property]) => property)).toEqual([]);
    expect(css.match(SIDES)).toBeNull();
    const lopsided = [...css.matchAll(LOPSIDED)].filter(([, , right, , left]) => right !== left);
    expect(lopsided.map(([rule]) => rule)).toEqual([]);
  });
});
