/** At home in any page: in a frame that may do little, without storage, beside the page's own keys and dialogs, wherever it is moved. */
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../client/define.js';
import { Keepsake } from '../../client/data/keepsake.js';
import { Keep } from '../../client/data/files/keep.js';
import { PrivateFolder } from '../../client/data/files/private-folder.js';
import { PipView } from '../../client/elements/pip-view.js';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import { ar } from '../../client/locales/ar/main.js';
import { en } from '../../client/locales/en/main.js';
import { moreEn } from '../../client/locales/en/on-demand.js';
import { zhCN } from '../../client/locales/zh-CN/main.js';
import { Couple } from './support/couple.js';
import { eventually, turns } from './support/eventually.js';
import { button, mount, mountCall, ROOM, shadow, textOf } from './support/mounted.js';

type Dialog = HTMLDialogElement;

/** Another document, with the element's scripts still in this one. */
function frame(sandbox?: string): { page: Document; body: HTMLElement } {
  const iframe = document.createElement('iframe');
  if (sandbox !== undefined) iframe.setAttribute('sandbox', sandbox);
  const page = mount(iframe).contentDocument;
  if (!page) throw new Error('no document');
  return { page, body: page.body };
}

async function lobby(properties: Partial<RtcCall> = {}, parent?: Node): Promise<RtcCall> {
  const element = mountCall({ room: crypto.randomUUID(), server: inject('server'), lang: 'en', ...properties }, parent);
  await eventually(() => button(element, en.join) !== null).toBe(true);
  return element;
}

/** Whoever waits for a call, with the form to decline it in other words. */
async function declining(): Promise<{ ada: RtcCall; bob: RtcCall; ringer: Element; field: HTMLInputElement }> {
  const [server, room] = [inject('server'), crypto.randomUUID()];
  const bob = mountCall({ server, room, as: 'callee', answer: 'manual', lang: 'en', silent: true });
  const ada = mountCall({ server, room, as: 'caller', displayName: 'Ada', silent: true });
  await Promise.all([bob.updateComplete, ada.updateComplete]);
  await bob.join();
  void ada.join();
  const ringer = await found(() => bob.shadowRoot?.querySelector('rtc-call-ringer'));
  (await found(() => button(ringer, moreEn.ring.declineWith))).click();
  return { ada, bob, ringer, field: await found(() => shadow(ringer, HTMLInputElement, 'form input')) };
}

async function found<T>(look: () => T | null | undefined): Promise<T> {
  await eventually(() => look() !== null && look() !== undefined).toBe(true);
  const seen = look();
  if (seen === null || seen === undefined) throw new Error('gone again');
  return seen;
}

/** The chat's field, in a call. */
async function chat(element: RtcCall): Promise<{ panel: Element; field: HTMLTextAreaElement }> {
  await element.openPanel('chat');
  const panel = await found(() => shadow(element, HTMLElement, '.panel > *'));
  return { panel, field: await found(() => shadow(panel, HTMLTextAreaElement, 'textarea')) };
}

function write(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Whether the page may still do with it what it would. */
const press = (target: EventTarget, key: string, type = 'keydown'): boolean =>
  target.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, composed: true, cancelable: true }));

describe('in a sandboxed frame that may submit no forms', () => {
  const SANDBOX = 'allow-scripts allow-same-origin';

  it.each(['click', 'Enter'] as const)('one joins by %s', async (how) => {
    const { body } = frame(SANDBOX);
    const element = await lobby({}, body);
    if (how === 'click') button(element, en.join)?.click();
    else {
      shadow(element, HTMLInputElement, 'input')?.focus();
      await userEvent.keyboard('{Enter}');
    }
    await eventually(() => element.state.name).toBe('waiting');
  });

  it('one sends a line by click', async () => {
    const { ada, bob } = await Couple.meet({ lang: 'en' });
    frame(SANDBOX).body.append(ada.element);
    const { panel, field } = await chat(ada.element);
    write(field, 'hello');
    await eventually(() => button(panel, moreEn.chat.send)?.disabled).toBe(false);
    button(panel, moreEn.chat.send)?.click();
    const lines = (await bob.element.chat()).entries;
    await eventually(() => lines.map(({ text }) => text)).toEqual(['hello']);
    expect(field.value).toBe('');
  });

  it('one declines in words of one’s own, and not without any', async () => {
    const { ada, bob, ringer, field } = await declining();
    frame(SANDBOX).body.append(bob);
    const send = await found(() => button(ringer, moreEn.ring.send));
    send.click();
    await turns();
    expect(bob.state.name).toBe('ringing');
    write(field, 'At the dentist');
    send.click();
    await eventually(() => ada.state).toMatchObject({ name: 'ended', reason: 'declined', said: 'At the dentist' });
  });
});

const fails = (): never => {
  throw new TypeError('no storage');
};
/** What stands where a browser's storage should be. */
const NONE = [
  { how: 'null, as in web views of apps', storage: null },
  { how: 'not there', storage: undefined },
  {
    how: 'something that throws anything',
    storage: { getItem: fails, setItem: fails, open: fails, request: fails, removeItem: fails },
  },
];

describe('where the browser stores nothing', () => {
  it.each(NONE)('the lobby is drawn and one joins: storage is $how', async ({ storage }) => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) vi.stubGlobal(name, storage);
    onTestFinished(() => void vi.unstubAllGlobals());
    const element = await lobby();
    const field = shadow(element, HTMLInputElement, 'input');
    if (field) write(field, 'Ada');
    await element.setDevice('speaker', null);
    button(element, en.join)?.click();
    await eventually(() => element.state.name).toBe('waiting');
    expect((await lobby()).displayName).toBe('');
  });

  it.each(NONE)('what would outlive a reload is lost, and nothing else: it is $how', async ({ storage }) => {
    for (const name of ['sessionStorage', 'indexedDB']) vi.stubGlobal(name, storage);
    onTestFinished(() => void vi.unstubAllGlobals());
    const keepsake = new Keepsake('key');
    keepsake.put('text');
    expect(keepsake.take()).toBeNull();
    const keep = new Keep('name');
    await keep.keep(1, new File(['text'], 'a.txt'));
    expect(await keep.recall(1)).toBeNull();
  });

  it.each(NONE)('files arrive in memory: what locks their folder is $how', async ({ storage }) => {
    vi.spyOn(navigator, 'locks', 'get').mockReturnValue(storage as unknown as LockManager);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(await PrivateFolder.open('name', new AbortController().signal)).toBeNull();
  });
});

describe('beside the keys of the page', () => {
  /** What the page's own shortcuts hear, with whether the key is used already. */
  function heard(): string[] {
    const keys: string[] = [];
    const life = new AbortController();
    for (const type of ['keydown', 'keypress', 'keyup'])
      addEventListener(
        type,
        (event) => keys.push(`${type} ${(event as KeyboardEvent).key}${event.defaultPrevented ? ' used' : ''}`),
        life,
      );
    onTestFinished(() => life.abort());
    return keys;
  }

  it('what is written in the lobby stays there', async () => {
    const element = await lobby();
    const field = await found(() => shadow(element, HTMLInputElement, 'input'));
    await turns();
    const keys = heard();
    field.focus();
    field.select();
    await userEvent.keyboard('yes sir');
    expect([field.value, keys]).toEqual(['yes sir', []]);
  });

  it('what is written in the chat stays there; Enter sends it', async () => {
    const { ada, bob } = await Couple.meet({ lang: 'en' });
    const keys = heard();
    const { field } = await chat(ada.element);
    field.focus();
    await userEvent.keyboard('yes sir{Enter}');
    await eventually(async () => (await bob.element.chat()).entries.map(({ text }) => text)).toEqual(['yes sir']);
    expect(keys).toEqual([]);
  });

  it('what is written to decline stays there', async () => {
    const { field } = await declining();
    const keys = heard();
    field.focus();
    await userEvent.keyboard('some');
    expect([field.value, keys]).toEqual(['some', []]);
  });

  it('a space presses the button that has the focus, and nothing of the page', async () => {
    const element = await lobby();
    const keys = heard();
    button(element, en.join)?.focus();
    await userEvent.keyboard(' ');
    await eventually(() => element.state.name).toBe('waiting');
    expect(keys).toEqual([]);
  });

  it('Tab and an Escape that closes nothing of ours are the page’s', async () => {
    const element = await lobby();
    const field = await found(() => shadow(element, HTMLInputElement, 'input'));
    const keys = heard();
    for (const key of ['Tab', 'Escape']) press(field, key);
    expect(keys).toEqual(['keydown Tab', 'keydown Escape']);
  });

  it('what is typed into a field of the page’s own, in one of our slots, is the page’s', async () => {
    const element = await lobby();
    const own = mount(Object.assign(document.createElement('input'), { slot: 'lobby-header' }), element);
    const keys = heard();
    press(own, 's');
    expect(keys).toEqual(['keydown s']);
  });

  it('a key that did something is used for the page, for as long as it is held', async () => {
    const keys = heard();
    const { element } = (await Couple.meet()).ada;
    await eventually(() => shadow(element, HTMLElement, '#move-hint') !== null).toBe(true);
    const stage = await found(() => shadow(element, HTMLElement, '.stage'));
    stage.focus();
    expect(press(stage, 'm')).toBe(false);
    stage.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'm', repeat: true, bubbles: true, composed: true, cancelable: true }),
    );
    press(stage, 'q');
    expect(keys).toEqual(['keydown m used', 'keydown m used', 'keydown q']);
    await eventually(() => element.call?.media.wanted('mic')).toBe(false);
  });
});

describe('in a dialog of the page', () => {
  it('the first Escape closes the panel alone, the second one the dialog', async () => {
    const dialog: Dialog = mount(document.createElement('dialog'));
    dialog.showModal();
    const element = await lobby({}, dialog);
    await element.openPanel('devices');
    await userEvent.keyboard('{Escape}');
    await eventually(() => element.panel).toBeNull();
    await turns();
    expect(dialog.open).toBe(true);
    await userEvent.keyboard('{Escape}');
    await eventually(() => dialog.open).toBe(false);
  });

  it('as does the form that declines a call', async () => {
    const { bob, ringer, field } = await declining();
    expect(press(field, 'Escape')).toBe(false);
    await eventually(() => button(ringer, moreEn.ring.declineWith) !== null).toBe(true);
    expect(bob.state.name).toBe('ringing');
  });

  it('and the choice between files and a folder', async () => {
    const { ada } = await Couple.meet({ lang: 'en' });
    const { panel } = await chat(ada.element);
    const clip = await found(() => button(panel, moreEn.files.attach));
    clip.click();
    await found(() => shadow(panel, HTMLElement, '.choices'));
    expect(press(clip, 'Escape')).toBe(false);
    await eventually(() => shadow(panel, HTMLElement, '.choices')).toBeNull();
    expect(ada.element.panel).toBe('chat');
  });
});

describe('on a page that turns to another language', () => {
  const section = (): HTMLElement =>
    mount(Object.assign(document.createElement('section'), { lang: 'en', dir: 'ltr' }));
  const directionOf = (element: RtcCall): string | null => {
    const base = shadow(element, HTMLElement, '[part=base]');
    return base && getComputedStyle(base).direction;
  };

  /** Nothing draws them any more. */
  async function settled(...elements: readonly RtcCall[]): Promise<void> {
    const drawn = vi.fn();
    const life = { hostUpdated: drawn };
    for (const element of elements) element.addController(life);
    await vi.waitFor(async () => {
      drawn.mockClear();
      await turns(15);
      expect(drawn).not.toHaveBeenCalled();
    });
    for (const element of elements) element.removeController(life);
  }

  it('the lobby is turned, too: by any ancestor, across shadow roots', async () => {
    const around = section();
    const inner = mount(document.createElement('div'), around).attachShadow({ mode: 'open' });
    const element = mountCall({ room: ROOM }, inner);
    await eventually(() => textOf(element)).toContain(en.lobbyTitle);
    await eventually(() => directionOf(element)).toBe('ltr');
    await settled(element);
    around.removeAttribute('dir');
    around.lang = 'ar';
    await eventually(() => textOf(element)).toContain(ar.lobbyTitle);
    await eventually(() => directionOf(element)).toBe('rtl');
    await settled(element);
    around.dir = 'ltr';
    await eventually(() => directionOf(element)).toBe('ltr');
    await settled(element);
    around.lang = 'zh-CN';
    await eventually(() => textOf(element)).toContain(zhCN.lobbyTitle);
  });

  it('so are a panel that is open, and a page that is rung', async () => {
    const around = section();
    const desk = { answer: 'manual', as: 'callee', autojoin: true, server: inject('server') } as const;
    const [lobby, rung] = [
      mountCall({ room: ROOM }, around),
      mountCall({ room: crypto.randomUUID(), ...desk }, around),
    ];
    await lobby.openPanel('devices');
    const panel = await found(() => shadow(lobby, HTMLElement, '.panel > *'));
    const ringer = await found(() => rung.shadowRoot?.querySelector('rtc-call-ringer'));
    await eventually(() => rung.state.name).toBe('waiting');
    await settled(lobby, rung);
    around.removeAttribute('dir');
    around.lang = 'ar';
    for (const each of [panel, ringer]) await eventually(() => getComputedStyle(each).direction).toBe('rtl');
    await settled(lobby, rung);
    around.dir = 'ltr';
    for (const each of [panel, ringer]) await eventually(() => getComputedStyle(each).direction).toBe('ltr');
  });

  it('so is the small window of a call', async () => {
    const around = section();
    const { element, call } = (await Couple.meet()).ada;
    around.append(element);
    const small = frame().page;
    if (!small.defaultView) throw new Error('no window');
    const view = new PipView(element, call, small.defaultView);
    onTestFinished(() => view.close());
    const seen = (): string[] => [small.documentElement.lang, small.documentElement.dir];
    await eventually(seen).toEqual(['en', 'ltr']);
    around.removeAttribute('dir');
    around.lang = 'ar';
    await eventually(seen).toEqual(['ar', 'rtl']);
  });
});

describe('moved into another document', () => {
  const sheets = (element: Element): number => element.shadowRoot?.adoptedStyleSheets.length ?? 0;

  it('in a call it has all its styles, there and back, and panels open', async () => {
    const { element } = (await Couple.meet({ lang: 'en' })).ada;
    await eventually(() => shadow(element, HTMLElement, '#move-hint') !== null).toBe(true);
    const video = await found(() => element.shadowRoot?.querySelector('.remote'));
    const worn = [sheets(element), sheets(video)];
    expect(Math.min(...worn)).toBeGreaterThan(0);
    const { page, body } = frame();
    body.append(element);
    await eventually(() => [sheets(element), sheets(video)]).toEqual(worn);
    expect(page.defaultView?.getComputedStyle(element).display).not.toBe('inline');
    await element.openPanel('devices');
    const panel = await found(() => shadow(element, HTMLElement, '.panel > *'));
    expect([element.panel, sheets(panel) > 0]).toEqual(['devices', true]);
    await element.openPanel(null);
    document.body.append(element);
    await eventually(() => sheets(element)).toBe(worn[0] === undefined ? 0 : worn[0] + 1);
    await element.openPanel('devices');
    expect(element.panel).toBe('devices');
  });

  it('its keys act there, its language is that of the page there', async () => {
    const { element } = (await Couple.meet({ shortcuts: 'page' })).ada;
    const { page, body } = frame();
    page.documentElement.lang = 'zh-CN';
    body.append(element);
    await eventually(() => textOf(element)).toContain(zhCN.connectedTo('Bob'));
    await eventually(() => shadow(element, HTMLElement, '#move-hint') !== null).toBe(true);
    press(mount(page.createElement('input'), body), 'm');
    await turns();
    expect(element.call?.media.wanted('mic')).toBe(true);
    press(body, 'm');
    await eventually(() => element.call?.media.wanted('mic')).toBe(false);
    page.documentElement.lang = 'en';
    await eventually(() => textOf(element)).toContain(en.connectedTo('Bob'));
  });
});
