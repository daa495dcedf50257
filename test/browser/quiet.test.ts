import '../../client/define.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import { en } from '../../client/locales/en/main.js';
import { Couple } from './support/couple.js';
import { eventually } from './support/eventually.js';
import { button, shadow } from './support/mounted.js';

/** Longer than the buttons are shown for whoever does nothing. */
const IDLE_MS = 4_100;

// Time goes on as ever, but for what a test lets pass in between.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true }));
afterEach(() => void vi.useRealTimers());

const quiet = (element: RtcCall) => (): boolean => element.matches(':state(quiet)');
const opacity = (element: RtcCall, selector: string) => (): string => {
  const found = shadow(element, HTMLElement, selector);
  return found ? getComputedStyle(found).opacity : 'none';
};

async function left(properties: Partial<RtcCall> = {}): Promise<RtcCall> {
  const { element } = (await Couple.meet(properties)).ada;
  // What makes them fade is loaded once the call has begun.
  await eventually(() => shadow(element, HTMLElement, '#move-hint')).not.toBeNull();
  vi.advanceTimersByTime(IDLE_MS);
  await eventually(quiet(element)).toBe(true);
  return element;
}

function pointer(target: Element, type: string, pointerType: string, size: number): void {
  const init = { pointerType, width: size, height: size, bubbles: true, composed: true };
  target.dispatchEvent(new PointerEvent(type, init));
}

describe('a call that nobody touches', () => {
  it('shows the person and nothing else, and everything at once when the pointer moves', async () => {
    const element = await left();
    for (const part of ['.toolbar', '.tag']) await eventually(opacity(element, part)).toBe('0');
    pointer(element, 'pointermove', 'mouse', 1);
    expect(quiet(element)()).toBe(false);
    for (const part of ['.toolbar', '.tag']) await eventually(opacity(element, part)).toBe('1');
  });

  it('keeps its buttons for screen readers and the keyboard, and shows them when they have the focus', async () => {
    const element = await left();
    const mute = button(element, en.muteMic);
    expect(mute?.checkVisibility({ visibilityProperty: true })).toBe(true);
    mute?.focus();
    expect([element.shadowRoot?.activeElement === mute, quiet(element)()]).toEqual([true, false]);
    await eventually(opacity(element, '.toolbar')).toBe('1');
  });

  it('presses nothing by the tap that brings the buttons back', async () => {
    const element = await left();
    const mute = button(element, en.muteMic);
    for (const press of [1, 2]) {
      if (mute) pointer(mute, 'pointerdown', 'touch', 24);
      mute?.click();
      await element.updateComplete;
      expect(element.call?.media.wanted('mic')).toBe(press === 1);
    }
  });

  it('presses what a screen reader presses', async () => {
    const element = await left();
    const mute = button(element, en.muteMic);
    if (mute) pointer(mute, 'pointerdown', 'touch', 0);
    mute?.click();
    await eventually(() => element.call?.media.wanted('mic')).toBe(false);
  });

  it('keeps them where the page wants it so, and while a panel is open', async () => {
    const [fixed, open] = [await Couple.meet({ toolbar: 'fixed' }), await Couple.meet()];
    await open.ada.element.openPanel('menu');
    await left(); // Theirs would have faded as well.
    expect([fixed.ada.element, open.ada.element].map((element) => quiet(element)())).toEqual([false, false]);
  });

  it('is left alone when the call has ended', async () => {
    const element = await left();
    element.leave();
    await element.updateComplete;
    expect(quiet(element)()).toBe(false);
  });
});
