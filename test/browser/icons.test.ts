/// <reference types="vite/client" />
import { adoptStyles, render } from 'lit';
import { expect, it, onTestFinished } from 'vitest';
import { icon, type Shape } from '../../client/elements/icons.js';
import { MicOff } from '../../client/elements/icon-shapes/mic-off.js';
import { Mic } from '../../client/elements/icon-shapes/mic.js';
import { ScreenShare } from '../../client/elements/icon-shapes/screen-share.js';
import { Share2 } from '../../client/elements/icon-shapes/share-2.js';
import { Volume2 } from '../../client/elements/icon-shapes/volume-2.js';
import { styles } from '../../client/elements/rtc-call.styles.js';

const files = import.meta.glob<Record<string, Shape>>('../../client/elements/icon-shapes/*.ts', { eager: true });
const shapes: Readonly<Record<string, Shape>> = Object.assign({}, ...Object.values(files));

/** Draws as the element does, where its text is read in that direction. */
function place(dir: 'ltr' | 'rtl' = 'ltr'): (shape: Shape) => SVGSVGElement {
  const host = Object.assign(document.createElement('div'), { dir });
  document.body.append(host);
  onTestFinished(() => host.remove());
  const root = host.attachShadow({ mode: 'open' });
  adoptStyles(root, styles);
  return (shape) => {
    render(icon(shape), root);
    return root.querySelector('svg') as SVGSVGElement;
  };
}

it('has lines, which stay within its square', () => {
  const draw = place();
  const isWrong = (shape: Shape): boolean => {
    const { x, y, width, height } = draw(shape).getBBox();
    return Math.max(width, height) < 6 || Math.min(x, y) < 0 || Math.max(x + width, y + height) > 24;
  };
  const names = Object.entries(shapes).filter(([, shape]) => isWrong(shape));
  expect(names.map(([name]) => name)).toEqual([]);
});

it('has the colour of the text, and no word for a screen reader', () => {
  const svg = place()(Mic);
  const { stroke, strokeWidth, fill, color } = getComputedStyle(svg);
  expect([stroke, strokeWidth, fill]).toEqual([color, '2px', 'none']);
  expect(svg.getAttribute('aria-hidden')).toBe('true');
});

it.each([ScreenShare, Share2, Volume2])('is mirrored where reading goes to the left', (shape) => {
  expect(getComputedStyle(place('rtl')(shape)).scale).toBe('-1 1');
  expect(getComputedStyle(place('ltr')(shape)).scale).toBe('none');
});

it('is not mirrored where it points nowhere', () => {
  expect(getComputedStyle(place('rtl')(Mic)).scale).toBe('none');
});

it('keeps its node from one drawing to the next', () => {
  const draw = place();
  const line = draw(Mic).firstElementChild;
  expect(draw(Mic).firstElementChild).toBe(line);
  expect(draw(MicOff).childElementCount).toBeGreaterThan(draw(Mic).childElementCount);
});
