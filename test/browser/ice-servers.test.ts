/** ICE servers that the browser refuses: the call goes on without them, and page and person are told. */
import '../../client/define.js';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import type { RtcErrorEvent } from '../../client/elements/events.js';
import { en } from '../../client/locales/en/main.js';
import { labels as english } from '../../client/locales/en/index.js';
import { remediesEn } from '../../client/locales/en/remedies.js';
import { Couple } from './support/couple.js';
import { eventually } from './support/eventually.js';
import { recordFaults } from './support/faults.js';
import { button, mountCall, shadow, textOf } from './support/mounted.js';

/** Without credentials: Chromium throws an InvalidAccessError. */
const BAD: RTCIceServer = { urls: 'turn:turn.example.com' };
const GOOD: RTCIceServer = { urls: ['stun:127.0.0.1:9'] };
const { title } = english.problems['bad-ice-servers'];

/** The codes of all that this page is told. */
function heard(): string[] {
  const codes: string[] = [];
  const note = (event: Event): void => void codes.push((event as RtcErrorEvent).error.code);
  addEventListener('rtc-error', note);
  onTestFinished(() => removeEventListener('rtc-error', note));
  return codes;
}

const serversOf = (connection: RTCPeerConnection | undefined): unknown =>
  connection?.getConfiguration().iceServers?.map(({ urls }) => urls);

describe('ICE servers with a wrong entry', () => {
  it('set before the room: the two connect by the others, and it is told once by each, with what helps', async () => {
    const [codes, faults] = [heard(), recordFaults()];
    const { ada, connections } = await Couple.meet({ iceServers: [BAD, GOOD] });
    expect(connections.map(serversOf)).toEqual([[GOOD.urls], [GOOD.urls]]);
    expect(codes).toEqual(['bad-ice-servers', 'bad-ice-servers']);
    expect([ada.call.problem?.cause, faults]).toEqual([expect.objectContaining({ name: 'InvalidAccessError' }), []]);
  });

  it('set later: the person reads of it, and is called all the same', async () => {
    const [codes, room] = [heard(), crypto.randomUUID()];
    const [ada, bob] = (['caller', 'callee'] as const).map((as) =>
      mountCall({ room, as, server: inject('server'), lang: 'en' }),
    );
    if (!ada || !bob) throw new Error('nobody there');
    await eventually(() => ada.state.name).toBe('lobby');
    ada.iceServers = [BAD];
    await eventually(() => textOf(ada)).toContain(title);
    await ada.join();
    await bob.join();
    await eventually(() => ada.state.name).toBe('connected');
    expect(codes).toEqual(['bad-ice-servers']);
  });

  it('is said in the lobby, with steps, and no more once the page has mended it', async () => {
    const element = mountCall({ room: crypto.randomUUID(), server: inject('server'), lang: 'en', iceServers: [BAD] });
    await eventually(() => textOf(element)).toContain(title);
    const notice = shadow(element, HTMLElement, '.notice');
    expect(notice?.textContent).not.toContain(en.tryAgain);
    button(element, en.how)?.click();
    const panel = (): Element | null | undefined => shadow(element, HTMLElement, '.panel')?.firstElementChild;
    await eventually(() => textOf(panel() ?? element)).toContain(remediesEn.cases['bad-ice-servers'].cause);
    element.iceServers = [GOOD];
    await eventually(() => textOf(element)).not.toContain(title);
  });

  it.each(['no list', { urls: 'stun:127.0.0.1:9' }, [null], [{}]])('or none at all: %j', async (servers) => {
    const codes = heard();
    const iceServers = servers as RTCIceServer[]; // A page without types.
    const { ada } = await Couple.meet({ iceServers });
    expect([ada.call.state.name, codes[0]]).toEqual(['connected', 'bad-ice-servers']);
  });

  it('given anew by every drawing of the page are told once', async () => {
    const codes = heard();
    const element = mountCall({ room: crypto.randomUUID(), server: inject('server') });
    for (let drawing = 0; drawing < 3; drawing += 1) {
      element.iceServers = [{ ...BAD }];
      await element.updateComplete;
    }
    expect(codes).toEqual(['bad-ice-servers']);
  });

  it('and a policy that is none: the two connect', async () => {
    const iceTransportPolicy = 'some' as RTCIceTransportPolicy; // A page without types.
    const { ada } = await Couple.meet({ iceTransportPolicy });
    expect(ada.call.state.name).toBe('connected');
  });
});

describe('an exception that nobody foresaw', () => {
  it('is told to the page and to the person, and in the lobby one can try again', async () => {
    const [codes, faults] = [heard(), recordFaults()];
    vi.stubGlobal(
      'RTCPeerConnection',
      vi.fn(function () {
        throw new Error('too many of them');
      }),
    );
    const element = mountCall({ room: crypto.randomUUID(), server: inject('server'), lang: 'en' });
    await eventually(() => textOf(element)).toContain(english.problems.unexpected.title);
    button(element, en.join)?.click();
    await eventually(() => codes).toEqual(['unexpected', 'unexpected']);
    vi.unstubAllGlobals();
    button(element, en.join)?.click();
    await eventually(() => element.state.name).toBe('waiting');
    expect(faults).toEqual([]);
  });
});
