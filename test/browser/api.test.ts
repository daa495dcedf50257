/** What a page can set on the element, and what it is told: attributes, properties, events and states. */
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import '../../client/define.js';
import { RtcCall } from '../../client/elements/rtc-call.js';
import { ar } from '../../client/locales/ar/main.js';
import { en } from '../../client/locales/en/main.js';
import { labels as english } from '../../client/locales/en/index.js';
import { Couple } from './support/couple.js';
import { Devices } from './support/devices.js';
import { eventually, turns } from './support/eventually.js';
import { button, mount, mountCall, NO_SERVER, ROOM, shadow, textOf } from './support/mounted.js';
import { Screens } from './support/screens.js';

const EVENTS = [
  'rtc-ready',
  'rtc-before-join',
  'rtc-joined',
  'rtc-left',
  'rtc-peer-joined',
  'rtc-peer-left',
  'rtc-peer-update',
  'rtc-mic-change',
  'rtc-camera-change',
  'rtc-screen-change',
  'rtc-quality-change',
  'rtc-error',
] as const;
type Name = (typeof EVENTS)[number];

/** Everything told from now on. */
function told(host: EventTarget, names: readonly Name[] = EVENTS): Event[] {
  const events: Event[] = [];
  const life = new AbortController();
  for (const name of names) host.addEventListener(name, (event) => events.push(event), { signal: life.signal });
  onTestFinished(() => life.abort());
  return events;
}

/** What an event says. */
const said = (event: Event | undefined): Record<string, unknown> =>
  event ? { ...Object.fromEntries(Object.entries(event)), type: event.type } : {};

const namesOf = (events: readonly Event[]): string[] => events.map(({ type }) => type);

async function lobby(properties: Partial<RtcCall> = {}): Promise<RtcCall> {
  const element = mountCall({ room: ROOM, ...properties });
  await eventually(() => element.state.name).toBe('lobby');
  return element;
}

/** The parser's way: attributes only. */
function parsed(attributes: string): RtcCall {
  const section = mount(document.createElement('section'));
  section.innerHTML = `<rtc-call room="${ROOM}" server="${NO_SERVER}" ${attributes}></rtc-call>`;
  const element = section.firstElementChild;
  if (!(element instanceof RtcCall)) throw new Error('not upgraded');
  return element;
}

beforeEach(() => localStorage.removeItem('rtc-call name'));

describe('mic-muted and camera-off', () => {
  it('in the page from the beginning: neither device is opened, and the buttons say so', async () => {
    const devices = new Devices();
    const element = parsed('mic-muted camera-off');
    await eventually(() => element.state.name).toBe('lobby');
    await turns();
    expect(devices.asked).toEqual([]);
    expect([element.micMuted, element.cameraOff]).toEqual([true, true]);
    expect(button(element, en.unmuteMic)).not.toBeNull();
  });

  it('set before the element is in the page, too', async () => {
    const devices = new Devices();
    const element = await lobby({ cameraOff: true });
    await eventually(() => devices.live).toEqual(['audio']);
    await eventually(() => element.matches(':state(camera-off)')).toBe(true);
  });

  it('follow the buttons, as properties and as states', async () => {
    const devices = new Devices();
    const element = await lobby();
    await eventually(() => devices.live).toHaveLength(2);
    await eventually(() => button(element, en.muteMic)).not.toBeNull();
    button(element, en.muteMic)?.click();
    await eventually(() => element.matches(':state(mic-muted)')).toBe(true);
    expect(element.micMuted).toBe(true);
    button(element, en.unmuteMic)?.click();
    await eventually(() => element.matches(':state(mic-muted)')).toBe(false);
    expect(element.micMuted).toBe(false);
  });

  it('turn the devices of a call, where the other person sees it', async () => {
    const { ada, bob } = await Couple.meet();
    ada.element.micMuted = true;
    ada.element.setAttribute('camera-off', '');
    await eventually(() => bob.call.peer).toMatchObject({ mic: false, camera: false });
    await eventually(() => bob.element.matches(':state(peer-muted)')).toBe(true);
    expect(ada.element.localStream?.getVideoTracks()).toEqual([]);
    ada.element.micMuted = false;
    ada.element.removeAttribute('camera-off');
    await eventually(() => bob.call.peer).toMatchObject({ mic: true, camera: true });
  });

  it('off in the lobby asks nobody: what was not allowed before is opened with the join', async () => {
    const devices = new Devices();
    devices.permissions.set('camera', 'prompt');
    const element = await lobby({ cameraOff: true });
    await eventually(() => devices.live).toEqual(['audio']);
    element.cameraOff = false;
    await turns();
    expect(devices.live).toEqual(['audio']);
    void element.join().catch(() => undefined);
    await eventually(() => devices.live).toEqual(['audio', 'video']);
  });

  it('are kept when the room changes', async () => {
    const devices = new Devices();
    const element = await lobby({ cameraOff: true });
    await eventually(() => devices.live).toEqual(['audio']);
    element.room = 'pqrs-tuvw-xyz2';
    await element.updateComplete;
    await turns();
    expect([element.cameraOff, element.call?.wants('camera')]).toEqual([true, false]);
  });

  it('both off: the lobby’s one button turns both on', async () => {
    const devices = new Devices();
    const element = await lobby({ cameraOff: true, micMuted: true });
    await eventually(() => button(element, en.useDevices)).not.toBeNull();
    button(element, en.useDevices)?.click();
    await eventually(() => devices.live).toHaveLength(2);
    await eventually(() => [element.micMuted, element.cameraOff]).toEqual([false, false]);
  });

  it('tell who turned them: the person, the page, the device or the system', async () => {
    const devices = new Devices();
    const element = await lobby();
    await eventually(() => devices.live).toHaveLength(2);
    const events = told(element, ['rtc-mic-change', 'rtc-camera-change']);
    const last = async (count: number): Promise<unknown> => {
      await eventually(() => events.length).toBe(count);
      return said(events.at(-1));
    };
    await eventually(() => button(element, en.muteMic)).not.toBeNull();
    button(element, en.muteMic)?.click();
    expect(await last(1)).toMatchObject({ muted: true, by: 'user' });
    element.micMuted = false;
    expect(await last(2)).toMatchObject({ muted: false, by: 'api' });
    await element.toggleCamera(false);
    expect(await last(3)).toMatchObject({ off: true, by: 'api' });
    await element.toggleCamera(true);
    expect(await last(4)).toMatchObject({ off: false, by: 'api' });
    devices.unplug('built-in camera');
    expect(await last(5)).toMatchObject({ off: true, by: 'device' });
    expect(element.cameraOff).toBe(false);
    devices.plug('camera', 'another camera');
    expect(await last(6)).toMatchObject({ off: false, by: 'device' });
    devices.mute('mic');
    expect(await last(7)).toMatchObject({ muted: true, by: 'system' });
    devices.mute('mic', false);
    expect(await last(8)).toMatchObject({ muted: false, by: 'system' });
  });
});

describe('the camera’s picture', () => {
  const heights = (devices: Devices): unknown[] =>
    devices.asked.flatMap(({ video }) => (typeof video === 'object' ? [video.height] : []));

  it.each([
    ['', 720],
    ['video-height="360"', 360],
    ['video-height="9000"', 1080],
    ['video-height="many"', 720],
    ['video-height="1080" data-saver', 360],
  ])('with %j is asked for with %i lines', async (attributes, height) => {
    const devices = new Devices();
    parsed(attributes);
    await eventually(() => heights(devices)).toEqual([{ ideal: height }]);
  });

  it('changes with its height while it is open', async () => {
    const devices = new Devices();
    const element = await lobby();
    await eventually(() => devices.live).toHaveLength(2);
    element.videoHeight = 180;
    const track = element.localStream?.getVideoTracks()[0];
    await eventually(() => track?.getConstraints().height).toBe(180);
  });
});

describe('the data saver', () => {
  it('limits what both sides send, and gives it back', async () => {
    const { ada, connections } = await meeting();
    const limits = (): (number | undefined)[] =>
      connections.map((connection) => connection.getSenders()[1]?.getParameters().encodings[0]?.maxBitrate);
    await eventually(() => Math.min(...limits().map((limit) => limit ?? 0))).toBeGreaterThan(500_000);
    ada.element.dataSaver = true;
    await eventually(() => Math.max(...limits().map((limit) => limit ?? Infinity))).toBeLessThanOrEqual(250_000);
    ada.element.dataSaver = false;
    await eventually(() => Math.min(...limits().map((limit) => limit ?? 0))).toBeGreaterThan(500_000);
  });

  async function meeting() {
    const couple = await Couple.meet();
    return { ada: couple.ada, connections: couple.connections };
  }
});

describe('statistics as events', () => {
  // Seconds of statistics: two that are told, and two more that are not.
  it('are none unless asked for, and come as often as the page says until it says no more', async () => {
    const { ada } = await Couple.meet();
    const told: number[] = [];
    ada.element.addEventListener('rtc-stats', ({ stats }) => told.push(stats.at));
    await eventually(() => ada.call.getStats()).not.toBeNull();
    expect(told).toEqual([]);
    ada.element.setAttribute('stats-interval', '1000');
    await eventually(() => told.length).toBeGreaterThan(1);
    expect(new Set(told).size).toBe(told.length);
    ada.element.removeAttribute('stats-interval');
    await ada.element.updateComplete;
    await turns();
    const { length } = told;
    // The call reads on.
    const readAt = async (): Promise<number> => (await ada.call.getStats())?.at ?? 0;
    const last = await readAt();
    await eventually(readAt).toBeGreaterThan(last + 2_000);
    expect(told).toHaveLength(length);
  });
});

describe('ICE servers of the page', () => {
  const own = [{ urls: 'stun:stun.invalid:3478' }];

  it('are used instead of the server’s, and do not end the call when they are set anew', async () => {
    const { ada, made } = await Couple.meet({ iceServers: own });
    const used = (): unknown[] => made.flatMap((connection) => connection.getConfiguration().iceServers ?? []);
    expect(JSON.stringify(used())).toContain('stun.invalid');
    const { call } = ada;
    ada.element.iceServers = [...own];
    await ada.element.updateComplete;
    expect([ada.element.call, ada.element.state.name]).toEqual([call, 'connected']);
  });
});

describe('what no attribute may be', () => {
  it('falls back to what is so without it', async () => {
    const element = parsed('as="nurse" layout="round" theme="pink" self-view="huge" ice-transport-policy="some"');
    await element.updateComplete;
    const { as, layout, theme, selfView, iceTransportPolicy } = element;
    expect([as, layout, theme, selfView, iceTransportPolicy]).toEqual(['auto', 'auto', 'auto', 'corner', 'all']);
    element.setAttribute('theme', 'dark');
    expect(element.theme).toBe('dark');
    element.removeAttribute('theme');
    expect(element.theme).toBe('auto');
  });

  it.each([
    'http//x',
    'call.example.com',
    'ftp://call.example.com',
    'wss://call.example.com',
    '/',
    // What would have to be left out.
    'https://call.example.com/?a=b',
    'https://call.example.com/#room=somebody',
    'https://ann:secret@call.example.com',
  ])('a server %j is said in a sentence, and as an error', async (server) => {
    const host = mount(document.createElement('div'));
    const events = told(host, ['rtc-error']);
    const element = mountCall({ room: ROOM, server }, host);
    await eventually(() => textOf(element)).toContain(english.problems['bad-server'].title);
    element.requestUpdate();
    await element.updateComplete;
    expect(events).toMatchObject([{ error: { code: 'bad-server' } }]);
    expect(element.matches(':state(error)')).toBe(true);
    await expect(element.join()).rejects.toMatchObject({ code: 'bad-server' });
    element.server = NO_SERVER;
    await eventually(() => element.state.name).toBe('lobby');
    expect(element.matches(':state(error)')).toBe(false);
  });
});

describe('a page is told', () => {
  it('that the element is ready, once', async () => {
    const host = mount(document.createElement('div'));
    const events = told(host, ['rtc-ready']);
    const element = mountCall({ room: ROOM }, host);
    await element.updateComplete;
    element.room = 'pqrs-tuvw-xyz2';
    await element.updateComplete;
    expect(namesOf(events)).toEqual(['rtc-ready']);
  });

  it('before somebody joins, and can keep them out', async () => {
    const element = await lobby();
    const refuse = (event: Event): void => event.preventDefault();
    element.addEventListener('rtc-before-join', refuse);
    const events = told(element, ['rtc-before-join', 'rtc-error']);
    await element.updateComplete;
    button(element, en.join)?.click();
    await turns();
    expect(events).toMatchObject([{ type: 'rtc-before-join', room: ROOM }]);
    expect(element.state.name).toBe('lobby');
    await expect(element.join()).rejects.toMatchObject({ code: 'hung-up' });
    element.removeEventListener('rtc-before-join', refuse);
    button(element, en.join)?.click();
    await eventually(() => element.state.name).toBe('joining');
  });

  it('of the call from its beginning to its end, on both sides', async () => {
    const { ada, bob } = await Couple.meet();
    const adas = told(ada.element);
    const bobs = told(bob.element);
    bob.element.displayName = 'Robert';
    await eventually(() => adas.map((event) => said(event))).toContainEqual(
      expect.objectContaining({ peer: expect.objectContaining({ name: 'Robert' }) }),
    );
    ada.element.leave();
    await eventually(() => namesOf(adas)).toContain('rtc-left');
    await eventually(() => namesOf(bobs)).toContain('rtc-left');
    const left = (list: readonly Event[]): unknown => said(list.find(({ type }) => type === 'rtc-left'));
    expect(left(adas)).toMatchObject({ reason: 'hung-up', durationMs: expect.any(Number) });
    expect(left(bobs)).toMatchObject({ reason: 'peer-hung-up' });
    expect(namesOf(adas).slice(-2)).toEqual(['rtc-peer-left', 'rtc-left']);
  });

  it('of a seat, and of the other person when they come', async () => {
    const events: Event[] = [];
    const note = (event: Event): number => events.push(event);
    for (const name of ['rtc-joined', 'rtc-peer-joined'] as const) {
      document.addEventListener(name, note);
      onTestFinished(() => document.removeEventListener(name, note));
    }
    const { ada, bob } = await Couple.meet();
    const of = ({ element }: { element: RtcCall }): unknown[] =>
      events.filter(({ target }) => target === element).map((event) => said(event));
    await eventually(() => of(ada)).toMatchObject([
      { type: 'rtc-joined', role: 'caller', room: ada.element.room },
      { type: 'rtc-peer-joined', peer: { name: expect.any(String) } },
    ]);
    await eventually(() => of(bob)).toMatchObject([
      { type: 'rtc-joined', role: 'callee' },
      { type: 'rtc-peer-joined' },
    ]);
  });

  it('that an element which is taken out of the page has left', async () => {
    const { ada } = await Couple.meet();
    const events = told(ada.element, ['rtc-left']);
    ada.element.remove();
    await eventually(() => events).toMatchObject([{ reason: 'hung-up', durationMs: expect.any(Number) }]);
  });

  it('of screens on either side', async () => {
    const screens = new Screens();
    const { ada, bob } = await Couple.meet();
    const [adas, bobs] = [told(ada.element, ['rtc-screen-change']), told(bob.element, ['rtc-screen-change'])];
    await ada.element.toggleScreenShare(true);
    await eventually(() => adas).toMatchObject([{ sharing: true, side: 'local' }]);
    await eventually(() => bobs).toMatchObject([{ sharing: true, side: 'remote' }]);
    await eventually(() => ada.element.matches(':state(sharing)')).toBe(true);
    await eventually(() => bob.element.matches(':state(peer-sharing)')).toBe(true);
    await ada.element.toggleScreenShare(false);
    await eventually(() => bobs.map((event) => said(event))).toHaveLength(2);
    await eventually(() => bob.element.matches(':state(peer-sharing)')).toBe(false);
    expect(screens.live).toEqual([]);
  });

  it('how good the call is', async () => {
    const { ada } = await Couple.meet();
    const events = told(ada.element, ['rtc-quality-change']);
    await eventually(() => ada.element.call?.quality).not.toBeNull();
    ada.element.leave();
    await eventually(() => said(events.at(-1))).toMatchObject({ quality: null });
  });

  it('of a refusal, as an error and as a state', async () => {
    const { ada } = await Couple.meet();
    const { room, server } = ada.element;
    const third = mountCall({ room, server });
    const events = told(third, ['rtc-error']);
    await eventually(() => third.state.name).toBe('lobby');
    await expect(third.join()).rejects.toMatchObject({ code: 'occupied' });
    expect(events).toMatchObject([{ error: { code: 'occupied' } }]);
    expect(third.matches(':state(error)')).toBe(true);
  });
});

describe('an element', () => {
  it('says what a page lacks for a call', () => {
    expect(RtcCall.isSupported()).toEqual({ ok: true, missing: [] });
  });

  it('makes an invitation: the page’s own address, or that of the other seat', async () => {
    expect(await (await lobby()).createInvite()).toEqual({ url: location.href, code: ROOM });
    const { url } = await (await lobby({ as: 'caller' })).createInvite();
    expect(new URL(url).hash).toBe(`#room=${ROOM}&as=callee`);
    expect(await (await lobby({ inviteUrl: 'https://a.example/b' })).createInvite()).toMatchObject({
      url: 'https://a.example/b',
    });
  });

  it('without a room shows what the page put into it, and the lobby as soon as there is one', async () => {
    const element = mountCall();
    element.textContent = 'Please choose a time first.';
    await element.updateComplete;
    const slot = shadow(element, HTMLSlotElement, 'slot:not([name])');
    expect(slot?.assignedNodes().map(({ textContent }) => textContent)).toEqual(['Please choose a time first.']);
    element.room = ROOM;
    await eventually(() => element.state.name).toBe('lobby');
    expect(shadow(element, HTMLSlotElement, 'slot:not([name])')).toBeNull();
  });

  it('takes icons, a logo, a header and a placeholder from the page', async () => {
    const element = document.createElement('rtc-call');
    element.innerHTML = ['icon-camera-off', 'logo', 'header', 'local-placeholder']
      .map((name) => `<span slot="${name}">${name}</span>`)
      .join('');
    mount(Object.assign(element, { room: ROOM, server: NO_SERVER }));
    await eventually(() => element.localStream?.getTracks()).toHaveLength(2);
    await element.toggleCamera(false);
    await element.updateComplete;
    expect([...element.children].map(({ assignedSlot }) => assignedSlot?.name)).toEqual([
      'icon-camera-off',
      'logo',
      'header',
      'local-placeholder',
    ]);
  });
});

describe('an element that speaks Arabic', () => {
  const base = (element: RtcCall): HTMLElement | null => shadow(element, HTMLElement, '.base');

  it('is written from right to left, where the page does not say otherwise', async () => {
    const element = await lobby({ lang: 'ar' });
    await eventually(() => textOf(element)).toContain(ar.lobbyTitle);
    expect([base(element)?.lang, base(element)?.dir]).toEqual(['ar', 'rtl']);
    const [mic, camera] = [...(element.shadowRoot?.querySelectorAll('.preview-buttons button') ?? [])];
    expect((mic?.getBoundingClientRect().x ?? 0) > (camera?.getBoundingClientRect().x ?? 0)).toBe(true);
  });

  it('in a page that says a direction keeps to it', async () => {
    const section = mount(document.createElement('section'));
    section.dir = 'ltr';
    const element = mountCall({ room: ROOM, lang: 'ar-EG' }, section);
    await eventually(() => textOf(element)).toContain(ar.lobbyTitle);
    expect(base(element)?.hasAttribute('dir')).toBe(false);
  });

  it('and one that speaks English in a page of another language says so to screen readers', async () => {
    const element = await lobby({ lang: 'tlh' });
    expect([base(element)?.lang, base(element)?.dir]).toEqual(['en', 'ltr']);
  });
});
