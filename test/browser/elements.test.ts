import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { early } from './support/early.js';
import '../../client/define.js';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import { RtcError } from '../../client/call/errors.js';
import type { RtcVideo } from '../../client/elements/rtc-video.js';
import type { RtcErrorEvent, RtcStateChangeEvent } from '../../client/elements/events.js';
import type { Labels } from '../../client/locales/labels.js';
import { ar } from '../../client/locales/ar/main.js';
import { en } from '../../client/locales/en/main.js';
import { labels as arabic } from '../../client/locales/ar/index.js';
import { labels as chinese } from '../../client/locales/zh-CN/index.js';
import { labels as english } from '../../client/locales/en/index.js';
import { zhCN } from '../../client/locales/zh-CN/main.js';
import { TROUBLES } from '../../shared/troubles.js';
import { Devices } from './support/devices.js';
import { eventually, turns } from './support/eventually.js';
import { recordFaults } from './support/faults.js';
import { button, mount, mountCall, mountVideo, NO_SERVER, ROOM, shadow, textOf } from './support/mounted.js';
import { Painting } from './support/painting.js';
import { pixelsOf } from './support/person.js';

afterAll(() => [early.call, early.video, early.page].forEach((node) => node.remove()));
beforeEach(() => localStorage.removeItem('rtc-call name'));

const videoOf = (host: Element): HTMLVideoElement => {
  const video = shadow(host, HTMLVideoElement, 'video');
  if (!video) throw new Error('not rendered yet');
  return video;
};

/** The first `play()` is refused as browsers do where nobody has clicked yet. */
function blockAutoplayOnce(): void {
  const refused = new DOMException('play() failed because the user did not interact first', 'NotAllowedError');
  const spy = vi.spyOn(HTMLMediaElement.prototype, 'play').mockRejectedValueOnce(refused);
  onTestFinished(() => spy.mockRestore());
}

async function lobby(properties: Partial<RtcCall> = {}): Promise<RtcCall> {
  const element = mountCall({ room: ROOM, ...properties });
  await eventually(() => element.state.name).toBe('lobby');
  await element.updateComplete;
  return element;
}

/** Asks for a seat where no server is; `outcome` is what became of it. */
async function joining(properties: Partial<RtcCall> = {}): Promise<{ element: RtcCall; outcome: Promise<unknown> }> {
  const element = await lobby(properties);
  const outcome = element.join().catch((error: unknown) => error);
  await element.updateComplete;
  return { element, outcome };
}

describe('an element that is made before its definition', () => {
  it('keeps the properties that it was given', async () => {
    await early.call.updateComplete;
    expect(early.call.call).not.toBeNull();
    expect([early.call.room, early.call.server, early.call.displayName]).toEqual([ROOM, NO_SERVER, 'Ada']);
    expect(textOf(early.call)).toContain('Come in');
    expect(shadow(early.call, HTMLInputElement, 'input')?.value).toBe('Ada');
  });

  it('keeps its stream', async () => {
    await early.video.updateComplete;
    expect(shadow(early.video, HTMLElement, '.initials')?.textContent).toBe('AL');
    expect(early.video.srcObject).toBe(early.stream);
    await eventually(() => videoOf(early.video).srcObject).toBe(early.stream);
  });

  it('reads its attributes', async () => {
    const element = early.page.querySelector('rtc-call');
    await element?.updateComplete;
    expect([element?.room, element?.displayName]).toEqual([ROOM, 'Grace']);
    expect(element?.call).not.toBeNull();
  });
});

describe('rtc-video', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['grace brewster murray hopper', 'GH'],
    ['  Ada  ', 'A'],
    ['张伟', '张'],
    ['😀 Smile', '😀S'],
  ])('shows %j as %s when there is no picture', async (label, initials) => {
    const element = mountVideo({ label, videoOff: true });
    await element.updateComplete;
    expect(shadow(element, HTMLElement, '.initials')?.textContent).toBe(initials);
    expect(shadow(element, SVGSVGElement, '.initials svg')).toBeNull();
  });

  it.each(['', '   '])('shows an icon for the name %j', async (label) => {
    const element = mountVideo({ label, videoOff: true });
    await element.updateComplete;
    expect(shadow(element, SVGSVGElement, '.initials svg')).not.toBeNull();
    expect(shadow(element, HTMLElement, '.initials')?.textContent.trim()).toBe('');
  });

  it('shows neither when there is a picture', async () => {
    const element = await playing(new Painting(), 'red', { label: 'Ada' });
    await element.updateComplete;
    expect(shadow(element, HTMLElement, '.placeholder')).toBeNull();
  });

  it('plays what it is given, and tells that it does', async () => {
    const painting = new Painting();
    const element = mountVideo({ srcObject: painting.stream });
    painting.show('red');
    await eventually(() => element.matches(':state(playing)')).toBe(true);
    expect(dominant(videoOf(element))).toBe('red');
  });

  it('holds the last picture until the next stream shows its first', async () => {
    const [first, second] = [new Painting(), new Painting()];
    const element = await playing(first, 'red');
    element.srcObject = second.stream;
    await eventually(() => videoOf(element).srcObject).toBe(second.stream);
    expect(element.matches(':state(held)')).toBe(true);
    const held = shadow(element, HTMLCanvasElement, 'canvas');
    expect(held && dominant(held)).toBe('red');
    expect(held && getComputedStyle(held).visibility).toBe('visible');
    second.show('blue');
    await eventually(() => element.matches(':state(held)')).toBe(false);
    expect(dominant(videoOf(element))).toBe('blue');
    expect(held && getComputedStyle(held).visibility).toBe('hidden');
  });

  it('holds nothing when there is nothing to come', async () => {
    const element = await playing(new Painting(), 'red');
    element.srcObject = null;
    await eventually(() => element.matches(':state(playing)')).toBe(false);
    expect(element.matches(':state(held)')).toBe(false);
  });

  it('holds no picture of a person who shows none', async () => {
    const element = await playing(new Painting(), 'red');
    element.videoOff = true;
    element.srcObject = new Painting().stream;
    await element.updateComplete;
    expect(element.matches(':state(held)')).toBe(false);
  });

  it('goes on playing where it is moved to', async () => {
    const painting = new Painting();
    const element = await playing(painting, 'red');
    mount(document.createElement('section')).append(element);
    painting.show('blue');
    await eventually(() => dominant(videoOf(element))).toBe('blue');
    expect(videoOf(element).paused).toBe(false);
  });

  it('goes on playing when it is put back after it was removed', async () => {
    const painting = new Painting();
    const element = await playing(painting, 'red');
    element.remove();
    await eventually(() => videoOf(element).paused).toBe(true);
    // One that kept its stream would be kept by the browser for as long as that lives.
    await eventually(() => videoOf(element).srcObject).toBeNull();
    mount(element);
    painting.show('blue');
    await eventually(() => dominant(videoOf(element))).toBe('blue');
    expect(videoOf(element).paused).toBe(false);
  });

  it('goes on playing when the system paused it, at once or when the page is seen again', async () => {
    const painting = new Painting();
    const element = await playing(painting, 'red');
    videoOf(element).pause();
    painting.show('blue');
    await eventually(() => dominant(videoOf(element))).toBe('blue');
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    onTestFinished(() => hidden.mockRestore());
    videoOf(element).pause();
    await turns();
    expect(videoOf(element).paused).toBe(true);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await eventually(() => videoOf(element).paused).toBe(false);
  });

  it('offers a button where the browser plays no sound by itself', async () => {
    const { element, events } = await blocked();
    expect(button(element, 'Hear it')).not.toBeNull();
    expect(element.matches(':state(blocked)')).toBe(true);
    expect(events.map(({ bubbles, composed, cancelable }) => [bubbles, composed, cancelable])).toEqual([
      [true, true, true],
    ]);
    expect([videoOf(element).muted, videoOf(element).paused]).toEqual([true, false]);
  });

  it('plays sound once that button is pressed', async () => {
    const { element } = await blocked();
    button(element, 'Hear it')?.click();
    await eventually(() => button(element, 'Hear it')).toBeNull();
    expect([videoOf(element).muted, videoOf(element).paused]).toEqual([false, false]);
    expect(element.matches(':state(blocked)')).toBe(false);
  });

  it('leaves the button to a page that cancels the event and calls play() itself', async () => {
    const { element, events } = await blocked((event) => event.preventDefault());
    await element.updateComplete;
    expect([events.length, button(element, 'Hear it'), videoOf(element).muted]).toEqual([1, null, true]);
    await element.play();
    expect([videoOf(element).muted, videoOf(element).paused]).toEqual([false, false]);
  });

  it('is never heard when muted, and says nothing of autoplay', async () => {
    const element = await playing(new Painting(), 'red', { muted: true });
    expect(videoOf(element).muted).toBe(true);
    expect(shadow(element, HTMLButtonElement, 'button')).toBeNull();
  });

  it('does not mind a stream that is replaced before it began', async () => {
    const faults = recordFaults();
    const element = mountVideo();
    for (let stream = 0; stream < 10; stream += 1) {
      element.srcObject = new Painting().stream;
      await element.updateComplete;
    }
    await turns();
    expect(faults).toEqual([]);
  });
});

describe('rtc-call', () => {
  it('without a room says so in a sentence', async () => {
    const element = mountCall();
    await eventually(() => textOf(element)).toContain(english.noRoom.title);
    expect(textOf(element)).toContain(english.noRoom.help);
    expect([element.call, element.state.name]).toEqual([null, 'idle']);
    await expect(element.join()).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('shows the lobby once it has a room', async () => {
    const element = mountCall();
    await element.updateComplete;
    element.room = ROOM;
    await eventually(() => element.state.name).toBe('lobby');
    await eventually(() => textOf(element)).toContain(en.lobbyTitle);
    expect(element.matches(':state(lobby)')).toBe(true);
  });

  it('shows of a long name what the other person will see, so that its field does not hold up the form', async () => {
    const name = '👩‍👩‍👧‍👧'.repeat(20);
    const element = await lobby({ displayName: name });
    const field = shadow(element, HTMLInputElement, 'input');
    expect([field?.value, element.displayName]).toEqual(['👩‍👩‍👧‍👧'.repeat(5), name]);
    element.displayName = null as unknown as string;
    await element.updateComplete;
    expect(field?.value).toBe('');
  });

  it('shows the own picture in the lobby where the devices are allowed, and releases them when removed', async () => {
    const devices = new Devices();
    const element = await lobby();
    await eventually(() => devices.live).toHaveLength(2);
    expect(element.localStream?.getTracks()).toHaveLength(2);
    element.remove();
    await eventually(() => devices.live).toEqual([]);
  });

  it('holds no device when it is removed as soon as it is there', async () => {
    const devices = new Devices();
    const element = mountCall({ room: ROOM });
    await element.updateComplete;
    element.remove();
    // Asked after the element asked the same: it has its answer when this one comes.
    await navigator.permissions.query({ name: 'camera' });
    await turns();
    await eventually(() => devices.idle).toBe(true);
    expect(devices.live).toEqual([]);
  });

  it('releases a device that arrives after it was removed', async () => {
    const devices = new Devices();
    devices.hold();
    const element = await lobby();
    await eventually(() => devices.waiting).toBe(1);
    element.remove();
    await turns();
    devices.release();
    await eventually(() => devices.tracks).toHaveLength(2);
    await eventually(() => devices.live).toEqual([]);
  });

  it('releases a camera that was turned on after the call, when removed', async () => {
    const devices = new Devices();
    const { element, outcome } = await joining();
    element.leave();
    await outcome;
    await element.toggleCamera(true);
    expect(devices.live).toEqual(['video']);
    element.remove();
    await turns();
    expect(devices.live).toEqual([]);
  });

  it('ends its tracks and its joining when removed', async () => {
    const devices = new Devices();
    const { element, outcome } = await joining();
    await eventually(() => devices.live).toHaveLength(2);
    element.remove();
    expect(await outcome).toMatchObject({ name: 'RtcError', code: 'hung-up' });
    expect(devices.live).toEqual([]);
    expect(element.call).toBeNull();
  });

  it('stays in its call when it is moved in the page', async () => {
    const devices = new Devices();
    const { element } = await joining();
    await eventually(() => devices.live).toHaveLength(2);
    const { call } = element;
    mount(document.createElement('section')).append(element);
    await turns();
    expect([element.call, element.state.name]).toEqual([call, 'joining']);
    expect(devices.live).toHaveLength(2);
  });

  it('begins anew when it is put back after it was removed', async () => {
    const element = await lobby();
    element.remove();
    await turns();
    mount(element);
    await eventually(() => element.state.name).toBe('lobby');
    expect(textOf(element)).toContain(en.lobbyTitle);
  });

  it('is put back in a call within a moment, whatever tasks pass between, and keeps it', async () => {
    const devices = new Devices();
    const { element } = await joining();
    await eventually(() => devices.live).toHaveLength(2);
    const { call } = element;
    element.remove();
    await turns();
    mount(element);
    await turns();
    expect([element.call, element.state.name]).toEqual([call, 'joining']);
    expect(devices.live).toHaveLength(2);
  });

  it.each([
    ['the lobby', lobby],
    ['joining', async () => (await joining()).element],
  ] as const)('in %s releases its devices while the browser keeps the page for the way back', async (_state, start) => {
    const element = await start();
    const tracks = (): MediaStreamTrack[] => element.localStream?.getTracks() ?? [];
    await eventually(tracks).toHaveLength(2);
    const { name } = element.state;
    const before = tracks();
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect(before.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await eventually(tracks).toHaveLength(2);
    expect(element.state.name).toBe(name);
  });

  it('that has ended stays so when the page is back', async () => {
    const { element, outcome } = await joining();
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    element.leave();
    await outcome;
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await turns();
    expect([element.state.name, element.localStream?.getTracks()]).toEqual(['ended', []]);
  });

  it('says that the server does not answer while joining; Cancel ends that and releases the devices', async () => {
    const devices = new Devices();
    const element = await lobby();
    await eventually(() => devices.live).toHaveLength(2);
    button(element, en.join)?.click();
    await eventually(() => textOf(element)).toContain(en.serverAway);
    expect(element.state.name).toBe('joining');
    button(element, en.cancel)?.click();
    await element.updateComplete;
    expect(element.state).toMatchObject({ name: 'ended', reason: 'hung-up', lasted: 0 });
    expect(devices.live).toEqual([]);
    expect(textOf(element)).toContain(en.ended);
    expect(button(element, en.joinAgain)).not.toBeNull();
  });

  it('can try again after Cancel', async () => {
    const { element, outcome } = await joining();
    element.leave();
    await outcome;
    await eventually(() => button(element, en.joinAgain)).not.toBeNull();
    button(element, en.joinAgain)?.click();
    await eventually(() => element.state.name).toBe('joining');
    await eventually(() => textOf(element)).toContain(en.serverAway);
  });

  it('rejects join() with hung-up when leave() comes first', async () => {
    const { element, outcome } = await joining();
    element.leave();
    const error = await outcome;
    expect(error).toBeInstanceOf(RtcError);
    expect(error).toMatchObject({ code: 'hung-up' });
  });

  it('tells each state it comes to, across shadow roots', async () => {
    const host = mount(document.createElement('div'));
    const names: string[] = [];
    host.addEventListener('rtc-state-change', ({ previous, state }: RtcStateChangeEvent) =>
      names.push(`${previous.name} ${state.name}`),
    );
    const element = mountCall({ room: ROOM }, host.attachShadow({ mode: 'open' }));
    await eventually(() => element.state.name).toBe('lobby');
    const outcome = element.join().catch(() => undefined);
    element.leave();
    await outcome;
    expect(names).toEqual(['idle lobby', 'lobby joining', 'joining ended']);
    expect(element.matches(':state(ended)') && !element.matches(':state(joining)')).toBe(true);
  });

  it('leaves the old call when its room changes', async () => {
    const { element, outcome } = await joining();
    const { call } = element;
    element.room = 'pqrs-tuvw-xyz2';
    expect(await outcome).toMatchObject({ code: 'hung-up' });
    expect(call?.state.name).toBe('ended');
    expect(element.call).not.toBe(call);
    await eventually(() => element.state.name).toBe('lobby');
  });

  it('joins without a lobby where it is told so', async () => {
    const element = mountCall({ room: ROOM, autojoin: true });
    await eventually(() => element.state.name).toBe('joining');
  });

  it('is its own call beside another in the page', async () => {
    const devices = new Devices();
    const [first, second] = [await joining(), await joining({ as: 'callee' })];
    await eventually(() => devices.live).toHaveLength(4);
    expect(first.element.call).not.toBe(second.element.call);
    expect(first.element.localStream).not.toBe(second.element.localStream);
    await second.element.toggleCamera(false);
    await eventually(() => devices.live).toEqual(['audio', 'video', 'audio']);
    first.element.leave();
    await first.outcome;
    expect([first.element.state.name, second.element.state.name]).toEqual(['ended', 'joining']);
    expect(devices.live).toEqual(['audio']);
  });

  it('turns camera and microphone off and on with its buttons', async () => {
    const devices = new Devices();
    const element = await lobby();
    await eventually(() => devices.live).toHaveLength(2);
    await eventually(() => button(element, en.stopCamera)).not.toBeNull();
    button(element, en.stopCamera)?.click();
    await eventually(() => button(element, en.startCamera)).not.toBeNull();
    expect(devices.live).toEqual(['audio']);
    button(element, en.muteMic)?.click();
    await eventually(() => button(element, en.unmuteMic)).not.toBeNull();
    expect(element.localStream?.getAudioTracks().map(({ enabled }) => enabled)).toEqual([false]);
    button(element, en.startCamera)?.click();
    await eventually(() => button(element, en.stopCamera)).not.toBeNull();
    expect(devices.live).toEqual(['audio', 'video']);
  });

  it('tells of a device that fails once, in words and as an event', async () => {
    const devices = new Devices();
    devices.refusal = ({ video }) => (video ? 'NotFoundError' : null);
    const errors: string[] = [];
    const host = mount(document.createElement('div'));
    host.addEventListener('rtc-error', ({ error }: RtcErrorEvent) => errors.push(error.code));
    const element = mountCall({ room: ROOM }, host);
    await eventually(() => devices.asked.length === 3 && !element.call?.media.state('camera').busy).toBe(true);
    const { title, help } = en.deviceProblem(en.camera, english.problems['device-not-found']);
    await eventually(() => textOf(element)).toContain(`${title} ${help}`);
    expect(errors).toEqual(['device-not-found']);
  });

  it('remembers the name that was typed for the next time', async () => {
    const element = await lobby();
    const field = shadow(element, HTMLInputElement, 'input[name=name]');
    if (field) field.value = 'Ada';
    field?.dispatchEvent(new InputEvent('input', { bubbles: true }));
    expect(element.displayName).toBe('Ada');
    expect((await lobby()).displayName).toBe('Ada');
  });
});

describe('the language of rtc-call', () => {
  const within = (lang: string): HTMLElement => {
    const section = mount(document.createElement('section'));
    section.lang = lang;
    return section;
  };

  it('is that of the page around it', async () => {
    const element = mountCall({ room: ROOM }, within('zh-CN'));
    await eventually(() => textOf(element)).toContain(zhCN.lobbyTitle);
    expect(textOf(element)).not.toContain(en.lobbyTitle);
  });

  it('is its own where it has one, and follows it', async () => {
    const element = mountCall({ room: ROOM, lang: 'en' }, within('zh-CN'));
    await eventually(() => textOf(element)).toContain(en.lobbyTitle);
    element.lang = 'zh-Hans-CN';
    await eventually(() => textOf(element)).toContain(zhCN.lobbyTitle);
    element.lang = 'en-GB';
    await eventually(() => textOf(element)).toContain(en.lobbyTitle);
  });

  it('is found across shadow roots', async () => {
    const root = within('zh-CN').attachShadow({ mode: 'open' });
    const element = mountCall({ room: ROOM }, root);
    await eventually(() => textOf(element)).toContain(zhCN.lobbyTitle);
  });

  it('is that of the place it is moved to', async () => {
    const element = mountCall({ room: ROOM }, within('en'));
    await eventually(() => textOf(element)).toContain(en.lobbyTitle);
    within('zh-CN').append(element);
    await eventually(() => textOf(element)).toContain(zhCN.lobbyTitle);
  });

  it('is English where we have none', async () => {
    const element = mountCall({ room: ROOM }, within('tlh'));
    await eventually(() => textOf(element)).toContain(en.lobbyTitle);
  });

  it('gives way to single texts of the page', async () => {
    const element = mountCall({ room: ROOM, labels: { join: 'Zum Arzt' } }, within('zh-CN'));
    await eventually(() => textOf(element)).toContain(zhCN.lobbyTitle);
    expect(textOf(element)).toContain('Zum Arzt');
    expect(textOf(element)).not.toContain(zhCN.join);
    element.labels = { lobbyTitle: 'Bereit?' };
    await eventually(() => textOf(element)).toContain(zhCN.join);
    expect(textOf(element)).toContain('Bereit?');
  });
});

describe.each([
  ['en', en, english],
  ['zh-CN', zhCN, chinese],
  ['ar', ar, arabic],
])('the table of %s', (_language, first, all) => {
  const { problems, noRoom, stillConnecting, stillReconnecting, peerStills, poor } = all;
  const labels = { ...first, problems, noRoom, stillConnecting, stillReconnecting, peerStills, poor };

  it('has the keys of English', () => {
    expect(keysOf(all)).toEqual(keysOf(english));
  });

  it('has no empty text', () => {
    const empty = Object.entries(textsOf(labels)).filter(([, text]) => text.trim() === '');
    // Hanging up oneself is no problem that needs help.
    expect(empty.map(([key]) => key)).toEqual(['problems.hung-up.help']);
  });

  it('has no text with a gap where a name or a value should be', () => {
    const odd = Object.entries(textsOf(labels)).filter(([, text]) => /undefined|null|\[object|^\s|\s$|\s\s/.test(text));
    expect(odd).toEqual([]);
  });

  it('has a sentence of its own for every trouble, about one device and about both', () => {
    const devices = [labels.camera, labels.microphone, labels.cameraAndMicrophone];
    const sentences = devices.flatMap((device) => TROUBLES.map((trouble) => all.peerTrouble('Ada', device, trouble)));
    expect(new Set(sentences).size).toBe(devices.length * TROUBLES.length);
    expect(sentences.filter((text) => !text.includes('Ada'))).toEqual([]);
  });

  it('uses the names and values it is given', () => {
    const { leftTitle, connectingTo, connectedTo, peerReloading, peerMuted, peerHungUp } = labels;
    for (const text of [leftTitle, connectingTo, connectedTo, peerReloading, peerMuted, peerHungUp])
      expect(text('Ada')).toContain('Ada');
    expect(labels.lasted('4:05')).toContain('4:05');
    expect(labels.peerSharing('Ada')).toContain('Ada');
    const { title, help } = labels.deviceProblem(labels.camera, { title: 'gone', help: 'Plug it in.' });
    expect(title).toContain(labels.camera);
    expect(title).toContain('gone');
    expect(help).toBe('Plug it in.');
  });
});

/** Every text of a table by its path; what is made from a name is made with one and without. */
function textsOf(value: unknown, path: readonly string[] = []): Record<string, string> {
  if (typeof value === 'string') return { [path.join('.')]: value };
  if (typeof value === 'function')
    return Object.assign({}, ...['Ada', ''].map((name) => textsOf(make(value, name), [...path, `(${name})`])));
  return Object.assign({}, ...Object.entries(value ?? {}).map(([key, inner]) => textsOf(inner, [...path, key])));
}

/** The table's functions take a name and perhaps a problem. */
const make = (text: unknown, name: string) =>
  (text as Labels['leftTitle'] | Labels['deviceProblem'])(name, { title: 'title', help: 'help' });

function keysOf(value: object, path = ''): string[] {
  return Object.entries(value)
    .flatMap(([key, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null ? keysOf(inner, `${path}${key}.`) : [`${path}${key}`],
    )
    .toSorted((a, b) => a.localeCompare(b));
}

async function playing(painting: Painting, colour: string, properties: Partial<RtcVideo> = {}): Promise<RtcVideo> {
  const element = mountVideo({ ...properties, srcObject: painting.stream });
  painting.show(colour);
  await eventually(() => element.matches(':state(playing)')).toBe(true);
  return element;
}

async function blocked(listener: (event: Event) => void = () => undefined) {
  const events: Event[] = [];
  const element = mountVideo({ unblockLabel: 'Hear it' });
  await element.updateComplete;
  element.addEventListener('rtc-autoplay-blocked', (event) => {
    events.push(event);
    listener(event);
  });
  blockAutoplayOnce();
  const painting = new Painting();
  element.srcObject = painting.stream;
  painting.show('red');
  await eventually(() => events.length).toBe(1);
  await eventually(() => element.matches(':state(playing)')).toBe(true);
  return { element, events };
}

/** Of a picture in one colour: which. */
function dominant(source: HTMLVideoElement | HTMLCanvasElement): 'red' | 'blue' | 'other' {
  const [red = 0, , blue = 0] = pixelsOf(source);
  if (red > 200 && blue < 60) return 'red';
  return blue > 200 && red < 60 ? 'blue' : 'other';
}
