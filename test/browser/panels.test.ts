import { beforeEach, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import '../../client/define.js';
import { Signaling } from '../../client/call/signaling.js';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import type { PanelName } from '../../client/elements/panels.js';
import type { RtcDeviceChangeEvent, RtcErrorEvent } from '../../client/elements/events.js';
import { SHORTCUTS } from '../../client/elements/shortcuts.js';
import { en } from '../../client/locales/en/main.js';
import { labels as english } from '../../client/locales/en/index.js';
import { moreEn } from '../../client/locales/en/on-demand.js';
import { Clock } from './support/clock.js';
import { recordContexts } from './support/contexts.js';
import { Couple } from './support/couple.js';
import { Devices } from './support/devices.js';
import { eventually } from './support/eventually.js';
import { holdLimits, never } from './support/limits.js';
import { button, mountCall, mountVideo, ROOM, shadow, textOf } from './support/mounted.js';
import { Screens } from './support/screens.js';

const KEYS = ['name', 'mic', 'camera', 'speaker'].map((what) => `rtc-call ${what}`);
const LABELS = KEYS.slice(1).map((key) => `${key} label`);
beforeEach(() => [...KEYS, ...LABELS].forEach((key) => localStorage.removeItem(key)));

const texts = { ...en, ...moreEn };

/** In the lobby of the real server. */
async function lobby(properties: Partial<RtcCall> = {}): Promise<RtcCall> {
  const element = mountCall({ room: crypto.randomUUID(), server: inject('server'), lang: 'en', ...properties });
  await eventually(() => element.state.name).toBe('lobby');
  return element;
}

/** Opened, and drawn. */
async function opened(element: RtcCall, name: PanelName): Promise<HTMLElement> {
  await element.openPanel(name);
  const panel = shadow(element, HTMLElement, `.panel > *`);
  if (!panel) throw new Error(`no panel ${name}`);
  return panel;
}

const selectOf = (panel: Element, name: string): HTMLSelectElement => {
  const label = [...(panel.shadowRoot?.querySelectorAll('label') ?? [])].find((one) => one.textContent?.includes(name));
  const select = label?.control;
  if (!(select instanceof HTMLSelectElement)) throw new Error(`no list ${name}`);
  return select;
};

/** As a person does: another option, and the browser tells. */
function choose(select: HTMLSelectElement, value: string): void {
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}

const micOf = (element: RtcCall): string | undefined =>
  element.localStream?.getAudioTracks()[0]?.getSettings().deviceId;

const heardErrors = (target: EventTarget): string[] => {
  const codes: string[] = [];
  target.addEventListener('rtc-error', (event) => codes.push((event as RtcErrorEvent).error.code));
  return codes;
};

describe('the devices panel', () => {
  it('lists what this computer has by name, the default of the system first', async () => {
    const element = await lobby();
    await eventually(() => element.localStream?.getTracks().length).toBe(2);
    const panel = await opened(element, 'devices');
    for (const name of [en.microphone, en.camera, moreEn.speaker])
      await eventually(() => selectOf(panel, name).options.length).toBeGreaterThan(1);
    const options = [...selectOf(panel, en.microphone).options].map(({ text }) => text.trim());
    expect(options[0]).toBe(moreEn.systemDefault);
    expect(options.filter((text) => /^default/i.test(text))).toEqual([]);
    expect(options.every((text) => text !== '')).toBe(true);
  });

  it('moves the call to the microphone that is chosen, and another element of this page begins with it', async () => {
    const element = await lobby();
    await eventually(() => element.localStream?.getTracks().length).toBe(2);
    const panel = await opened(element, 'devices');
    await eventually(() => selectOf(panel, en.microphone).options.length).toBeGreaterThan(2);
    const chosen = selectOf(panel, en.microphone).options[2]?.value ?? '';
    choose(selectOf(panel, en.microphone), chosen);
    await eventually(() => micOf(element)).toBe(chosen);
    expect(element.selectedDevices).toEqual({ mic: chosen, camera: null, speaker: null });
    const other = await lobby();
    await eventually(() => micOf(other)).toBe(chosen);
    await other.setDevice('mic', null);
    expect(localStorage.getItem('rtc-call mic')).toBe('');
  });

  it('begins with the devices that were chosen, by their names where the browser gives new ids', async () => {
    const devices = new Devices();
    const chosen = { mic: 'headset', camera: 'webcam' } as const;
    const element = await lobby();
    await eventually(() => devices.live).toHaveLength(2);
    for (const kind of ['mic', 'camera'] as const)
      await element.setDevice(kind, devices.plug(kind, chosen[kind], { isDefault: false }));
    element.remove();
    await eventually(() => devices.live).toEqual([]);
    devices.giveNewIds();
    const other = await lobby();
    await eventually(() => new Set(devices.lit)).toEqual(new Set(['headset', 'webcam']));
    expect(other.selectedDevices).toMatchObject({ mic: 'new id of headset', camera: 'new id of webcam' });
  });

  it('opens a camera that is chosen while the one before cannot be had', async () => {
    const devices = new Devices();
    devices.refusal = ({ video }) => (video ? 'NotReadableError' : null);
    const webcam = devices.plug('camera', 'webcam', { isDefault: false });
    const element = await lobby();
    const panel = await opened(element, 'devices');
    const problem = english.problems['device-in-use'].help;
    await eventually(() => textOf(panel)).toContain(problem);
    await eventually(() => selectOf(panel, en.camera).options.length).toBe(3);
    devices.refusal = () => null;
    choose(selectOf(panel, en.camera), webcam);
    await eventually(() => devices.lit).toContain('webcam');
    await eventually(() => textOf(panel)).not.toContain(problem);
  });

  it('neither stores nor reads anything with no-persist', async () => {
    localStorage.setItem('rtc-call name', 'Somebody else');
    localStorage.setItem('rtc-call mic', 'another');
    const element = await lobby({ noPersist: true });
    expect([element.displayName, element.selectedDevices.mic]).toEqual(['', null]);
    await element.setDevice('speaker', 'mine');
    const field = shadow(element, HTMLInputElement, 'input[name=name]');
    if (!field) throw new Error('no field');
    field.value = 'Ada';
    field.dispatchEvent(new InputEvent('input'));
    expect(KEYS.map((key) => localStorage.getItem(key))).toEqual(['Somebody else', 'another', null, null]);
  });

  it('says nothing of a remembered device that is not there: the default is used', async () => {
    for (const kind of ['mic', 'camera', 'speaker']) localStorage.setItem(`rtc-call ${kind}`, 'gone');
    const element = await lobby();
    const codes = heardErrors(element);
    await eventually(() => element.localStream?.getTracks().length).toBe(2);
    const panel = await opened(element, 'devices');
    await eventually(() => selectOf(panel, en.microphone).options.length).toBeGreaterThan(1);
    expect(selectOf(panel, en.microphone).value).toBe('');
    expect(shadow(panel, HTMLElement, '.warning')).toBeNull();
    expect(codes).toEqual([]);
  });

  it('offers the button that asks before the person has allowed anything', async () => {
    const devices = new Devices();
    devices.permissions.set('mic', 'prompt');
    devices.permissions.set('camera', 'prompt');
    devices.hidesNames = true;
    const element = await lobby();
    const panel = await opened(element, 'devices');
    await eventually(() => textOf(panel)).toContain(moreEn.namesHidden);
    expect(devices.asked).toEqual([]);
    button(panel, en.useDevices)?.click();
    await eventually(() => selectOf(panel, en.microphone).options.length).toBe(2);
    await eventually(() => textOf(panel)).not.toContain(moreEn.namesHidden);
    expect(devices.live).toHaveLength(2);
  });

  it('works with no camera and no microphone, and shows one that is plugged in', async () => {
    const devices = new Devices();
    devices.unplug('built-in microphone');
    devices.unplug('built-in camera');
    const element = await lobby();
    await eventually(() => element.call?.media.state('camera').problem?.code).toBe('device-not-found');
    const panel = await opened(element, 'devices');
    await eventually(() => textOf(panel)).toContain(moreEn.noneFound);
    expect(textOf(panel)).toContain(english.problems['device-not-found'].help);
    devices.plug('mic', 'headset');
    await eventually(() => [...selectOf(panel, en.microphone).options].map(({ text }) => text.trim())).toContain(
      'headset',
    );
  });

  it('says that a device which was chosen could not be started, and that the one before is in use', async () => {
    const devices = new Devices();
    const element = await lobby();
    await eventually(() => devices.live).toHaveLength(2);
    const held = devices.plug('mic', 'held by another program', { isDefault: false });
    devices.refusal = ({ audio }) => (JSON.stringify(audio ?? '').includes(held) ? 'NotReadableError' : null);
    const panel = await opened(element, 'devices');
    await eventually(() => selectOf(panel, en.microphone).options.length).toBe(3);
    choose(selectOf(panel, en.microphone), held);
    await eventually(() => textOf(panel)).toContain(moreEn.deviceRefused);
    expect(devices.live).toHaveLength(2);
  });

  it('shows how loud the microphone is, and listens no longer than it is open', async () => {
    const contexts = recordContexts();
    const element = await lobby();
    await eventually(() => element.call?.media.state('mic').on).toBe(true);
    const panel = await opened(element, 'devices');
    const meter = (): Element | null => panel.shadowRoot?.querySelector('[role=meter]') ?? null;
    await eventually(() => meter()?.ariaLabel).toBe(moreEn.micLevel);
    await eventually(() => Number(meter()?.ariaValueNow)).toBeGreaterThan(0); // The fake microphone beeps.
    await element.openPanel(null);
    // The lobby's own bar goes on.
    await eventually(() => contexts.map(({ state }) => state).filter((state) => state !== 'closed')).toHaveLength(1);
    await element.join();
    await eventually(() => contexts.every(({ state }) => state === 'closed')).toBe(true);
  });

  it('plays a tone through the chosen speaker, and says so', async () => {
    const element = await lobby();
    await eventually(() => element.localStream?.getTracks().length).toBe(2);
    const speaker = (await element.listDevices()).find(({ kind }) => kind === 'speaker')?.deviceId ?? '';
    await element.setDevice('speaker', speaker);
    const spy = vi.spyOn(HTMLMediaElement.prototype, 'play');
    onTestFinished(() => spy.mockRestore());
    const panel = await opened(element, 'devices');
    button(panel, moreEn.testSpeaker)?.click();
    await eventually(() => textOf(panel)).toContain(moreEn.tonePlaying);
    await eventually(() => textOf(panel)).toContain(moreEn.tonePlayed);
    const heard = spy.mock.contexts.filter((one) => one instanceof HTMLAudioElement);
    expect(heard.map(({ sinkId }) => sinkId)).toEqual([speaker]);
    await element.setDevice('speaker', 'gone');
    button(panel, moreEn.testSpeaker)?.click();
    await eventually(() => textOf(panel)).toContain(moreEn.toneFailed);
  });
});

describe('devices by method and event', () => {
  it('has no list where the browser gives none', async () => {
    const element = await lobby();
    const list = vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockImplementation(never);
    onTestFinished(() => list.mockRestore());
    const end = holdLimits();
    const listed = element.listDevices().catch((error: unknown) => error);
    await eventually(() => list.mock.calls.length).toBe(1);
    end();
    expect(await listed).toMatchObject({ name: 'TimeoutError' });
  });

  it('tells of what was plugged in, and of what was chosen', async () => {
    const devices = new Devices();
    const element = await lobby();
    await eventually(() => devices.live).toHaveLength(2);
    const told: RtcDeviceChangeEvent[] = [];
    element.addEventListener('rtc-device-change', (event) => told.push(event));
    const headset = devices.plug('mic', 'headset', { isDefault: false });
    await eventually(() => told.at(-1)?.devices.map(({ label }) => label)).toContain('headset');
    await element.setDevice('mic', headset);
    expect(told.at(-1)?.selected).toEqual({ mic: headset, camera: null, speaker: null });
    expect(devices.lit).toContain('headset');
  });

  it('brings the other person, and their screen, to the chosen speaker', async () => {
    const { ada, bob } = await Couple.meet();
    const speaker = (await ada.element.listDevices()).filter(({ kind }) => kind === 'speaker').at(-1)?.deviceId ?? '?';
    await ada.element.setDevice('speaker', speaker);
    const sinkOf = (name: string): string | undefined => {
      const tile = shadow(ada.element, HTMLElement, `.${name}`);
      return tile ? shadow(tile, HTMLVideoElement, 'video')?.sinkId : undefined;
    };
    await eventually(() => sinkOf('remote')).toBe(speaker);
    const screens = new Screens();
    await bob.element.toggleScreenShare(true);
    await eventually(() => sinkOf('screen')).toBe(speaker);
    expect([screens.live, localStorage.getItem('rtc-call speaker')]).toEqual([['video'], speaker]);
    await ada.element.setDevice('speaker', 'gone');
    await eventually(() => sinkOf('remote')).toBe('');
  });

  it.each(['by its id', 'by its name'])('brings them to the speaker that was chosen another time: %s', async (how) => {
    const warm = await navigator.mediaDevices.getUserMedia({ audio: true });
    const all = await navigator.mediaDevices.enumerateDevices();
    for (const track of warm.getTracks()) track.stop();
    const { deviceId: speaker = '?', label = '' } = all.filter(({ kind }) => kind === 'audiooutput').at(-1) ?? {};
    localStorage.setItem('rtc-call speaker', how === 'by its id' ? speaker : 'id of last time');
    localStorage.setItem('rtc-call speaker label', label);
    const { ada } = await Couple.meet();
    const remote = shadow(ada.element, HTMLElement, '.remote');
    await eventually(() => remote && shadow(remote, HTMLVideoElement, 'video')?.sinkId).toBe(speaker);
  });

  it('rtc-video says in an event that its speaker cannot be used', async () => {
    const element = mountVideo();
    const codes = heardErrors(element);
    element.setAttribute('sink-id', 'gone');
    await eventually(() => codes).toEqual(['device-not-found']);
  });
});

describe('audio only', () => {
  it('never asks for a camera, and has no button for it', async () => {
    const devices = new Devices();
    const element = await lobby({ audioOnly: true });
    await eventually(() => devices.live).toEqual(['audio']);
    await element.updateComplete;
    button(element, en.muteMic)?.click();
    await eventually(() => button(element, en.unmuteMic)).not.toBeNull();
    expect(button(element, en.useMicrophone)).toBeNull();
    expect(button(element, en.startCamera) ?? button(element, en.stopCamera)).toBeNull();
    await element.toggleCamera(true);
    await element.join();
    await element.call?.openDevices({ kinds: ['mic', 'camera'] });
    expect(devices.asked.filter(({ video }) => video)).toEqual([]);
    expect(button(element, en.startCamera) ?? button(element, en.stopCamera)).toBeNull();
    const panel = await opened(element, 'devices');
    expect(textOf(panel)).not.toContain(en.camera);
  });

  it('turns the camera off when it is set in a call', async () => {
    const devices = new Devices();
    const element = await lobby();
    await eventually(() => devices.live).toHaveLength(2);
    element.audioOnly = true;
    await eventually(() => devices.live).toEqual(['audio']);
  });
});

describe('statistics', () => {
  it('are figures of both directions, with a quality and a path, and without any address', async () => {
    const { ada, connections } = await Couple.meet();
    await eventually(
      async () => (await ada.element.getStats())?.receiving.picture?.framesPerSecond ?? 0,
    ).toBeGreaterThan(1);
    await eventually(async () => (await ada.element.getStats())?.sending.bitrate ?? 0).toBeGreaterThan(10_000);
    await eventually(async () => (await ada.call.getStats())?.receiving).toMatchObject({
      level: 5,
      soundCodec: 'opus',
      picture: { codec: expect.any(String) },
    });
    // It is measured a little later than the rest.
    await eventually(async () => (await ada.call.getStats())?.roundTrip ?? Infinity).toBeLessThan(1_000);
    const stats = await ada.call.getStats();
    expect(stats?.path).toEqual({ by: 'direct', protocol: 'udp' });
    const words = JSON.stringify(stats);
    for (const secret of await addressesOf(connections)) expect(words).not.toContain(secret);
    expect(stats?.counters.map(({ type }) => type)).toContain('candidate-pair');
  });

  it('are null in the lobby, and after the call', async () => {
    const element = await lobby();
    expect(await element.getStats()).toBeNull();
  });

  it('cost no reading but that of the call once a second, however often they are asked for', async () => {
    const { ada } = await Couple.meet();
    await opened(ada.element, 'stats');
    await eventually(() => ada.call.getStats()).not.toBeNull();
    const read = vi.spyOn(RTCPeerConnection.prototype, 'getStats');
    onTestFinished(() => read.mockRestore());
    const clock = new Clock(); // Stands: no second passes.
    for (let asked = 0; asked < 20; asked += 1) expect(await ada.element.getStats()).not.toBeNull();
    await ada.element.openPanel(null);
    const panel = await opened(ada.element, 'stats');
    await eventually(() => panel.shadowRoot?.querySelector('polyline')).not.toBeNull();
    // Two people in this page: each may have been about to read.
    const { length } = read.mock.calls;
    expect(length).toBeLessThanOrEqual(2);
    clock.pass(1_000);
    await eventually(() => read.mock.calls.length).toBeGreaterThan(length);
  });

  it('say in words what the graphs show', async () => {
    const { ada } = await Couple.meet({ lang: 'en' });
    const panel = await opened(ada.element, 'stats');
    await eventually(() => textOf(panel)).toMatch(/\d+ × \d+/);
    for (const text of ['bitrate', 'roundTrip', 'loss', 'codec'] as const)
      expect(textOf(panel)).toContain(moreEn[text]);
    expect(textOf(panel)).toContain(moreEn.paths.direct('UDP'));
    expect(textOf(panel)).toContain(moreEn.levels[5]);
  });
});

describe('the check', () => {
  it('finds devices and server in the lobby, and leaves the relay for the call', async () => {
    const element = await lobby();
    const result = await element.runPrecallCheck();
    expect(result).toMatchObject({
      ok: true,
      mic: { status: 'ok' },
      camera: { status: 'ok' },
      server: { status: 'ok', roundTrip: expect.any(Number) },
      relay: { status: 'later' },
    });
    expect(element.state.name).toBe('lobby');
  });

  it('says in the call that no relay is set up', async () => {
    const element = await lobby();
    await element.join();
    expect(await element.runPrecallCheck()).toMatchObject({
      ok: true,
      server: { status: 'ok' },
      relay: { status: 'none' },
    });
    expect(element.state.name).toBe('waiting');
  });

  it('says of a relay that the browser does not take that it does not work', async () => {
    const servers = [{ urls: ['turn:turn.example.com'] }]; // Without credentials.
    const ice = vi.spyOn(Signaling.prototype, 'ice').mockResolvedValue({ servers, ttl: 60 });
    onTestFinished(() => ice.mockRestore());
    const element = await lobby();
    await element.join();
    expect(await element.runPrecallCheck()).toMatchObject({ ok: false, relay: { status: 'failed' } });
  });

  it('says in plain words what does not work, and what helps', async () => {
    const devices = new Devices();
    devices.refusal = ({ audio }) => (audio ? 'NotReadableError' : null);
    const element = mountCall({ room: ROOM, lang: 'en' }); // No server.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const panel = await opened(element, 'check');
    await eventually(() => {
      vi.advanceTimersByTime(1_000);
      return shadow(panel, HTMLElement, '[role=status]')?.textContent;
    }).toBe(moreEn.checkBad);
    for (const text of [
      moreEn.serverBad,
      moreEn.serverHelp,
      english.problems['device-in-use'].help,
      moreEn.deviceGood(en.camera),
    ])
      expect(textOf(panel)).toContain(text);
  });
});

describe('the focus', () => {
  it('is not lost when the button that opened a panel is gone by the time it closes', async () => {
    const element = await lobby();
    await eventually(() => button(element, en.settings)).not.toBeNull();
    button(element, en.settings)?.focus();
    await opened(element, 'devices');
    await element.join();
    await element.openPanel(null);
    await eventually(() => element.shadowRoot?.activeElement?.getAttribute('part')).toBe('stage');
  });
});

describe('menu and help', () => {
  it('offer what `controls` names', async () => {
    const element = await lobby({ controls: 'stats mic' });
    expect(button(element, en.settings)).toBeNull();
    const panel = await opened(element, 'menu');
    const items = [...(panel.shadowRoot?.querySelectorAll('.item') ?? [])].map(({ textContent }) =>
      textContent?.trim(),
    );
    expect(items).toEqual([moreEn.statsTitle]);
  });

  it('list every key', async () => {
    const panel = await opened(await lobby(), 'help');
    for (const { label } of SHORTCUTS) expect(textOf(panel)).toContain(texts[label]);
    expect(panel.shadowRoot?.querySelectorAll('kbd')).toHaveLength(SHORTCUTS.length);
  });
});

/** Everything in a browser's statistics that says where somebody is. */
async function addressesOf(connections: readonly RTCPeerConnection[]): Promise<string[]> {
  const reports = await Promise.all(connections.map((connection) => connection.getStats()));
  const entries = reports.flatMap((report) => [...report.values()]);
  const found = new Set<string>(
    entries
      .flatMap(({ address, ip, usernameFragment, fingerprint }) => [address, ip, usernameFragment, fingerprint])
      .filter(Boolean),
  );
  expect(found.size).toBeGreaterThan(2);
  return [...found];
}
