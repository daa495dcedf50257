import { describe, expect, it, onTestFinished, vi } from 'vitest';
import '../../client/define.js';
import { Call } from '../../client/call/call.js';
import type { FrozenPicture } from '../../client/call/frozen.js';
import { Media } from '../../client/call/media.js';
import type { RemotePeer } from '../../client/call/pairing.js';
import type { Quality } from '../../client/call/quality.js';
import type { CallState } from '../../client/call/state.js';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import { eventually } from './support/eventually.js';
import { mountCall, ROOM, shadow, textOf } from './support/mounted.js';

const GOOD: Quality = {
  sending: 5,
  receiving: 5,
  reason: null,
  sendingStills: false,
  receivingStills: false,
  frozen: [],
};
const CONNECTED: CallState = { name: 'connected', role: 'caller', since: 0 };
const ADA: RemotePeer = { name: 'Ada', mic: true, camera: true, screen: false, trouble: {} };

interface Life {
  quality?: Quality | null;
  state?: CallState;
  peer?: RemotePeer;
  lang?: string;
}

/** An element whose call is said to be so. */
async function showing({ quality = GOOD, state = CONNECTED, peer = ADA, lang = 'en' }: Life): Promise<RtcCall> {
  const spies = [
    vi.spyOn(Call.prototype, 'quality', 'get').mockImplementation(() => quality),
    vi.spyOn(Call.prototype, 'state', 'get').mockImplementation(() => state),
    vi.spyOn(Call.prototype, 'peer', 'get').mockImplementation(() => peer),
  ];
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  const element = mountCall({ room: ROOM, lang });
  await element.updateComplete;
  await element.toggleMic(false); // The call says that something changed.
  await element.updateComplete;
  return element;
}

const troublesOf = (element: RtcCall): (string | undefined)[] =>
  [...(element.shadowRoot?.querySelectorAll('[part~=trouble]') ?? [])].map(({ textContent }) => textContent?.trim());

const hintOf = (element: RtcCall): string | undefined =>
  shadow(element, HTMLElement, '[part~=quality]')?.textContent?.trim();

describe('rtc-call, about the quality of a call', () => {
  it.each<[string, Life]>([
    ['while it is good', {}],
    ['before the first reading', { quality: null }],
    ['while it is only fair', { quality: { ...GOOD, sending: 3, receiving: 3 } }],
    [
      'while it says already that it is reconnecting',
      {
        quality: { ...GOOD, sending: 1, reason: 'your-network' },
        state: { ...CONNECTED, name: 'reconnecting', cause: 'network' },
      },
    ],
    [
      'about the stills of a camera that is off',
      { quality: { ...GOOD, receivingStills: true }, peer: { ...ADA, camera: false } },
    ],
  ])('says nothing %s', async (_when, life) => {
    expect(hintOf(await showing(life))).toBeUndefined();
  });

  it.each<[Quality['reason'], string, string]>([
    ['your-network', 'Your network is slow', '您的网络较慢'],
    ['their-network', 'Ada’s network is slow', 'Ada的网络较慢'],
    ['network', 'The network is slow', '网络较慢'],
    ['this-computer', 'This computer is busy: your picture may stutter', '此电脑负载过高，您的画面可能会卡顿'],
    ['their-computer', 'Ada’s computer is busy: the picture may stutter', 'Ada的电脑负载过高，画面可能会卡顿'],
  ])('says one sentence when it is poor: %s', async (reason, english, chinese) => {
    const quality: Quality = { ...GOOD, sending: 2, receiving: 2, reason };
    const element = await showing({ quality });
    await eventually(() => hintOf(element)).toBe(english);
    await eventually(() => element.matches(':state(poor-network)')).toBe(reason?.includes('network'));
    const other = await showing({ quality, lang: 'zh-CN' });
    await eventually(() => hintOf(other)).toBe(chinese);
  });

  it('says that the picture is down to stills, and only that', async () => {
    const quality: Quality = { ...GOOD, receiving: 1, reason: 'their-network', receivingStills: true };
    const element = await showing({ quality });
    await eventually(() => hintOf(element)).toBe('Ada’s picture is paused into stills: the network is slow');
    expect(element.shadowRoot?.querySelectorAll('[part~=quality]')).toHaveLength(1);
    expect(shadow(element, HTMLElement, '.remote')?.hasAttribute('video-off')).toBe(false);
    const other = await showing({ quality, lang: 'zh-CN' });
    await eventually(() => hintOf(other)).toBe('网络较慢，Ada的画面已改为逐张静止图片');
  });

  it.each<[FrozenPicture, string, string, string]>([
    ['their-camera', 'Ada’s picture is frozen', 'Ada的画面已停住', 'صورة \u2068Ada\u2069 متجمدة'],
    ['their-screen', 'The shared screen is frozen', '共享的屏幕画面已停住', 'صورة الشاشة المشتركة متجمدة'],
    [
      'your-camera',
      'Your picture is frozen: turn the camera off and on',
      '您的画面已停住：请关闭摄像头再打开',
      'صورتك متجمدة: أوقف الكاميرا ثم شغّلها',
    ],
  ])('says which picture is frozen: %s', async (picture, english, chinese, arabic) => {
    const cameras = vi.spyOn(Media.prototype, 'state').mockReturnValue({ on: true, busy: false, problem: null });
    onTestFinished(() => cameras.mockRestore());
    const quality: Quality = { ...GOOD, frozen: [picture] };
    const element = await showing({ quality });
    await eventually(() => troublesOf(element)).toEqual([english]);
    expect(shadow(element, HTMLElement, '[role=log]')?.textContent).toContain(english);
    for (const [lang, text] of [
      ['zh-CN', chinese],
      ['ar', arabic],
    ] as const) {
      const other = await showing({ quality, lang });
      await eventually(() => troublesOf(other)).toEqual([text]);
    }
  });

  it('says nothing of a frozen picture while it reconnects, nor of an own one that is off', async () => {
    const frozen: Quality = { ...GOOD, frozen: ['their-camera', 'your-camera'] };
    const reconnecting = await showing({
      quality: frozen,
      state: { ...CONNECTED, name: 'reconnecting', cause: 'network' },
    });
    const off = await showing({ quality: { ...GOOD, frozen: ['your-camera'] } });
    for (const element of [reconnecting, off]) {
      await eventually(() => shadow(element, HTMLElement, '#move-hint')).not.toBeNull();
      expect(troublesOf(element)).toEqual([]);
    }
  });

  it('tells a screen reader too', async () => {
    const element = await showing({ quality: { ...GOOD, sending: 2, reason: 'your-network' } });
    await eventually(() => shadow(element, HTMLElement, '[role=status]')?.textContent).toBe('Your network is slow');
    expect(textOf(await showing({}))).toContain('Connected to Ada');
  });
});
