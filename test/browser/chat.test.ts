import '../../client/define.js';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MOST_LINES } from '../../client/data/chat.js';
import type { RtcCall } from '../../client/elements/rtc-call.js';
import type { RtcChatEvent } from '../../client/elements/data-events.js';
import { moreEn } from '../../client/locales/en/on-demand.js';
import { MAX_LINE } from '../../shared/parse-data.js';
import { Couple } from './support/couple.js';
import { eventually, turns } from './support/eventually.js';
import { logged, shadow } from './support/mounted.js';

const texts = moreEn.chat;

/** Two in a call, with all that a call has. */
async function meet(properties: Partial<RtcCall> = {}): Promise<Couple> {
  const couple = await Couple.meet({ lang: 'en', ...properties });
  for (const { element } of couple.both)
    await eventually(() => shadow(element, HTMLElement, '#move-hint') !== null).toBe(true);
  return couple;
}

const chatButton = (element: RtcCall): HTMLButtonElement | null =>
  shadow(element, HTMLButtonElement, '[part~=button-chat]');
const toastOf = (element: RtcCall): HTMLButtonElement | null => shadow(element, HTMLButtonElement, '.chat-toast');

async function say(element: RtcCall, ...lines: readonly string[]): Promise<void> {
  const chat = await element.chat();
  for (const text of lines) await chat.send(text);
}

interface Open {
  readonly panel: HTMLElement;
  readonly field: HTMLTextAreaElement;
}

/** The panel, as it is when it is drawn. */
async function openChat(element: RtcCall): Promise<Open> {
  await element.openPanel('chat');
  const panel = shadow(element, HTMLElement, '.panel > *');
  if (!panel) throw new Error('no panel');
  await eventually(() => shadow(panel, HTMLTextAreaElement, 'textarea') !== null).toBe(true);
  const field = shadow(panel, HTMLTextAreaElement, 'textarea');
  if (!field) throw new Error('no field');
  return { panel, field };
}

const all = (panel: HTMLElement, selector: string): HTMLElement[] => [
  ...(panel.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];
const bubblesOf = (panel: HTMLElement): string[] => all(panel, '.text').map(({ innerText }) => innerText.trim());

/** As a person does. */
function write(field: HTMLTextAreaElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

const press = (target: EventTarget, key: string, init: KeyboardEventInit = {}): boolean =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...init }));

function hide(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('while the chat is closed', () => {
  it('a line is counted on its button, shown for a moment, and said once', async () => {
    const { ada, bob } = await meet();
    const said = logged(ada.element);
    expect(chatButton(ada.element)?.ariaLabel).toBe('Chat');
    await say(bob.element, 'hello', 'hello');
    await eventually(() => chatButton(ada.element)?.ariaLabel).toBe(texts.open(2));
    expect(shadow(ada.element, HTMLElement, '.count')?.textContent).toBe('2');
    expect(toastOf(ada.element)?.textContent?.replace(/\s+/g, ' ').trim()).toBe('Bob hello');
    await eventually(() => said.filter((line) => line === 'Bob: hello')).toHaveLength(2);
    expect(chatButton(bob.element)?.ariaLabel).toBe('Chat');
    toastOf(ada.element)?.click();
    await eventually(() => ada.element.panel).toBe('chat');
    await eventually(() => chatButton(ada.element)?.ariaLabel).toBe('Chat');
    await eventually(() => toastOf(ada.element)).toBeNull();
  });

  it('the page can keep a line to itself, or show something else for it', async () => {
    const { ada, bob } = await meet();
    const heard: string[] = [];
    ada.element.addEventListener('rtc-chat', (event: RtcChatEvent) => {
      const { entry } = event;
      heard.push(`${entry.mine ? 'mine' : 'theirs'}: ${entry.text}`);
      if (entry.text === '/wave') event.preventDefault();
      if (entry.kind !== 'poll') return;
      event.show(Object.assign(document.createElement('em'), { textContent: `poll: ${String(entry.data)}` }));
    });
    await say(ada.element, 'mine');
    await say(bob.element, '/wave');
    await (await bob.element.chat()).send('Lunch?', { kind: 'poll', data: 7 });
    await eventually(() => heard).toEqual(['mine: mine', 'theirs: /wave', 'theirs: Lunch?']);
    await eventually(() => chatButton(ada.element)?.ariaLabel).toBe(texts.open(1));
    const { panel } = await openChat(ada.element);
    expect(bubblesOf(panel)).toEqual(['mine', 'poll: 7']);
    expect(shadow(panel, HTMLElement, '.text > em')).not.toBeNull();
    const other = await openChat(bob.element);
    expect(bubblesOf(other.panel)).toEqual(['mine', '/wave', 'Lunch?']);
  });

  it('there is neither a button nor a key where `controls` leaves it out', async () => {
    const { ada } = await meet({ controls: 'mic leave' });
    const stage = shadow(ada.element, HTMLElement, '.stage');
    if (stage) press(stage, 'c');
    await turns();
    expect([chatButton(ada.element), ada.element.panel]).toEqual([null, null]);
  });

  it('its buttons fit into every width, large enough and beside each other', async () => {
    const { ada } = await meet();
    for (const width of [240, 280, 300, 320, 360, 412, 480, 600, 768, 1024]) {
      Object.assign(ada.element.style, { inlineSize: `${width}px`, blockSize: '560px' });
      await eventually(() => Math.round(ada.element.getBoundingClientRect().width)).toBe(width);
      const boxes = [...(ada.element.shadowRoot?.querySelectorAll('.toolbar > button') ?? [])].map((button) =>
        button.getBoundingClientRect(),
      );
      const stage = shadow(ada.element, HTMLElement, '.stage')?.getBoundingClientRect();
      expect(boxes).toHaveLength(6);
      for (const [index, box] of boxes.entries()) {
        expect(Math.min(box.width, box.height), `${width}`).toBeGreaterThanOrEqual(44);
        expect(box.left, `${width}`).toBeGreaterThanOrEqual((stage?.left ?? 0) + 8);
        expect(box.right, `${width}`).toBeLessThanOrEqual((stage?.right ?? 0) - 8);
        for (const other of boxes.slice(index + 1))
          expect(other.left >= box.right || other.right <= box.left || other.top >= box.bottom, `${width}`).toBe(true);
      }
      expect(new Set(boxes.map(({ top }) => Math.round(top))).size, `${width}: rows`).toBe(width < 308 ? 2 : 1);
    }
  });
});

describe('the chat', () => {
  it('has the focus in its field; Enter sends, Shift and Enter do not, and both sides see it', async () => {
    const { ada, bob } = await meet();
    const stage = shadow(ada.element, HTMLElement, '.stage');
    stage?.focus();
    if (stage) press(stage, 'c');
    await eventually(() => ada.element.panel).toBe('chat');
    const { panel, field } = await openChat(ada.element);
    await eventually(() => panel.shadowRoot?.activeElement).toBe(field);
    expect(shadow(panel, HTMLElement, '.empty')?.innerText).toContain(texts.empty);
    write(field, 'first\nsecond');
    expect(press(field, 'Enter', { shiftKey: true })).toBe(true);
    await turns();
    expect(field.value).toBe('first\nsecond');
    expect(press(field, 'Enter')).toBe(false);
    await eventually(() => bubblesOf(panel)).toEqual(['first\nsecond']);
    expect([field.value, panel.shadowRoot?.activeElement]).toEqual(['', field]);
    const mark = (): string | null | undefined => shadow(panel, HTMLElement, '.mark')?.ariaLabel;
    await eventually(mark).toBe('Delivered');
    const other = await openChat(bob.element);
    expect(bubblesOf(other.panel)).toEqual(['first\nsecond']);
    await eventually(mark).toBe('Read');
  });

  it('sends and closes nothing while an input method composes', async () => {
    const { ada } = await meet();
    const { panel, field } = await openChat(ada.element);
    write(field, 'にほん');
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      expect(press(field, 'Enter', init)).toBe(true);
      press(field, 'Escape', init);
      await turns();
      expect([bubblesOf(panel), field.value, ada.element.panel]).toEqual([[], 'にほん', 'chat']);
    }
  });

  it('closes with Escape, gives the focus back, and keeps what was written', async () => {
    const { ada } = await meet();
    chatButton(ada.element)?.focus();
    const { field } = await openChat(ada.element);
    write(field, 'half a sen');
    press(field, 'Escape');
    await eventually(() => ada.element.panel).toBeNull();
    await eventually(() => ada.element.shadowRoot?.activeElement).toBe(chatButton(ada.element));
    const again = await openChat(ada.element);
    expect(again.field.value).toBe('half a sen');
  });

  it('says that the other one writes, and no longer when they do not', async () => {
    const { ada, bob } = await meet();
    const [mine, theirs] = [await openChat(ada.element), await openChat(bob.element)];
    write(theirs.field, 'x');
    await eventually(() => shadow(mine.panel, HTMLElement, '.typing')?.innerText.trim()).toBe(texts.typing('Bob'));
    write(theirs.field, '');
    await eventually(() => shadow(mine.panel, HTMLElement, '.typing')).toBeNull();
  });

  it('reads nothing while the page is hidden, and all of it when it is seen', async () => {
    const { ada, bob } = await meet();
    await openChat(ada.element);
    hide(true);
    onTestFinished(() => void vi.restoreAllMocks());
    await say(bob.element, 'look');
    const chat = await bob.element.chat();
    await turns(20);
    expect(chat.entries[0]?.state).toBe('delivered');
    await eventually(() => chatButton(ada.element)?.ariaLabel).toBe(texts.open(1));
    hide(false);
    await eventually(() => chat.entries[0]?.state).toBe('read');
  });

  it('shows what a stranger writes as text, and links that are safe', async () => {
    const { ada, bob } = await meet();
    const evil = [
      '<img src=x onerror="globalThis.hacked=1"><script>hacked=1</script>',
      'javascript:alert(1) data:text/html,x https://bank.example@evil.example',
      '<a href="https://evil.example" onclick="x">y</a> \u202e',
    ];
    await say(bob.element, ...evil, 'see https://example.com/a?b=1&c="x"');
    const { panel } = await openChat(ada.element);
    await eventually(() => bubblesOf(panel)).toHaveLength(4);
    expect(bubblesOf(panel).slice(0, 2)).toEqual(evil.slice(0, 2));
    expect(new Set(all(panel, '.text *').map(({ localName }) => localName))).toEqual(new Set(['div', 'a']));
    const links = all(panel, 'a').map((link) => [
      link.getAttribute('href'),
      link.getAttribute('target'),
      link.getAttribute('rel'),
    ]);
    const how = ['_blank', 'noopener noreferrer nofollow'];
    expect(links).toEqual([
      ['https://evil.example/', ...how],
      ['https://example.com/a?b=1&c=', ...how],
    ]);
    expect('hacked' in globalThis).toBe(false);
  });

  it('gives each line its own direction, and keeps what is long in its bubble', async () => {
    const { ada, bob } = await meet();
    await say(bob.element, 'English (one)\nوصلت الرسالة (two)\n\nend', 'x'.repeat(500), '👍');
    const { panel } = await openChat(ada.element);
    await eventually(() => bubblesOf(panel)).toHaveLength(3);
    const directions = all(panel, '.line:first-of-type div[dir]').map((line) => getComputedStyle(line).direction);
    expect(directions).toEqual(['ltr', 'rtl', 'ltr', 'ltr']);
    const scroller = shadow(panel, HTMLElement, '.scroller');
    expect(scroller?.scrollWidth).toBe(scroller?.clientWidth);
    expect(all(panel, '.large')).toHaveLength(1);
  });

  it('copies a line by mouse and by keyboard', async () => {
    const { ada, bob } = await meet();
    const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    onTestFinished(() => copied.mockRestore());
    await say(bob.element, 'one', 'two');
    const { panel } = await openChat(ada.element);
    await eventually(() => all(panel, '.copy')).toHaveLength(2);
    const [first, last] = all(panel, '.copy');
    expect([first?.tabIndex, last?.tabIndex]).toEqual([-1, 0]);
    last?.focus();
    if (last) press(last, 'ArrowUp');
    await eventually(() => panel.shadowRoot?.activeElement).toBe(first);
    await eventually(() => [first?.tabIndex, last?.tabIndex]).toEqual([0, -1]);
    first?.click();
    await eventually(() => first?.ariaLabel).toBe('Copied');
    expect(copied.mock.calls).toEqual([['one']]);
    expect(shadow(panel, HTMLElement, '.said')?.textContent).toBe('Copied');
  });

  it('says how much room is left before there is none, and sends nothing that is too long', async () => {
    const { ada } = await meet();
    const { panel, field } = await openChat(ada.element);
    const limit = (): string | undefined => shadow(panel, HTMLElement, '#limit')?.textContent?.trim();
    const send = shadow(panel, HTMLButtonElement, '.send');
    expect([limit(), send?.disabled]).toEqual(['', true]);
    write(field, 'x'.repeat(MAX_LINE - 10));
    await eventually(limit).toBe(texts.left('10'));
    expect(send?.disabled).toBe(false);
    write(field, 'x'.repeat(MAX_LINE + 1));
    await eventually(limit).toBe(texts.over('1'));
    await eventually(() => send?.disabled).toBe(true);
    press(field, 'Enter');
    await turns();
    expect([bubblesOf(panel), field.ariaInvalid]).toEqual([[], 'true']);
  });

  it('stays at its end, unless somebody reads further up: then it says that something new is there', async () => {
    const { ada, bob } = await meet();
    Object.assign(ada.element.style, { inlineSize: '400px', blockSize: '500px' });
    await say(bob.element, ...Array.from({ length: 30 }, (_, index) => `line ${index}`));
    const { panel } = await openChat(ada.element);
    const scroller = shadow(panel, HTMLElement, '.scroller');
    if (!scroller) throw new Error('no list');
    const rest = (): number => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    await eventually(() => rest() < 2 && scroller.scrollTop > 0).toBe(true);
    scroller.scrollTop = 0;
    await eventually(() => rest()).toBeGreaterThan(100);
    await turns(10);
    await say(bob.element, 'the newest');
    await eventually(() => shadow(panel, HTMLElement, '.newer')?.innerText.trim()).toBe(texts.newer);
    expect(scroller.scrollTop).toBe(0);
    expect((await ada.element.chat()).unread).toBe(1);
    shadow(panel, HTMLElement, '.newer')?.click();
    await eventually(() => rest() < 2).toBe(true);
    await eventually(async () => (await ada.element.chat()).unread).toBe(0);
    expect(shadow(panel, HTMLElement, '.newer')).toBeNull();
  });

  it('shows the newest 200 of many, and earlier ones on demand, where one reads', async () => {
    const { ada, bob } = await meet();
    await say(bob.element, 'the oldest');
    const chat = await bob.element.chat();
    await Promise.all(Array.from({ length: MOST_LINES + 99 }, (_, index) => chat.send(`line ${index}`)));
    await eventually(async () => (await ada.element.chat()).entries.at(-1)?.text).toBe(`line ${MOST_LINES + 98}`);
    expect((await ada.element.chat()).entries).toHaveLength(MOST_LINES);
    expect(chatButton(ada.element)?.innerText.trim()).toBe('99+');
    const { panel } = await openChat(ada.element);
    await eventually(() => all(panel, '.line')).toHaveLength(200);
    const [before] = all(panel, '.line');
    const scroller = shadow(panel, HTMLElement, '.scroller');
    if (scroller) scroller.scrollTop = 0;
    await turns(10);
    const at = before?.getBoundingClientRect().top ?? NaN;
    const button = shadow(panel, HTMLButtonElement, '.earlier');
    expect(button?.innerText.trim()).toBe(texts.earlier);
    button?.click();
    await eventually(() => all(panel, '.line')).toHaveLength(400);
    const same = all(panel, '.line')[200];
    expect(Math.abs((same?.getBoundingClientRect().top ?? NaN) - at)).toBeLessThan(60);
  });

  it('leaves its field above the keyboard of a phone', async () => {
    const { ada } = await meet();
    const { panel } = await openChat(ada.element);
    const view = globalThis.visualViewport;
    if (!view) throw new Error('no visual viewport');
    const element = ada.element.getBoundingClientRect();
    const height = vi.spyOn(view, 'height', 'get').mockReturnValue(element.bottom - 200);
    onTestFinished(() => height.mockRestore());
    view.dispatchEvent(new Event('resize'));
    const composer = (): number => shadow(panel, HTMLElement, '.composer')?.getBoundingClientRect().bottom ?? NaN;
    await eventually(composer).toBeLessThanOrEqual(element.bottom - 200);
    height.mockReturnValue(innerHeight);
    view.dispatchEvent(new Event('resize'));
    await eventually(composer).toBeGreaterThan(element.bottom - 200);
  });
});
