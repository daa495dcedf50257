/** The colours that stand on each other can be told apart: WCAG 2.2, 1.4.3 for text and 1.4.11 for what one operates. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dark, light, onPictures } from '../../client/elements/tokens.js';

type Colour = readonly [red: number, green: number, blue: number];
type Palette = Readonly<Record<string, string>>;

const TEXT = 4.5;
const SHAPE = 3;
/** What may be behind what is translucent. */
const BEHIND: readonly Colour[] = [
  [255, 255, 255],
  [0, 0, 0],
];

function paletteOf({ cssText }: { readonly cssText: string }): Palette {
  const found = [
    ...cssText.matchAll(/--_([\w-]+):\s*(?:var\(--rtc-[\w-]+,\s*)?(#\w{6}|rgb\([^)]*\)|color-mix\(.*\))/g),
  ];
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
}

const mixed = (one: Colour, other: Colour, share: number): Colour => {
  const at = (index: 0 | 1 | 2): number => one[index] * (1 - share) + other[index] * share;
  return [at(0), at(1), at(2)];
};

const hex = (value: string): Colour => {
  const at = (start: number): number => Number.parseInt(value.slice(start, start + 2), 16);
  return [at(1), at(3), at(5)];
};

/** All that the colour may look like. */
function shades(name: string, palette: Palette): readonly Colour[] {
  const value = palette[name] ?? '';
  if (value.startsWith('#')) return [hex(value)];
  const glass = /rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)/.exec(value)?.slice(1).map(Number);
  if (glass) {
    const [red = NaN, green = NaN, blue = NaN, alpha = NaN] = glass;
    return BEHIND.map((behind) => mixed(behind, [red, green, blue], alpha / 100));
  }
  const [, of = '', black, percent] = /color-mix\(in srgb, var\(--_([\w-]+)\), #(000|fff) (\d+)%\)/.exec(value) ?? [];
  if (!black) throw new Error(`no colour: --_${name}: ${value}`);
  return shades(of, palette).map((colour) =>
    mixed(colour, black === '000' ? [0, 0, 0] : [255, 255, 255], Number(percent) / 100),
  );
}

const luminance = (colour: Colour): number => {
  const [red = 0, green = 0, blue = 0] = colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

function contrast(front: Colour, back: Colour): number {
  const [bright = 0, dim = 0] = [luminance(front), luminance(back)].toSorted((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

/** At its worst. */
const worst = (front: string, back: string, palette: Palette): number =>
  Math.min(...shades(front, palette).flatMap((one) => shades(back, palette).map((other) => contrast(one, other))));

const ON_SURFACES: readonly (readonly [front: string, back: string, least: number])[] = [
  ['text', 'bg', TEXT],
  ['text', 'surface', TEXT],
  ['text', 'line', TEXT],
  ['muted', 'bg', TEXT],
  ['muted', 'surface', TEXT],
  ['accent-text', 'accent', TEXT],
  ['accent-text', 'accent-hover', TEXT],
  ['warn-text', 'warn-bg', TEXT],
  ['border', 'bg', SHAPE],
  ['border', 'surface', SHAPE],
  // The focus ring.
  ['accent', 'bg', SHAPE],
  ['accent', 'surface', SHAPE],
  ['accent', 'warn-bg', SHAPE],
];
const ON_PICTURES: typeof ON_SURFACES = [
  ['glass-text', 'glass', TEXT],
  ['glass-muted', 'glass', TEXT],
  ['glass-alert', 'glass', SHAPE],
  ['glass-text', 'stage', TEXT],
  ['glass-text', 'control', TEXT],
  ['glass-text', 'control-hover', TEXT],
  ['control-off-text', 'control-off', TEXT],
  ['control-off-text', 'control-off-hover', TEXT],
  ['glass-text', 'danger', TEXT],
  ['flag-text', 'flag', TEXT],
];
const PALETTES = { light: paletteOf(light), dark: paletteOf(dark), pictures: paletteOf(onPictures) };
const PAIRS = [
  ...(['light', 'dark'] as const).flatMap((theme) => ON_SURFACES.map((pair) => [theme, ...pair] as const)),
  ...ON_PICTURES.map((pair) => ['pictures', ...pair] as const),
];

describe('contrast', () => {
  test.each(PAIRS)('%s: %s on %s is at least %d', (theme, front, back, least) => {
    expect(worst(front, back, PALETTES[theme])).toBeGreaterThanOrEqual(least);
  });

  test('of black and white is 21, so the measure is right; of grey as others measure it', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBe(21);
    expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2);
  });

  test('is in the document as it is', () => {
    const text = readFileSync(new URL('../../docs/decisions/0016-visual-language.md', import.meta.url), 'utf8');
    const cells = (row: string): string[] => row.split('|').map((cell) => cell.trim().replaceAll('`', ''));
    const rows = text.split('\n').filter((line) => / on /.test(line) && line.startsWith('|'));
    const told = Object.fromEntries(rows.map((row) => cells(row)).map(([, pair = '', ...numbers]) => [pair, numbers]));
    for (const [theme, front, back] of PAIRS) {
      const column = theme === 'dark' ? 1 : 0;
      expect
        .soft(told[`${front} on ${back}`]?.[column], `${theme}: ${front} on ${back}`)
        .toBe(worst(front, back, PALETTES[theme]).toFixed(1));
    }
  });
});
