import '../../client/define.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import { SHORTCUTS } from '../../client/elements/shortcuts.js';
import { Couple } from './support/couple.js';
import { eventually, turns } from './support/eventually.js';
import { mount, shadow } from './support/mounted.js';
import { Screens } from './support/screens.js';

interface Press extends KeyboardEventInit {
  readonly type?: 'keydown' | 'keyup';
}

/** Whether the page may still do with it what it would. */
const press = (target: EventTarget, key: string, { type = 'keydown', ...init }: Press = {}): boolean =>
  target.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, composed: true, cancelable: true, ...init }));

/** Ada's element, with its keys ready, and the stage in it, which has the focus after a click on the picture. */
async function call(properties: Partial<RtcCall> = {}): Promise<{ element: RtcCall; stage: HTMLElement }> {
  const { element } = (await Couple.meet()).ada;
  Object.assign(element, properties);
  await eventually(() => shadow(element, HTMLElement, '#move-hint') !== null).toBe(true);
  const stage = shadow(element, HTMLElement, '.stage');
  if (!stage) throw new Error('no stage');
  return { element, stage };
}

const isOn = (element: RtcCall, kind: 'mic' | 'camera') => (): boolean => element.call?.media.state(kind).on ?? false;

describe('keys', () => {
  it('turn microphone and camera off and on', async () => {
    const { element, stage } = await call();
    for (const [key, kind] of [
      ['m', 'mic'],
      ['V', 'camera'],
    ] as const) {
      press(stage, key);
      await eventually(isOn(element, kind)).toBe(false);
      press(stage, key);
      await eventually(isOn(element, kind)).toBe(true);
    }
  });

  it('share the screen, and stop', async () => {
    const [{ element, stage }] = [await call(), new Screens()];
    press(stage, 's');
    await eventually(() => element.call?.screen.state.on).toBe(true);
    press(stage, 's');
    await eventually(() => element.call?.screen.state.on).toBe(false);
  });

  it('are all in the table that the help shows', () => {
    expect(SHORTCUTS.map(({ keys }) => keys)).toEqual(['m', 'v', 's', 'c', 'f', 'd', '?', ' ', 'Escape']);
  });

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }])(
    'do nothing with %j',
    async (init) => {
      const { element, stage } = await call();
      expect(press(stage, 'm', init)).toBe(true);
      await turns();
      expect(isOn(element, 'mic')()).toBe(true);
    },
  );

  it('do one thing however long they are held', async () => {
    const { element, stage } = await call();
    expect(press(stage, 'm', { repeat: true })).toBe(false);
    await turns();
    expect(isOn(element, 'mic')()).toBe(true);
  });

  it.each([
    ['Arabic', 'ة'],
    ['Cyrillic', 'ь'],
    ['Greek', 'μ'],
    ['Hebrew', 'צ'],
    ['Korean', 'ㅡ'],
  ])('count by their place where the layout writes another alphabet: %s', async (_alphabet, key) => {
    const { element, stage } = await call();
    press(stage, key, { code: 'KeyM' });
    await eventually(isOn(element, 'mic')).toBe(false);
  });

  it('show the help where the question mark is another one', async () => {
    const { element, stage } = await call();
    press(stage, '؟', { code: 'Slash', shiftKey: true });
    await eventually(() => element.panel).toBe('help');
  });

  it('count by their letter on every Latin layout', async () => {
    const { element, stage } = await call();
    press(stage, ',', { code: 'KeyM' }); // French.
    press(stage, 'ñ', { code: 'KeyV' });
    await turns();
    expect([isOn(element, 'mic')(), isOn(element, 'camera')()]).toEqual([true, true]);
    press(stage, 'm', { code: 'Semicolon' });
    await eventually(isOn(element, 'mic')).toBe(false);
  });

  it('do nothing while somebody types', async () => {
    const { element } = await call({ shortcuts: 'page' });
    const field = mount(document.createElement('textarea'));
    press(field, 'm');
    press(mount(document.createElement('input'), element), 'v');
    await turns();
    expect([isOn(element, 'mic')(), isOn(element, 'camera')()]).toEqual([true, true]);
  });

  it('do nothing outside the element, unless the page wants them everywhere', async () => {
    const { element } = await call();
    press(document.body, 'm');
    await turns();
    expect(isOn(element, 'mic')()).toBe(true);
    element.shortcuts = 'page';
    press(document.body, 'm');
    await eventually(isOn(element, 'mic')).toBe(false);
  });

  it.each<Partial<RtcCall>>([{ shortcuts: 'none' }, { controls: 'camera leave' }])(
    'do nothing with %j',
    async (how) => {
      const { element, stage } = await call(how);
      press(stage, 'm');
      await turns();
      expect(isOn(element, 'mic')()).toBe(true);
    },
  );

  it('do nothing that the page has done already', async () => {
    const { element } = await call({ shortcuts: 'page' });
    const taken = (event: Event): void => event.preventDefault();
    document.body.addEventListener('keydown', taken);
    onTestFinished(() => document.body.removeEventListener('keydown', taken));
    press(document.body, 'm');
    await turns();
    expect(isOn(element, 'mic')()).toBe(true);
  });

  it('end with the call', async () => {
    const { element } = await call({ shortcuts: 'page' });
    const { call: ended } = element;
    element.leave();
    await element.updateComplete;
    press(document.body, 'm');
    await turns();
    expect(ended?.media.track('mic')).toBeNull();
    expect(ended?.media.wanted('mic')).toBe(false);
  });
});

describe('the space bar', () => {
  it('lets a muted person talk as long as it is held, and the page does not scroll', async () => {
    const { element, stage } = await call();
    await element.toggleMic(false);
    expect(press(stage, ' ')).toBe(false);
    await eventually(isOn(element, 'mic')).toBe(true);
    expect(press(stage, ' ', { repeat: true })).toBe(false);
    press(stage, ' ', { type: 'keyup' });
    await eventually(isOn(element, 'mic')).toBe(false);
  });

  it('mutes again where it is let go of in a field, whose keys do not leave it', async () => {
    const { element, stage } = await call({ lang: 'en' });
    await element.toggleMic(false);
    await element.openPanel('chat');
    press(stage, ' ');
    await eventually(isOn(element, 'mic')).toBe(true);
    const panel = shadow(element, HTMLElement, '.panel > *');
    await eventually(() => panel && shadow(panel, HTMLTextAreaElement, 'textarea') !== null).toBe(true);
    const field = panel && shadow(panel, HTMLTextAreaElement, 'textarea');
    if (field) press(field, ' ', { type: 'keyup' });
    await eventually(isOn(element, 'mic')).toBe(false);
  });

  it('mutes again where the page is left while it is held', async () => {
    const { element, stage } = await call();
    await element.toggleMic(false);
    press(stage, ' ');
    await eventually(isOn(element, 'mic')).toBe(true);
    dispatchEvent(new Event('blur'));
    await eventually(isOn(element, 'mic')).toBe(false);
  });

  it('is left to the page by who is not muted', async () => {
    const { element, stage } = await call();
    expect(press(stage, ' ')).toBe(true);
    press(stage, ' ', { type: 'keyup' });
    await turns();
    expect(isOn(element, 'mic')()).toBe(true);
  });

  it('presses the button that has the focus, and nothing else', async () => {
    const { element } = await call();
    await element.toggleMic(false);
    const leave = shadow(element, HTMLButtonElement, '[part~=button-camera]');
    expect(leave && press(leave, ' ')).toBe(true);
    await turns();
    expect(isOn(element, 'mic')()).toBe(false);
  });
});
