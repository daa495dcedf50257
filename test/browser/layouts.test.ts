import '../../client/define.js';
import { describe, expect, it } from 'vitest';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import type { RtcVideo } from '../../client/elements/rtc-video.js';
import { moreEn } from '../../client/locales/en/on-demand.js';
import { Couple } from './support/couple.js';
import { eventually } from './support/eventually.js';
import { shadow } from './support/mounted.js';
import { Screens } from './support/screens.js';

const WIDE = { width: 960, height: 540 };
const TALL = { width: 360, height: 720 };
/** Half a device pixel of rounding, and borders. */
const NEAR = 2;

const tile = (element: RtcCall, name: 'local' | 'remote' | 'screen'): RtcVideo => {
  const found = shadow(element, HTMLElement, `.${name}`);
  if (!found) throw new Error(`no ${name}`);
  return found as RtcVideo; // Which the template made.
};

const boxOf = (element: RtcCall, selector: string): DOMRect => {
  const found = shadow(element, HTMLElement, selector);
  if (!found) throw new Error(`no ${selector}`);
  return found.getBoundingClientRect();
};

const overlap = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Everything that moves has arrived. */
async function settled(element: RtcCall): Promise<void> {
  await element.updateComplete;
  await eventually(() => element.shadowRoot?.getAnimations().some((one) => one instanceof CSSTransition)).toBe(false);
}

async function call({ width, height }: typeof WIDE, properties: Partial<RtcCall> = {}): Promise<Couple> {
  const couple = await Couple.meet();
  const { element } = couple.ada;
  // Loaded once the call has begun.
  await eventually(() => element.shadowRoot?.querySelector('#move-hint')).not.toBeNull();
  Object.assign(element.style, { inlineSize: `${width}px`, blockSize: `${height}px` });
  Object.assign(element, properties);
  await eventually(
    () => tile(element, 'local').matches('[aria-describedby]') || element.layout === 'side-by-side',
  ).toBe(true);
  await settled(element);
  return couple;
}

function drag(picture: RtcVideo, [x, y]: readonly [number, number]): void {
  const from = picture.getBoundingClientRect();
  const at = (type: string, clientX: number, clientY: number): void => {
    const init = { pointerId: 1, isPrimary: true, button: 0, clientX, clientY, bubbles: true, composed: true };
    picture.dispatchEvent(new PointerEvent(type, init));
  };
  // The browser has no such pointer, so it cannot capture it.
  picture.setPointerCapture = () => undefined;
  at('pointerdown', from.left + 20, from.top + 20);
  at('pointermove', from.left + 20 + x / 2, from.top + 20 + y / 2);
  at('pointermove', from.left + 20 + x, from.top + 20 + y);
  at('pointerup', from.left + 20 + x, from.top + 20 + y);
}

const press = (target: Element, key: string): boolean =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));

describe('side by side', () => {
  it('shows both of the same size beside each other, whole, over no button', async () => {
    const { element } = (await call(WIDE, { layout: 'side-by-side' })).ada;
    const [local, remote] = [boxOf(element, '.local'), boxOf(element, '.remote')];
    expect(Math.abs(local.width - remote.width)).toBeLessThan(NEAR);
    expect(Math.abs(local.height - remote.height)).toBeLessThan(NEAR);
    expect(Math.abs(local.top - remote.top)).toBeLessThan(NEAR);
    expect(remote.right).toBeLessThan(local.left);
    expect(local.width).toBeGreaterThan(WIDE.width * 0.45);
    expect([tile(element, 'local').fit, tile(element, 'remote').fit]).toEqual(['contain', 'contain']);
    for (const picture of [local, remote]) expect(overlap(picture, boxOf(element, '.toolbar'))).toBe(false);
  });

  it('is above each other where the element is tall', async () => {
    const { element } = (await call(TALL, { layout: 'side-by-side' })).ada;
    const [local, remote] = [boxOf(element, '.local'), boxOf(element, '.remote')];
    expect(Math.abs(local.width - remote.width)).toBeLessThan(NEAR);
    expect(Math.abs(local.height - remote.height)).toBeLessThan(NEAR);
    expect(remote.bottom).toBeLessThan(local.top);
    expect(overlap(local, boxOf(element, '.toolbar'))).toBe(false);
  });

  it('names both, each on its own picture', async () => {
    const { element } = (await call(WIDE, { layout: 'side-by-side' })).ada;
    await eventually(() => shadow(element, HTMLElement, '[part=own-name-tag]')?.textContent?.trim()).toBe('Ada');
    const [own, other] = [boxOf(element, '.own'), boxOf(element, '[part=name-tag]')];
    const [local, remote] = [boxOf(element, '.local'), boxOf(element, '.remote')];
    expect([overlap(own, local), overlap(own, remote)]).toEqual([true, false]);
    expect([overlap(other, local), overlap(other, remote)]).toEqual([false, true]);
  });

  it('gives all room to the other person where the own picture is hidden', async () => {
    const { element } = (await call(WIDE, { layout: 'side-by-side', selfView: 'hidden' })).ada;
    expect(boxOf(element, '.local').width).toBe(0);
    expect(boxOf(element, '.remote').width).toBeGreaterThan(WIDE.width * 0.9);
    expect(shadow(element, HTMLElement, '.own')).toBeNull();
  });

  it('gives way to a screen, as every layout does', async () => {
    const [couple] = [await call(WIDE, { layout: 'side-by-side' }), new Screens()];
    const { element } = couple.ada;
    await couple.bob.call.toggleScreenShare();
    await eventually(() => shadow(element, HTMLElement, '.screen') !== null).toBe(true);
    await settled(element);
    expect(boxOf(element, '.screen').width).toBeGreaterThan(2 * boxOf(element, '.remote').width);
    expect(tile(element, 'local').fit).toBe('cover');
  });

  it('goes back to the other person large', async () => {
    const { element } = (await call(WIDE, { layout: 'side-by-side' })).ada;
    element.layout = 'spotlight';
    await settled(element);
    expect(boxOf(element, '.remote').width).toBe(WIDE.width);
    expect([tile(element, 'local').fit, tile(element, 'remote').fit]).toEqual(['cover', 'auto']);
    expect(boxOf(element, '.local').width).toBeLessThan(WIDE.width / 3);
  });
});

describe('the own picture', () => {
  it('is hidden on demand, and back', async () => {
    const { element } = (await call(WIDE)).ada;
    element.selfView = 'hidden';
    await settled(element);
    expect(boxOf(element, '.local').width).toBe(0);
    element.selfView = 'corner';
    await settled(element);
    expect(boxOf(element, '.local').width).toBeGreaterThan(0);
  });

  it.each([WIDE, TALL, { width: 590, height: 360 }])(
    'goes to each corner by arrow keys in %j, and covers neither name nor buttons',
    async (size) => {
      const { element } = (await call(size)).ada;
      const picture = tile(element, 'local');
      const keys = ['ArrowUp', 'ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowUp'];
      const [seen, said] = [new Set<string>(), new Array<string>()];
      for (const key of keys) {
        press(picture, key);
        await settled(element);
        const [box, stage] = [picture.getBoundingClientRect(), boxOf(element, '.stage')];
        for (const other of ['.toolbar', '.tag']) expect(overlap(box, boxOf(element, other)), other).toBe(false);
        const side = box.left - stage.left < stage.right - box.right ? 'left' : 'right';
        said.push(shadow(element, HTMLElement, '[role=log]')?.textContent?.trim() ?? '');
        seen.add(`${box.top - stage.top < stage.bottom - box.bottom ? 'top' : 'bottom'}-${side}`);
      }
      expect([...seen].toSorted()).toEqual(['bottom-left', 'bottom-right', 'top-left', 'top-right']);
      expect(said[2]).toBe(moreEn.pictureAt['bottom-left']);
    },
  );

  it('is in the nearest corner after it was dragged, by nothing but translate', async () => {
    const { element } = (await call(WIDE)).ada;
    const picture = tile(element, 'local');
    const before = getComputedStyle(picture).inset;
    drag(picture, [-500, -20]);
    await settled(element);
    const [box, stage] = [picture.getBoundingClientRect(), boxOf(element, '.stage')];
    expect(Math.abs(box.left - stage.left - 16)).toBeLessThan(NEAR);
    const above = parseFloat(getComputedStyle(picture).bottom); // It makes room for the buttons.
    expect(Math.abs(stage.bottom - box.bottom - above)).toBeLessThan(NEAR);
    expect(getComputedStyle(picture).inset).toBe(before);
  });

  it('stays where it is when it is only clicked', async () => {
    const { element } = (await call(WIDE)).ada;
    const picture = tile(element, 'local');
    const before = picture.getBoundingClientRect().left;
    drag(picture, [3, 3]);
    await settled(element);
    expect(picture.getBoundingClientRect().left).toBe(before);
  });

  it('stays in its corner when the element gets another size', async () => {
    const { element } = (await call(WIDE)).ada;
    const picture = tile(element, 'local');
    press(picture, 'ArrowLeft');
    await settled(element);
    element.style.inlineSize = '700px';
    await eventually(() => Math.round(boxOf(element, '.stage').width)).toBe(700);
    await settled(element);
    expect(Math.abs(picture.getBoundingClientRect().left - boxOf(element, '.stage').left - 16)).toBeLessThan(NEAR);
  });

  it('says what it is and how it is moved, and can be reached only where it can be moved', async () => {
    const { element } = (await call(WIDE)).ada;
    const picture = tile(element, 'local');
    const hint = shadow(element, HTMLElement, `#${picture.getAttribute('aria-describedby')}`);
    expect([picture.tabIndex, picture.ariaLabel, hint?.textContent]).toEqual([0, 'Your picture', moreEn.moveHint]);
    element.layout = 'side-by-side';
    await element.updateComplete;
    expect(picture.tabIndex).toBe(-1);
  });
});
