import { array, assert, asyncProperty, constant, integer, oneof, record } from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Chat, MOST_LINES, type ChatEntry } from '../../client/data/chat.js';
import { OVER_AFTER_MS, SAY_EVERY_MS } from '../../client/data/typing.js';
import { LINE_STATES, type Post } from '../../shared/messages.js';
import { MAX_LINE } from '../../shared/parse-data.js';
import { Page, Two, useTabs } from '../support/two.js';

useTabs();
afterEach(() => void vi.useRealTimers());

const textsOf = (page: Page): string[] => page.chat.entries.map(({ text }) => text);
const stateOf = (page: Page): ChatEntry['state'] | undefined => page.chat.entries.at(-1)?.state;

/** Whoever hangs up, or is somebody else, ends what was on its way. */
const send = (page: Page, text: string): void => void page.chat.send(text).catch(() => undefined);

/** Both are there. */
async function met(): Promise<Two> {
  const two = new Two();
  await two.settle();
  return two;
}

/** A chat alone, with what it sends. */
function alone(next = Infinity): { chat: Chat; posts: Post[]; told: boolean[] } {
  const [posts, told] = [new Array<Post>(), new Array<boolean>()];
  const post = (letter: Post): number => posts.push(letter);
  const chat = new Chat(
    {
      post,
      deliver: (letter) => ({ n: post(letter), arrived: Promise.resolve() }),
      typing: (on) => told.push(on),
      next: () => Math.min(next, posts.length + 1),
      tell: () => undefined,
    },
    null,
  );
  return { chat, posts, told };
}

const line = (text: string, at = 0): { text: string; at: number } => ({ text, at });

describe('a line', () => {
  it('is there at once for who wrote it, arrives, is read, and both know how far it is', async () => {
    const two = await met();
    const sent = two.left.chat.send('hello');
    expect(two.left.chat.entries).toMatchObject([{ mine: true, text: 'hello', kind: null, state: 'sending' }]);
    await two.settle();
    await sent;
    expect([stateOf(two.left), two.right.chat.unread]).toEqual(['delivered', 1]);
    expect(two.right.chat.entries).toMatchObject([{ mine: false, text: 'hello', state: 'delivered' }]);
    two.right.chat.markRead();
    await two.settle();
    expect([stateOf(two.left), stateOf(two.right), two.right.chat.unread]).toEqual(['read', 'read', 0]);
  });

  it('keeps its lines, its signs and its joiners, and loses what turns the text around it', async () => {
    const two = await met();
    send(two.left, '\n\n  a\r\nb\u2028c \u202e<b>&amp;</b>\u2066 \u0007👩‍👩‍👧 می‌خواهم \n');
    await two.settle();
    expect(textsOf(two.right)).toEqual(['  a\nb\nc <b>&amp;</b> 👩‍👩‍👧 می‌خواهم']);
    expect(textsOf(two.left)).toEqual(textsOf(two.right));
  });

  it('that is too long is cut, the same on both sides', async () => {
    const two = await met();
    send(two.left, `${'x'.repeat(MAX_LINE - 3)}👩‍👩‍👧!`);
    await two.settle();
    expect(textsOf(two.left)).toEqual(['x'.repeat(MAX_LINE - 3)]);
    expect(textsOf(two.right)).toEqual(textsOf(two.left));
  });

  it('is refused where it is none, before it is shown', async () => {
    const { left } = new Two();
    await expect(left.chat.send(' \n ')).rejects.toMatchObject({ code: 'bad-request' });
    await expect(left.chat.send('x', { kind: '' })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(left.chat.send('x', { kind: 'k', data: 'x'.repeat(20_000) })).rejects.toMatchObject({
      code: 'too-large',
    });
    expect(left.chat.entries).toEqual([]);
  });

  it('of a kind of the page’s own brings along what belongs to it', async () => {
    const two = await met();
    void two.left.chat.send('Lunch?', { kind: 'poll', data: { options: ['yes', 'no'] } });
    await two.settle();
    for (const { chat } of [two.left, two.right])
      expect(chat.entries).toMatchObject([{ text: 'Lunch?', kind: 'poll', data: { options: ['yes', 'no'] } }]);
  });

  it('that is taken out when it is told of was never there: it is not unread, and nobody else hears of it', async () => {
    const two = await met();
    const told = vi.fn();
    two.right.chat.on('line', told);
    two.right.onchat = ({ chat, entry }) => chat.drop(entry);
    send(two.left, 'secret');
    await two.settle();
    expect([two.right.chat.entries, two.right.chat.unread, told.mock.calls]).toEqual([[], 0, []]);
    expect(stateOf(two.left)).toBe('delivered');
  });

  it('is never before the one above it, and never from the future, whatever the other clock says', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const { chat } = alone();
    chat.received(1, line('a', 500_000));
    chat.received(2, line('late', 3));
    chat.received(3, line('early', Number.MAX_SAFE_INTEGER));
    vi.setSystemTime(900_000);
    void chat.send('the own clock was set back');
    expect(chat.entries.map(({ at }) => at)).toEqual([500_000, 500_000, 1_000_000, 1_000_000]);
  });
});

describe('a chat', () => {
  it('goes on after a reload of either page, with its marks and with what is unread', async () => {
    const two = await met();
    send(two.left, 'one');
    send(two.right, 'two');
    await two.settle();
    two.right.chat.markRead();
    await two.settle();
    for (const page of [two.left, two.right]) {
      page.reload();
      two.reconnect();
      await two.settle();
    }
    const of = (page: Page) => page.chat.entries.map(({ id, mine, text, state }) => [id, mine, text, state]);
    expect(of(two.left)).toEqual([
      ['mine-1', true, 'one', 'read'],
      ['theirs-1', false, 'two', 'delivered'],
    ]);
    expect([two.left.chat.unread, two.right.chat.unread]).toEqual([1, 0]);
    two.left.chat.markRead();
    await two.settle();
    expect(two.right.chat.entries.find(({ mine }) => mine)).toMatchObject({ text: 'two', state: 'read' });
  });

  it('brings what was written into a gap, though both pages are reloaded', async () => {
    const two = await met();
    two.link.cut();
    send(two.left, 'under way');
    two.left.reload();
    two.right.reload();
    two.reconnect();
    await two.settle();
    expect([textsOf(two.left), textsOf(two.right)]).toEqual([['under way'], ['under way']]);
    expect(stateOf(two.left)).toBe('delivered');
  });

  it('says that all was read though that was on its way when the connection, or the page, went', async () => {
    const two = await met();
    send(two.left, 'one');
    await two.settle();
    two.right.chat.markRead();
    two.right.reload();
    two.reconnect();
    await two.settle();
    expect(stateOf(two.left)).toBe('read');
    send(two.left, 'two');
    await two.settle();
    two.right.chat.markRead();
    await two.settle();
    expect(stateOf(two.left)).toBe('read');
  });

  it('is given up when somebody else comes, and when the call ends', async () => {
    const two = await met();
    send(two.left, 'for the first one');
    await two.settle();
    const other = new Page('other');
    Object.assign(two, { right: other });
    two.reconnect();
    await two.settle();
    expect([two.left.chat.entries, other.chat.entries]).toEqual([[], []]);
    send(other, 'I am new');
    await two.settle();
    expect(textsOf(two.left)).toEqual(['I am new']);
    two.left.hide();
    two.left.data.end();
    expect([two.left.chat.entries, sessionStorage.getItem(`${tabOf('left')} chat`)]).toEqual([[], null]);
    await expect(two.left.chat.send('too late')).rejects.toMatchObject({ code: 'hung-up' });
  });

  it('of another call is not taken up', async () => {
    const two = await met();
    send(two.left, 'x');
    await two.settle();
    two.left.hide();
    expect(sessionStorage.getItem(`${tabOf('left')} chat`)).toContain('"x"');
    const next = new Page('left');
    expect([next.chat.entries, sessionStorage.getItem(`${tabOf('left')} chat`)]).toEqual([[], null]);
  });

  it('goes on when the browser shows a page again that it had kept, and nobody else went on with it', async () => {
    const two = await met();
    send(two.left, 'x');
    await two.settle();
    two.left.hide();
    two.left.show();
    two.reconnect();
    await two.settle();
    send(two.left, 'y');
    await two.settle();
    expect([textsOf(two.left), textsOf(two.right)]).toEqual([
      ['x', 'y'],
      ['x', 'y'],
    ]);
    expect(sessionStorage.getItem(`${tabOf('left')} chat`)).toBeNull();
  });

  it('begins anew on such a page when another one has gone on with it, though that was kept, too', async () => {
    const two = await met();
    two.left.reload();
    two.reconnect();
    await two.settle();
    send(two.left, 'by the page after it');
    await two.settle();
    two.left.back();
    two.reconnect();
    await two.settle();
    send(two.left, 'heard all the same');
    await two.settle();
    expect(textsOf(two.right)).toEqual(['heard all the same']);
  });

  it('is what it was where storage is full: the letters are kept, the lines are not', async () => {
    const two = await met();
    send(two.left, 'x'.repeat(100));
    await two.settle();
    const put = sessionStorage.setItem.bind(sessionStorage);
    sessionStorage.setItem = (key, value) => {
      if (key.endsWith(' chat')) throw new DOMException('full', 'QuotaExceededError');
      put(key, value);
    };
    two.left.reload();
    two.reconnect();
    send(two.right, 'after');
    await two.settle();
    expect([textsOf(two.left), two.right.messages]).toEqual([['after'], []]);
  });
});

const tabOf = (name: string): string => `rtc-call  ${name} auto`;

describe('typing', () => {
  it('is said at once, seldom, and when it ends; and is over with a line', () => {
    vi.useFakeTimers();
    const { chat, told } = alone();
    for (let key = 0; key < 10; key += 1) chat.typing();
    expect(told).toEqual([true]);
    vi.advanceTimersByTime(SAY_EVERY_MS);
    chat.typing();
    chat.typing(false);
    chat.typing(false);
    expect(told).toEqual([true, true, false]);
    chat.typing();
    void chat.send('x');
    chat.typing(false);
    expect(told).toEqual([true, true, false, true]);
  });

  it('is over by itself, and with the line', () => {
    vi.useFakeTimers();
    const { chat } = alone();
    const seen: boolean[] = [];
    chat.on('change', () => seen.push(chat.peerTyping));
    chat.heardTyping(true);
    vi.advanceTimersByTime(OVER_AFTER_MS - 1);
    chat.heardTyping(true);
    vi.advanceTimersByTime(OVER_AFTER_MS - 1);
    expect([chat.peerTyping, seen]).toEqual([true, [true]]);
    vi.advanceTimersByTime(1);
    expect([chat.peerTyping, seen]).toEqual([false, [true, false]]);
    chat.heardTyping(true);
    chat.received(1, line('x'));
    expect(chat.peerTyping).toBe(false);
    chat.heardTyping(true);
    chat.end();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes from page to page, and is said to nobody before they have met', async () => {
    const two = new Two();
    two.left.chat.typing();
    expect(two.link.left.channels.get(2)?.waiting.join()).not.toContain('typing');
    await two.settle();
    two.right.chat.typing();
    await two.settle();
    expect([two.left.chat.peerTyping, two.right.chat.peerTyping]).toEqual([true, false]);
    two.left.data.end();
    two.right.data.end();
  });
});

describe('a hostile peer', () => {
  it('who sends 100,000 lines leaves the newest, and is told once that they were read, not 100,000 times', () => {
    const { chat, posts } = alone();
    for (let n = 1; n <= 100_000; n += 1) {
      chat.received(n, line(`${n}`));
      chat.markRead();
    }
    expect(chat.entries).toHaveLength(MOST_LINES);
    expect([chat.entries[0]?.text, chat.entries.at(-1)?.text]).toEqual(['99001', '100000']);
    expect(posts).toEqual([{ kind: 'read', of: 1 }]);
    chat.delivered(1);
    expect(posts).toEqual([
      { kind: 'read', of: 1 },
      { kind: 'read', of: 100_000 },
    ]);
  });

  it('who sends long lines leaves a megabyte, and what is kept over a reload is no more', () => {
    const { chat } = alone();
    const own = { kind: 'k', body: 'x'.repeat(12_000) };
    for (let n = 1; n <= 1_000; n += 1) chat.received(n, { ...line('y'.repeat(MAX_LINE)), own });
    expect(chat.entries.length).toBeLessThan(70);
    expect(JSON.stringify(chat.memory).length).toBeLessThan(1_100_000);
  });

  it('who has read what was never sent has read nothing', () => {
    const { chat } = alone();
    void chat.send('one');
    for (const of of [0, 2, 1_000, Number.MAX_SAFE_INTEGER]) chat.seen(of);
    expect(chat.entries[0]?.state).toBe('sending');
    chat.seen(1);
    expect(chat.entries[0]?.state).toBe('read');
    chat.delivered(1);
    chat.seen(1);
    expect(chat.entries[0]?.state).toBe('read');
  });

  it('who types without end leaves one timer', () => {
    vi.useFakeTimers();
    const { chat } = alone();
    const changed = vi.fn();
    chat.on('change', changed);
    for (let word = 0; word < 10_000; word += 1) chat.heardTyping(true);
    expect([vi.getTimerCount(), changed.mock.calls.length]).toEqual([1, 1]);
  });
});

interface Event {
  readonly type: 'send' | 'carry' | 'cut' | 'reload' | 'read';
  readonly by: number;
}

describe('wherever the connection is cut, and whichever page is reloaded', () => {
  it('lines arrive once and in order, and no mark goes back', async () => {
    const who = integer({ min: 0, max: 1 });
    const of = (type: Event['type']) => record<Event>({ type: constant(type), by: who });
    const event = oneof(
      { weight: 6, arbitrary: of('send') },
      { weight: 8, arbitrary: record<Event>({ type: constant('carry'), by: integer({ min: 0, max: 20 }) }) },
      { weight: 3, arbitrary: of('read') },
      { weight: 2, arbitrary: of('cut') },
      { weight: 2, arbitrary: of('reload') },
    );
    await assert(
      asyncProperty(array(event, { maxLength: 50 }), async (events) => {
        sessionStorage.removeItem('rtc-call  left auto data');
        const two = new Two();
        const pages = [two.left, two.right] as const;
        const sent: [string[], string[]] = [[], []];
        const marks = new Map<string, number>();
        const noMarkGoesBack = (): void => {
          for (const [index, { chat }] of pages.entries())
            for (const { id, state } of chat.entries) {
              const [key, mark] = [`${index} ${id}`, LINE_STATES.indexOf(state)];
              expect(mark).toBeGreaterThanOrEqual(marks.get(key) ?? 0);
              marks.set(key, mark);
            }
        };
        for (const { type, by } of events) {
          const index = by === 0 ? 0 : 1;
          if (type === 'send') {
            sent[index].push(`${index}-${sent[index].length}`);
            send(pages[index], sent[index].at(-1) ?? '');
          }
          if (type === 'carry') for (let more = by; more >= 0; more -= 1) two.link.carry(more);
          if (type === 'read') pages[index].chat.markRead();
          if (type === 'reload') pages[index].reload();
          if (type === 'reload' || type === 'cut') two.reconnect();
          await Promise.resolve();
          noMarkGoesBack();
        }
        two.reconnect();
        await two.settle();
        for (const page of pages) page.chat.markRead();
        await two.settle();
        noMarkGoesBack();
        for (const [index, { chat }] of pages.entries()) {
          const theirs = chat.entries.filter(({ mine }) => !mine).map(({ text }) => text);
          const mine = chat.entries.filter((entry) => entry.mine);
          expect([theirs, mine.map(({ text }) => text)]).toEqual([
            sent[index === 0 ? 1 : 0],
            sent[index === 0 ? 0 : 1],
          ]);
          expect(chat.entries.every(({ state }) => state === 'read')).toBe(true);
        }
        for (const { data } of pages) data.end();
      }),
      { numRuns: 100 },
    );
  });
});
