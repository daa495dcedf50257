import { beforeEach, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import '../../client/define.js';
import { Attention } from '../../client/elements/attention.js';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import { RingSound } from '../../client/elements/ring-sound.js';
import { eventually } from './support/eventually.js';
import { mountCall, textOf } from './support/mounted.js';

/** As a browser does that shows another tab. */
function hidePage(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  onTestFinished(() => void vi.restoreAllMocks());
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Every audio context from now on. */
function recordSound(): AudioContext[] {
  const made: AudioContext[] = [];
  vi.stubGlobal(
    'AudioContext',
    class extends AudioContext {
      constructor() {
        super();
        made.push(this);
      }
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  return made;
}

const iconOf = (): string | null | undefined => document.querySelector('link[rel~=icon]')?.getAttribute('href');

describe('the attention of somebody who looks elsewhere', () => {
  beforeEach(() => document.querySelectorAll('link[rel~=icon]').forEach((link) => link.remove()));

  function call(): Attention {
    const attention = new Attention('Ada is calling');
    onTestFinished(() => attention.stop());
    return attention;
  }

  it('is called for by title and icon, and both are as they were when they look', async () => {
    const link = Object.assign(document.createElement('link'), { rel: 'icon', href: './mine.svg' });
    document.head.append(link);
    document.title = 'My page';
    onTestFinished(() => link.remove());
    hidePage(true);
    call();
    expect([document.title, iconOf()]).toEqual(['Ada is calling', expect.stringMatching(/^data:image/)]);
    await eventually(() => document.title).toBe('My page');
    await eventually(() => document.title).toBe('Ada is calling');
    hidePage(false);
    expect([document.title, iconOf()]).toEqual(['My page', './mine.svg']);
  });

  it('is left alone while they look', () => {
    document.title = 'My page';
    hidePage(false);
    call();
    expect(document.title).toBe('My page');
  });

  it('goes at once, twice is as good, and what was not there is not there again', () => {
    document.querySelector('title')?.remove();
    hidePage(true);
    const attention = call();
    expect(iconOf()).toMatch(/^data:image/);
    attention.stop();
    attention.stop();
    expect([document.querySelector('title'), iconOf()]).toEqual([null, undefined]);
  });

  it("keeps a title that the page changes meanwhile: it is the page's", () => {
    document.title = 'My page';
    hidePage(true);
    const attention = call();
    document.title = '(1) My page';
    attention.stop();
    expect(document.title).toBe('(1) My page');
  });
});

describe('the sound of a ring', () => {
  it('plays where the browser allows it, and stops at once', async () => {
    const made = recordSound();
    const told: boolean[] = [];
    const sound = new RingSound('ringtone', (blocked) => void told.push(blocked));
    await eventually(() => told.at(-1)).toBe(false);
    sound.stop();
    sound.stop();
    await eventually(() => made[0]?.state).toBe('closed');
  });

  it('says that it waits for a gesture where the browser wants one, and begins with the next', async () => {
    const made = recordSound();
    const resume = vi.spyOn(AudioContext.prototype, 'resume').mockReturnValue(new Promise(() => undefined));
    vi.spyOn(AudioContext.prototype, 'state', 'get').mockReturnValue('suspended');
    onTestFinished(() => void vi.restoreAllMocks());
    const told: boolean[] = [];
    const sound = new RingSound('ringback', (blocked) => void told.push(blocked));
    await eventually(() => told).toEqual([true]);
    resume.mockClear();
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    expect(resume).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
    made[0]?.dispatchEvent(new Event('statechange'));
    sound.stop();
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    expect(resume).toHaveBeenCalledTimes(1);
  });
});

/** The ids of the speakers that are not the system's. */
async function speakers(): Promise<string[]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all
    .filter(({ kind, deviceId }) => kind === 'audiooutput' && deviceId !== 'default')
    .map((one) => one.deviceId);
}

describe('the speaker of a ring', () => {
  function ring(): RingSound {
    const sound = new RingSound('ringtone', () => undefined);
    onTestFinished(() => sound.stop());
    return sound;
  }

  it('is the one that it is turned to, and the same for one that cannot be had', async () => {
    const made = recordSound();
    const [speaker = ''] = await speakers();
    const sound = ring();
    expect(speaker).not.toBe('');
    await sound.turnTo(speaker);
    expect(made[0]).toMatchObject({ sinkId: speaker });
    await sound.turnTo('gone');
    expect(made[0]).toMatchObject({ sinkId: speaker });
    await sound.turnTo('');
    expect(made[0]).toMatchObject({ sinkId: '' });
  });

  it('is so, too, where only an element can be turned to it, and nothing is heard after the end', async () => {
    const native = Object.getOwnPropertyDescriptor(AudioContext.prototype, 'setSinkId') ?? {};
    Object.defineProperty(AudioContext.prototype, 'setSinkId', { value: undefined, configurable: true });
    onTestFinished(() => void Object.defineProperty(AudioContext.prototype, 'setSinkId', native));
    const turned = vi.spyOn(HTMLMediaElement.prototype, 'setSinkId');
    onTestFinished(() => turned.mockRestore());
    const [speaker = ''] = await speakers();
    const sound = ring();
    await sound.turnTo(speaker);
    const [player] = turned.mock.contexts as HTMLAudioElement[];
    await eventually(() => player?.currentTime).toBeGreaterThan(0);
    expect([player?.sinkId, player?.paused]).toEqual([speaker, false]);
    sound.stop();
    expect(player?.paused).toBe(true);
  });

  it('is the one that somebody chose at another time, and follows their choice', async () => {
    const made = recordSound();
    const [speaker = ''] = await speakers();
    localStorage.setItem('rtc-call speaker', speaker);
    onTestFinished(() => localStorage.removeItem('rtc-call speaker'));
    const { ada, bob } = await desk();
    await eventually(() => bob.state.name).toBe('ringing');
    await eventually(() => made.map((context) => Reflect.get(context, 'sinkId'))).toContain(speaker);
    await bob.setDevice('speaker', null);
    await eventually(() => made.map((context) => Reflect.get(context, 'sinkId'))).not.toContain(speaker);
    expect(ada.state.name).toBe('ringing');
  });
});

/** A desk that waits, and somebody who has not joined yet. */
async function desk(properties: Partial<RtcCall> = {}): Promise<{ ada: RtcCall; bob: RtcCall; ends: string[] }> {
  const [server, room] = [inject('server'), crypto.randomUUID()];
  const bob = mountCall({ server, room, as: 'callee', answer: 'manual', displayName: 'Bob', ...properties });
  const ada = mountCall({ server, room, as: 'caller', displayName: 'Ada', silent: true });
  await Promise.all([ada.updateComplete, bob.updateComplete]);
  const ends: string[] = [];
  for (const element of [ada, bob])
    element.addEventListener('rtc-ring-end', ({ direction, outcome }) => ends.push(`${direction} ${outcome}`));
  await bob.join();
  await ada.join();
  return { ada, bob, ends };
}

/** The page of a ring, if the element shows it. */
const ringPage = (element: RtcCall): string => {
  const ringer = element.shadowRoot?.querySelector('rtc-call-ringer');
  return ringer ? textOf(ringer) : '';
};

describe('an element that answers by hand', () => {
  it('rings with sound, says so by its state, and is quiet the moment that somebody answers', async () => {
    const made = recordSound();
    const { ada, bob, ends } = await desk();
    await eventually(() => ringPage(bob)).toContain('Ada is calling');
    expect([ada, bob].map((element) => element.matches(':state(ringing)'))).toEqual([true, true]);
    // The one of the lobby's level is closed by then.
    const playing = (): number => made.filter(({ state }) => state === 'running').length;
    await eventually(playing).toBe(1);
    bob.decline('👩‍👩‍👧‍👧'.repeat(4_000));
    await eventually(playing).toBe(0);
    const said = '👩‍👩‍👧‍👧'.repeat(18);
    await eventually(() => ada.state).toMatchObject({ name: 'ended', reason: 'declined', said });
    expect(ends.sort()).toEqual(['incoming declined', 'outgoing declined']);
  });

  it('makes no sound where the page wants none', async () => {
    const start = vi.spyOn(AudioBufferSourceNode.prototype, 'start');
    onTestFinished(() => start.mockRestore());
    const { bob } = await desk({ silent: true });
    await eventually(() => ringPage(bob)).toContain('Ada is calling');
    expect(start).not.toHaveBeenCalled();
  });

  it('leaves a ring to the page that cancels its event', async () => {
    const start = vi.spyOn(AudioBufferSourceNode.prototype, 'start');
    onTestFinished(() => start.mockRestore());
    const rung: string[] = [];
    const listen = (event: Event): void => {
      event.preventDefault();
      rung.push(event.type);
    };
    addEventListener('rtc-ring', listen);
    onTestFinished(() => removeEventListener('rtc-ring', listen));
    const { ada, bob } = await desk();
    await eventually(() => bob.state.name).toBe('ringing');
    await eventually(() => ringPage(bob)).toContain('Ready for calls');
    expect(start).not.toHaveBeenCalled();
    bob.ring?.accept({ camera: false });
    await eventually(() => ada.state.name).toBe('connected');
    expect(rung).toEqual(['rtc-ring', 'rtc-ring']);
    expect([bob.call?.media.state('camera').on, bob.call?.media.wanted('camera')]).toEqual([false, false]);
  });

  it('takes the next call as it took the first: the camera that one was without is on again', async () => {
    const { ada, bob } = await desk({ silent: true });
    await eventually(() => bob.state.name).toBe('ringing');
    bob.accept({ camera: false });
    await eventually(() => ada.state.name).toBe('connected');
    bob.leave();
    await eventually(() => bob.state.name).toBe('waiting');
    expect(ada.state).toMatchObject({ name: 'ended', reason: 'peer-hung-up' });
    await ada.join();
    await eventually(() => bob.state.name).toBe('ringing');
    bob.accept();
    await eventually(() => bob.call?.media.state('camera').on).toBe(true);
  });

  it('is closed for good by its person while nobody is there, and when it is taken out of the page', async () => {
    const { ada, bob, ends } = await desk({ silent: true });
    await eventually(() => bob.state.name).toBe('ringing');
    bob.leave();
    await eventually(() => ends.length).toBe(2);
    expect(bob.state).toMatchObject({ name: 'ended', reason: 'hung-up' });
    expect(ends.sort()).toEqual(['incoming declined', 'outgoing declined']);
    await ada.join();
    expect(ada.state.name).toBe('waiting');
  });

  it('rings on while the server is away, and what is answered meanwhile is heard afterwards', async () => {
    const { ada, bob } = await desk({ silent: true });
    await eventually(() => bob.state.name).toBe('ringing');
    const { call } = bob;
    const sockets: WebSocket[] = [];
    const send = vi.spyOn(WebSocket.prototype, 'send').mockImplementation(function (this: WebSocket) {
      sockets.push(this);
    });
    onTestFinished(() => send.mockRestore());
    call?.accept();
    expect(bob.state.name).toBe('connecting');
    send.mockRestore();
    for (const socket of sockets) socket.close();
    await eventually(() => ada.state.name).toBe('connected');
  });
});
