/** A problem with a device: its notice, and the steps behind “How?”. */
import { describe, expect, it } from 'vitest';
import '../../client/define.js';
import { upkeep } from '../../client/call/parts.js';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import { en } from '../../client/locales/en/main.js';
import { labels as english } from '../../client/locales/en/index.js';
import { remediesEn } from '../../client/locales/en/remedies.js';
import { remediesZhCN } from '../../client/locales/zh-CN/remedies.js';
import { stepsOn } from '../../client/locales/remedy-labels.js';
import { zhCN } from '../../client/locales/zh-CN/main.js';
import { Devices } from './support/devices.js';
import { eventually, nextTask } from './support/eventually.js';
import { holdTime } from './support/held-time.js';
import { button, mountCall, ROOM, shadow, textOf } from './support/mounted.js';

/** A lobby where the camera fails in this way. */
async function failing(refusal: string, properties: Partial<RtcCall> = {}): Promise<RtcCall> {
  const devices = new Devices();
  devices.refusal = ({ video }) => (video ? refusal : null);
  const element = mountCall({ room: ROOM, lang: 'en', ...properties });
  await eventually(() => shadow(element, HTMLElement, '.notice')).not.toBeNull();
  return element;
}

const panelOf = (element: RtcCall): Element | null | undefined =>
  shadow(element, HTMLElement, '.panel')?.firstElementChild;

describe('“How?”', () => {
  it('shows what is the matter and the steps for this browser, with the focus on them, and gives it back', async () => {
    const element = await failing('NotFoundError');
    const how = button(element, en.how);
    how?.focus();
    how?.click();
    const { cause } = remediesEn.cases['device-not-found'];
    const steps = stepsOn('chrome', remediesEn.cases['device-not-found']);
    await eventually(() => textOf(panelOf(element) ?? element)).toContain(cause);
    for (const step of steps) expect(textOf(panelOf(element) ?? element)).toContain(step);
    expect([element.panel, element.shadowRoot?.activeElement]).toEqual(['remedy', panelOf(element)]);
    await element.openPanel(null);
    expect([panelOf(element), element.shadowRoot?.activeElement]).toEqual([undefined, how]);
  });

  it('tries again where its steps are, and closes', async () => {
    const devices = new Devices();
    devices.refusal = ({ video }) => (video ? 'NotReadableError' : null);
    const element = mountCall({ room: ROOM, lang: 'en' });
    await eventually(() => button(element, en.how)).not.toBeNull();
    button(element, en.how)?.click();
    const again = (): HTMLButtonElement | null => {
      const panel = panelOf(element);
      return panel ? button(panel, en.tryAgain) : null;
    };
    await eventually(again).not.toBeNull();
    devices.refusal = () => null;
    again()?.click();
    await eventually(() => devices.live).toContain('video');
    await eventually(() => element.panel).toBeNull();
  });

  it('tells a camera that the system withholds from one that is blocked for the page', async () => {
    const element = await failing('NotAllowedError');
    button(element, en.how)?.click();
    // The page may use it, by the browser's account.
    const { cause } = remediesEn.cases['denied-by-system'];
    await eventually(() => textOf(panelOf(element) ?? element)).toContain(cause);
  });

  it('is Chinese in a Chinese page', async () => {
    const element = await failing('NotReadableError', { lang: 'zh-CN' });
    await eventually(() => button(element, zhCN.how)).not.toBeNull();
    button(element, zhCN.how)?.click();
    const { cause } = remediesZhCN.cases['device-in-use'];
    await eventually(() => textOf(panelOf(element) ?? element)).toContain(cause);
  });

  it('is there where there can be no call at all', async () => {
    const element = mountCall({ room: ROOM, server: 'no address', lang: 'en' });
    await eventually(() => button(element, en.how)).not.toBeNull();
    button(element, en.how)?.click();
    const { cause } = remediesEn.cases['bad-server'];
    await eventually(() => textOf(panelOf(element) ?? element)).toContain(cause);
  });
});

describe('a camera that does not answer', () => {
  it('is said with a way on, beside a microphone that works, and one press ends the waiting', async () => {
    const devices = new Devices();
    devices.hangs = ({ video }) => video !== undefined;
    const element = mountCall({ room: ROOM, lang: 'en' });
    await eventually(() => devices.asked).toHaveLength(1);
    await upkeep.load();
    const pass = holdTime({ intervals: true });
    element.call?.media.stop();
    void element.call?.openDevices();
    const { help } = english.problems['device-timeout'];
    // The camera's silence and the microphone's answer, in either order.
    while (!textOf(element).includes(help) || devices.live.length === 0) {
      await pass(1_000);
      await nextTask();
    }
    expect([devices.live, button(element, en.tryAgain) !== null]).toEqual([['audio'], true]);
    const camera = shadow(element, HTMLButtonElement, '[part~=button-camera]');
    expect(camera?.ariaBusy).toBe('true');
    camera?.click();
    await element.updateComplete;
    expect([camera?.ariaBusy, textOf(element).includes(help)]).toEqual(['false', false]);
  });
});
