/** Attributes are the page's: it writes them, the elements read them, and a person's choice outlives a page that is drawn anew. */
import { beforeEach, describe, expect, it } from 'vitest';
import '../../client/define.js';
import { PipView } from '../../client/elements/pip-view.js';
import { RtcCall } from '../../client/elements/rtc-call.js';
import { RtcVideo } from '../../client/elements/rtc-video.js';
import { en } from '../../client/locales/en/main.js';
import { Couple } from './support/couple.js';
import { Devices } from './support/devices.js';
import { eventually, turns } from './support/eventually.js';
import { button, mount, mountCall, mountVideo, NO_SERVER, ROOM, shadow } from './support/mounted.js';

const htmlOf = (attributes: string): string =>
  `<rtc-call room="${ROOM}" server="${NO_SERVER}" ${attributes}></rtc-call>`;

function parsed(attributes: string): RtcCall {
  const section = mount(document.createElement('section'));
  section.innerHTML = htmlOf(attributes);
  const element = section.firstElementChild;
  if (!(element instanceof RtcCall)) throw new Error('not upgraded');
  return element;
}

/** As Turbo, LiveView and htmx do: the element's attributes become those that the server wrote, one by one. */
function morph(element: Element, attributes: string): void {
  const template = document.createElement('template');
  template.innerHTML = htmlOf(attributes);
  const wanted = template.content.firstElementChild;
  for (const name of element.getAttributeNames()) if (!wanted?.hasAttribute(name)) element.removeAttribute(name);
  for (const { name, value } of wanted?.attributes ?? []) element.setAttribute(name, value);
}

/** The lobby with both devices settled. */
async function inLobby(attributes = ''): Promise<{ element: RtcCall; devices: Devices }> {
  const devices = new Devices();
  const element = parsed(attributes);
  await eventually(() => element.state.name).toBe('lobby');
  await settled(element, devices);
  return { element, devices };
}

async function settled(element: RtcCall, devices: Devices): Promise<void> {
  await element.updateComplete;
  await turns();
  await eventually(() => devices.idle).toBe(true);
  await turns();
}

async function press(element: RtcCall, name: string): Promise<void> {
  await eventually(() => button(element, name)).not.toBeNull();
  button(element, name)?.click();
  await element.updateComplete;
}

const off = ({ micMuted, cameraOff }: RtcCall): boolean[] => [micMuted, cameraOff];

function typeName(element: RtcCall, name: string): void {
  const field = shadow(element, HTMLInputElement, 'input[name=name]');
  if (!field) throw new Error('no field for the name');
  field.value = name;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

beforeEach(() => localStorage.removeItem('rtc-call name'));

describe('the elements write no attribute', () => {
  it('when they are made, whatever their properties are', async () => {
    const call = mountCall({ room: ROOM, theme: 'dark', layout: 'side-by-side', audioOnly: true, dataSaver: true });
    const video = mountVideo({ videoOff: true, muted: true, micMuted: true, mirror: true, fit: 'cover' });
    await Promise.all([call.updateComplete, video.updateComplete]);
    await eventually(() => call.state.name).toBe('lobby');
    expect([...call.getAttributeNames(), ...video.getAttributeNames()]).toEqual([]);
  });

  it('when a person mutes, turns the camera off and hides the own picture', async () => {
    const { ada } = await Couple.meet();
    await press(ada.element, en.muteMic);
    await press(ada.element, en.stopCamera);
    ada.element.selfView = 'hidden';
    await eventually(() => ada.element.matches(':state(mic-muted):state(camera-off):state(self-view-hidden)')).toBe(
      true,
    );
    expect(ada.element.getAttributeNames()).toEqual([]);
  });

  it('and leave those of the page as they are', async () => {
    const { element } = await inLobby('mic-muted theme="pink"');
    const html = element.outerHTML;
    await press(element, en.unmuteMic);
    await eventually(() => element.micMuted).toBe(false);
    element.theme = 'light';
    await element.updateComplete;
    expect(element.outerHTML).toBe(html);
  });
});

describe('a page that draws itself anew', () => {
  it('opens nothing in a call that the person turned off', async () => {
    const devices = new Devices();
    const { ada, bob } = await Couple.meet();
    await press(ada.element, en.muteMic);
    await press(ada.element, en.stopCamera);
    await eventually(() => bob.call.peer).toMatchObject({ mic: false, camera: false });
    for (const name of ['mic-muted', 'camera-off']) ada.element.removeAttribute(name);
    await settled(ada.element, devices);
    expect(off(ada.element)).toEqual([true, true]);
    expect(ada.element.localStream?.getTracks().filter(({ enabled }) => enabled)).toEqual([]);
    expect(bob.call.peer).toMatchObject({ mic: false, camera: false });
  });

  it('does not mute again who unmuted, also where it takes every attribute away before it writes them', async () => {
    const { element, devices } = await inLobby('mic-muted');
    await press(element, en.unmuteMic);
    await eventually(() => element.micMuted).toBe(false);
    morph(element, 'mic-muted');
    element.removeAttribute('mic-muted');
    morph(element, 'mic-muted');
    await settled(element, devices);
    expect(off(element)).toEqual([false, false]);
    expect(element.localStream?.getAudioTracks()[0]?.enabled).toBe(true);
  });

  it('keeps off what it wrote as off, and opens it not even for a moment', async () => {
    const { element, devices } = await inLobby('camera-off mic-muted');
    morph(element, '');
    morph(element, 'camera-off mic-muted');
    await settled(element, devices);
    expect(off(element)).toEqual([true, true]);
    expect(devices.asked).toEqual([]);
  });

  it.each([
    ['display-name="Ann"', 'displayName', 'Ann', 'Bob'],
    ['layout="side-by-side"', 'layout', 'side-by-side', 'spotlight'],
    ['self-view="hidden"', 'selfView', 'hidden', 'corner'],
  ] as const)('leaves what the person chose instead of %s', async (attributes, property, written, chosen) => {
    const { element } = await inLobby(attributes);
    expect(element[property]).toBe(written);
    if (property === 'displayName') typeName(element, chosen);
    else Object.assign(element, { [property]: chosen }); // As the menu does.
    morph(element, attributes);
    expect(element[property]).toBe(chosen);
    morph(element, '');
    await element.updateComplete;
    expect(element[property]).toBe(chosen);
  });
});

describe('a page that takes mic-muted away', () => {
  it('unmutes, if nobody has touched the microphone since it wrote it', async () => {
    const { element, devices } = await inLobby('mic-muted');
    expect(devices.live).toEqual(['video']);
    element.removeAttribute('mic-muted');
    await eventually(() => devices.live).toEqual(['video', 'audio']);
    expect(element.micMuted).toBe(false);
    element.setAttribute('mic-muted', '');
    expect(element.micMuted).toBe(true);
    element.toggleAttribute('mic-muted');
    await eventually(() => element.micMuted).toBe(false);
  });

  it('unmutes nobody who unmuted and muted again', async () => {
    const { element, devices } = await inLobby('mic-muted');
    await press(element, en.unmuteMic);
    await press(element, en.muteMic);
    element.removeAttribute('mic-muted');
    await settled(element, devices);
    expect(element.micMuted).toBe(true);
  });

  it('unmutes nobody who had muted before it wrote it', async () => {
    const { element, devices } = await inLobby();
    await press(element, en.muteMic);
    element.setAttribute('mic-muted', '');
    element.removeAttribute('mic-muted');
    await settled(element, devices);
    expect(element.micMuted).toBe(true);
  });

  it('unmutes nobody who had muted before the page was reloaded', async () => {
    const memory = { owner: 'o'.repeat(22), role: null, joined: true, devices: ['camera'], call: null };
    sessionStorage.setItem(`rtc-call ${NO_SERVER} ${ROOM} auto`, JSON.stringify(memory));
    const devices = new Devices();
    const element = parsed('mic-muted');
    await eventually(() => element.state.name).toBe('joining');
    element.removeAttribute('mic-muted');
    await settled(element, devices);
    expect(off(element)).toEqual([true, false]);
  });

  it('has muted at once: what is joined in the same task asks for nothing that is off', async () => {
    const devices = new Devices();
    devices.permissions.set('camera', 'prompt');
    devices.permissions.set('mic', 'prompt');
    const element = parsed('');
    await eventually(() => element.state.name).toBe('lobby');
    await settled(element, devices);
    const { length } = devices.asked;
    element.setAttribute('camera-off', '');
    void element.join().catch(() => undefined);
    await eventually(() => devices.live).toEqual(['audio']);
    expect(devices.asked.slice(length).filter(({ video }) => video)).toEqual([]);
  });
});

describe('a framework', () => {
  it('writes booleans as text (Vue, Svelte): "false" is as good as no attribute', async () => {
    const { element, devices } = await inLobby('mic-muted="false" camera-off="true"');
    expect(off(element)).toEqual([false, true]);
    element.setAttribute('camera-off', 'false');
    await eventually(() => devices.live).toEqual(['audio', 'video']);
    await press(element, en.stopCamera);
    element.setAttribute('camera-off', 'true');
    element.setAttribute('camera-off', 'false');
    await settled(element, devices);
    expect(off(element)).toEqual([false, true]);
  });

  it('sets properties (React): each is an order, and undefined is none', async () => {
    const { element, devices } = await inLobby();
    await press(element, en.muteMic);
    Object.assign(element, { micMuted: undefined });
    await settled(element, devices);
    expect(element.micMuted).toBe(true);
    element.micMuted = false;
    await eventually(() => element.micMuted).toBe(false);
    element.cameraOff = true;
    Object.assign(element, { cameraOff: undefined });
    element.setAttribute('camera-off', '');
    element.removeAttribute('camera-off');
    await settled(element, devices);
    expect(off(element)).toEqual([false, true]);
  });

  const FLAGS = ['silent', 'autojoin', 'audio-only', 'no-persist', 'data-saver'] as const;
  const TILE_FLAGS = ['show-label', 'video-off', 'muted', 'mic-muted', 'meter', 'mirror'] as const;
  const propertyOf = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

  it.each([
    ...FLAGS.map((name) => ['rtc-call', name] as const),
    ...TILE_FLAGS.map((name) => ['rtc-video', name] as const),
  ])('may write "false" into %s %s', (tag, name) => {
    const element: RtcCall | RtcVideo = document.createElement(tag);
    const read = (): unknown => Reflect.get(element, propertyOf(name));
    element.setAttribute(name, 'false');
    expect(read()).toBe(false);
    element.setAttribute(name, 'true');
    expect(read()).toBe(true);
    element.setAttribute(name, 'false');
    expect(read()).toBe(false);
    element.setAttribute(name, '');
    expect(read()).toBe(true);
  });

  it.each([
    ['rtc-call', { 'ring-timeout': '20', 'video-height': '360', 'stats-interval': '1000', controls: 'none' }],
    [
      'rtc-call',
      { 'display-name': 'Ann', 'invite-url': 'https://x.test/', server: NO_SERVER, token: 'a', as: 'callee' },
    ],
    ['rtc-video', { volume: '0.2', label: 'Ann', 'mic-muted-label': 'stumm', 'unblock-label': 'Ton', fit: 'contain' }],
  ] as const)('may take away what it wrote or set: %s %o are as at first', async (tag, attributes) => {
    const names = Object.keys(attributes);
    const element = mount(document.createElement(tag));
    await element.updateComplete;
    const read = (): unknown[] => names.map((name) => Reflect.get(element, propertyOf(name)));
    const first = read();
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    await element.updateComplete;
    expect(read().filter((value, index) => value === first[index])).toEqual([]);
    for (const name of names) element.removeAttribute(name);
    await element.updateComplete;
    expect(read()).toEqual(first);
    for (const name of names) Reflect.set(element, propertyOf(name), undefined);
    await element.updateComplete;
    expect(read()).toEqual(first);
  });

  it('may set labels to undefined', async () => {
    const element = mountCall({ room: ROOM, labels: { join: 'Come in' } });
    await eventually(() => button(element, 'Come in')).not.toBeNull();
    Object.assign(element, { labels: undefined, fileLimits: undefined });
    await eventually(() => button(element, en.join)).not.toBeNull();
  });
});

describe('looks follow properties, and attributes as far as they are properties', () => {
  const colour = (element: Element): string => getComputedStyle(element).colorScheme;

  it('the theme', async () => {
    const { element } = await inLobby('theme="dark"');
    expect(colour(element)).toBe('dark');
    element.theme = 'light';
    await element.updateComplete;
    expect([colour(element), element.matches(':state(light):not(:state(dark))')]).toEqual(['light', true]);
  });

  it.each(['light', 'dark'] as const)(
    'the %s theme in a window of its own, where no element has a state',
    async (theme) => {
      const { element } = await inLobby();
      element.theme = theme;
      const { contentWindow } = mount(document.createElement('iframe'));
      if (!element.call || !contentWindow) throw new Error('no call, or no window');
      const view = new PipView(element, element.call, contentWindow);
      const place = contentWindow.document.querySelector('div');
      expect(place && contentWindow.getComputedStyle(place).colorScheme).toBe(theme);
      view.close();
    },
  );

  it('the layout and the own picture', async () => {
    const { ada } = await Couple.meet({ layout: 'side-by-side' });
    const { element } = ada;
    const own = shadow(element, RtcVideo, '.local');
    const other = shadow(element, RtcVideo, '.remote');
    await eventually(() => Math.abs((own?.clientWidth ?? 0) - (other?.clientWidth ?? 0))).toBeLessThan(3);
    element.selfView = 'hidden';
    await eventually(() => own?.checkVisibility()).toBe(false);
    Object.assign(element, { selfView: 'corner', layout: 'auto' });
    await eventually(() => own?.checkVisibility()).toBe(true);
    await eventually(() => (other?.clientWidth ?? 0) > 2 * (own?.clientWidth ?? 0)).toBe(true);
  });

  it('a mirror', async () => {
    const element = mountVideo();
    await element.updateComplete;
    const transform = (): string => getComputedStyle(shadow(element, HTMLVideoElement, 'video') ?? element).transform;
    expect(transform()).toBe('none');
    element.mirror = true;
    await element.updateComplete;
    expect(transform()).toBe('matrix(-1, 0, 0, 1, 0, 0)');
  });
});
