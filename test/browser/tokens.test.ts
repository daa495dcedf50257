/** A page's own mistakes are said to be the page's: in its console, and to the person without a word of the server. */
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import '../../client/define.js';
import type { TokenProvider } from '../../client/call/call.js';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import { en } from '../../client/locales/en/main.js';
import docs from '../../docs/api.md?raw';
import { Devices } from './support/devices.js';
import { eventually, turns } from './support/eventually.js';
import { recordFaults } from './support/faults.js';
import { mount, mountCall, NO_SERVER, textOf } from './support/mounted.js';

const MISSING = en.tokenMissing;

/** Somebody who joins with this provider. */
function joining(tokenProvider: TokenProvider, properties: Partial<RtcCall> = {}): RtcCall {
  void new Devices();
  const room = crypto.randomUUID();
  return mountCall({ room, server: inject('server'), autojoin: true, tokenProvider, ...properties });
}

describe('a tokenProvider that throws', () => {
  it('is asked again; the console has its error once, and the person reads nothing of the server', async () => {
    const faults = recordFaults();
    const mistake = new ReferenceError('fetchToken is not defined');
    let asked = 0;
    const element = joining(() => {
      asked += 1;
      if (asked < 3) throw mistake;
      return Promise.resolve('token');
    });
    const read = new Set<string>();
    const look = setInterval(() => read.add(textOf(element)));
    onTestFinished(() => clearInterval(look));
    await eventually(() => textOf(element)).toContain(MISSING);
    expect([element.state.name, element.call?.tokenMissing, element.call?.reachable]).toEqual(['joining', true, true]);
    await eventually(() => element.state.name).toBe('waiting');
    expect([asked, element.call?.tokenMissing]).toEqual([3, false]);
    expect(faults).toEqual([['rtc-call:', expect.stringContaining('tokenProvider'), mistake]]);
    expect([...read].filter((text) => text.includes(en.serverAway))).toEqual([]);
  });

  it('is that of a desk, too', async () => {
    recordFaults();
    const element = joining(() => Promise.reject(new Error('not now')), { as: 'callee', answer: 'manual' });
    const ringer = (): Element | null | undefined => element.shadowRoot?.querySelector('rtc-call-ringer');
    await eventually(() => ringer()?.shadowRoot?.textContent).toContain(MISSING);
  });

  it('is no news where the call is over', async () => {
    const faults = recordFaults();
    let fail = (_error: Error): void => undefined;
    const element = joining(() => new Promise((_resolve, reject) => (fail = reject)));
    await eventually(() => element.state.name).toBe('joining');
    element.leave();
    fail(new Error('too late'));
    await turns();
    expect([element.state.name, element.call?.tokenMissing, faults]).toEqual(['ended', false, []]);
  });

  it('says what it made that is no token', async () => {
    const faults = recordFaults();
    const element = joining((() => Promise.resolve({ token: 'abc' })) as unknown as TokenProvider);
    await eventually(() => textOf(element)).toContain(MISSING);
    expect(faults).toEqual([['rtc-call:', expect.any(String), expect.any(TypeError)]]);
  });
});

describe('the tokenProvider of docs/api.md', () => {
  /** Its module, with the script's address as this page has it. */
  async function run(): Promise<RtcCall> {
    void new Devices();
    const element = mountCall({ room: crypto.randomUUID(), server: NO_SERVER });
    const [, code = ''] =
      /<script type="module">\n((?:(?!<\/script>)[\s\S])*tokenProvider =[\s\S]*?)<\/script>/.exec(docs) ?? [];
    const here = new URL('/client/index.ts', location.href).href;
    const text = code.replace('https://call.example.com/rtc-call.js', here);
    expect(text).toContain(here);
    const script = Object.assign(document.createElement('script'), { type: 'module', text });
    await new Promise((resolve, reject) => {
      script.onerror = reject;
      mount(script);
      void eventually(() => element.tokenProvider)
        .toBeDefined()
        .then(resolve, reject);
    });
    return element;
  }

  const answer = (status: number, text = ''): void => {
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(text, { status }));
    onTestFinished(() => spy.mockRestore());
  };

  it('ends the call where the page’s server says no', async () => {
    const faults = recordFaults();
    const element = await run();
    answer(403);
    await expect(element.join()).rejects.toMatchObject({ code: 'unauthorized' });
    expect([element.state, faults]).toMatchObject([{ name: 'ended', code: 'unauthorized' }, []]);
  });

  it('takes no page of an error for a token', async () => {
    recordFaults();
    const element = await run();
    answer(500, '<h1>Internal Server Error</h1>');
    void element.join().catch(() => undefined);
    await eventually(() => textOf(element)).toContain(MISSING);
  });

  it('makes tokens', async () => {
    const element = await run();
    answer(200, 'a.b.c');
    await expect(element.tokenProvider?.('join')).resolves.toBe('a.b.c');
  });
});

describe('a server that was not named', () => {
  const ABOUT_SERVER = expect.stringContaining('<rtc-call server=');

  it('and does not answer is said in the console, once', async () => {
    const faults = recordFaults();
    const element = mountCall({ room: crypto.randomUUID(), server: '' });
    await eventually(() => faults).toEqual([['rtc-call:', ABOUT_SERVER]]);
    expect(faults.flat().join(' ')).toContain(location.origin);
    element.requestUpdate();
    element.displayName = 'Ann';
    await element.updateComplete;
    expect(faults).toHaveLength(1);
  });

  it('is no news where it was named', async () => {
    const faults = recordFaults();
    const named = mountCall({ room: crypto.randomUUID(), server: NO_SERVER });
    await eventually(() => named.call?.reachable).toBe(false);
    await named.updateComplete;
    await turns();
    expect(faults).toEqual([]);
  });
});
