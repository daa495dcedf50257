import { array, assert, asyncProperty, constant, integer, oneof, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mailbox } from '../../client/data/mailbox.js';
import type { MailMemory, Word } from '../../shared/messages.js';
import { MAX_LETTER, parseMemory, parseWord } from '../../shared/parse-data.js';

/** One page of two, with what it was told. */
class Side {
  readonly read: string[] = [];
  readonly delivered: number[] = [];
  strangers = 0;
  /** Words on their way. */
  readonly out: string[] = [];
  /** Letters that the channel takes before it is full. */
  room = Infinity;
  mailbox: Mailbox;

  constructor(memory: MailMemory | null = null) {
    this.mailbox = new Mailbox(
      {
        say: (word) => this.#say(word),
        onletter: ({ post }) => post.kind === 'message' && this.read.push(post.body),
        ondelivered: (n) => this.delivered.push(n),
        onstranger: () => (this.strangers += 1),
        streams: () => [],
      },
      memory,
    );
  }

  send(body: string): void {
    this.mailbox.send({ kind: 'message', body });
  }

  hear(text: string): void {
    const parsed = parseWord(text);
    if (!parsed.ok) throw new Error(`not a word: ${text}`);
    const word = parsed.value;
    if (word.type === 'hello') this.mailbox.meet(word);
    if (word.type === 'letter') this.mailbox.receive(word);
    if (word.type === 'got') this.mailbox.delivered(word.n);
  }

  /** The same page after a reload: it has what it remembered, and nothing else. */
  reloaded(): Side {
    return Object.assign(new Side(parseMemory(JSON.stringify(this.mailbox.memory))), { read: this.read });
  }

  #say(word: Word): boolean {
    if (word.type === 'letter' && this.room <= 0) return false;
    if (word.type === 'letter') this.room -= 1;
    this.out.push(JSON.stringify(word));
    return true;
  }
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A new connection: what was on its way is lost. */
function connect(...sides: readonly Side[]): void {
  for (const side of sides) side.out.length = 0;
  for (const side of sides) side.mailbox.opened();
}

/** Carries everything, until nothing is said any more. */
async function settle(a: Side, b: Side): Promise<void> {
  for (let quiet = 0; quiet < 2; quiet += 1) {
    await tick();
    while (a.out.length + b.out.length > 0) {
      quiet = 0;
      const [from, to] = a.out.length > 0 ? [a, b] : [b, a];
      to.hear(from.out.shift() ?? '');
    }
  }
}

describe('two mailboxes', () => {
  it('carry letters once, in order, both ways, and say when they have arrived', async () => {
    const [a, b] = [new Side(), new Side()];
    a.send('before anybody was there');
    connect(a, b);
    await settle(a, b);
    a.send('one');
    b.send('two');
    await settle(a, b);
    expect([b.read, a.read]).toEqual([['before anybody was there', 'one'], ['two']]);
    expect([a.delivered.at(-1), b.delivered.at(-1)]).toEqual([2, 1]);
    expect(a.mailbox.memory.letters).toEqual([]);
  });

  it('agree which of them is first', async () => {
    const [a, b] = [new Side(), new Side()];
    connect(a, b);
    await settle(a, b);
    expect(a.mailbox.first).not.toBe(b.mailbox.first);
  });

  it('say nothing but hello before both have', () => {
    const [a, b] = [new Side(), new Side()];
    a.send('x');
    connect(a, b);
    expect(a.out.map((text) => (JSON.parse(text) as Word).type)).toEqual(['hello']);
  });

  it('wait for room', async () => {
    const [a, b] = [new Side(), new Side()];
    connect(a, b);
    await settle(a, b);
    a.room = 1;
    for (const body of ['1', '2', '3']) a.send(body);
    await settle(a, b);
    expect(b.read).toEqual(['1']);
    a.room = Infinity;
    a.mailbox.flush();
    await settle(a, b);
    expect(b.read).toEqual(['1', '2', '3']);
  });

  it('drop what was meant for somebody else, and begin anew with who is there', async () => {
    const [a, b, c] = [new Side(), new Side(), new Side()];
    connect(a, b);
    a.send('for b');
    await settle(a, b);
    a.mailbox.closed();
    a.send('for b, too');
    connect(a, c);
    await settle(a, c);
    a.send('for c');
    await settle(a, c);
    expect([a.strangers, b.read, c.read]).toEqual([1, ['for b'], ['for c']]);
  });

  it('go on with a page that has lost its memory', async () => {
    const [a, b] = [new Side(), new Side()];
    connect(a, b);
    for (const body of ['1', '2']) a.send(body);
    b.send('3');
    await settle(a, b);
    const fresh = new Side();
    connect(a, fresh);
    fresh.send('4');
    await settle(a, fresh);
    a.send('5');
    await settle(a, fresh);
    expect([fresh.read, a.read]).toEqual([['5'], ['3', '4']]);
  });

  it('refuse what is too large, and too many, and lose nothing of what they took', async () => {
    const a = new Side();
    expect(() => a.send('x'.repeat(MAX_LETTER))).toThrow(expect.objectContaining({ code: 'too-large' }));
    for (let sent = 0; sent < 4_096; sent += 1) a.send(String(sent));
    expect(() => a.send('one more')).toThrow(expect.objectContaining({ code: 'too-large' }));
    const b = new Side();
    connect(a, b);
    await settle(a, b);
    expect(b.read).toHaveLength(4_096);
  });

  it('do not believe a stranger who counts wrong', async () => {
    const [a, b] = [new Side(), new Side()];
    connect(a, b);
    await settle(a, b);
    a.send('x');
    a.hear(JSON.stringify({ type: 'got', n: 1_000 }));
    expect(a.mailbox.memory.letters).toHaveLength(1);
    a.hear(JSON.stringify({ type: 'letter', n: 7, post: { kind: 'message', body: '"early"' } }));
    expect(a.read).toEqual([]);
  });

  it('lose, double and swap nothing, wherever the connection is cut and whichever page is reloaded', async () => {
    const event = oneof(
      { weight: 4, arbitrary: constant<Event>({ type: 'send', by: 0 }) },
      { weight: 4, arbitrary: constant<Event>({ type: 'send', by: 1 }) },
      { weight: 8, arbitrary: record<Event>({ type: constant('carry'), by: integer({ min: 0, max: 1 }) }) },
      { weight: 2, arbitrary: record<Event>({ type: constant('cut'), by: constant(0) }) },
      { weight: 1, arbitrary: record<Event>({ type: constant('reload'), by: integer({ min: 0, max: 1 }) }) },
    );
    await assert(
      asyncProperty(array(event, { maxLength: 60 }), async (events) => {
        const sides: [Side, Side] = [new Side(), new Side()];
        const sent: [string[], string[]] = [[], []];
        connect(...sides);
        for (const { type, by } of events) {
          const [side, other] = by === 0 ? sides : [sides[1], sides[0]];
          if (type === 'send') {
            const body = `${by}-${sent[by === 0 ? 0 : 1].length}`;
            sent[by === 0 ? 0 : 1].push(body);
            side.send(body);
          }
          const next = type === 'carry' ? side.out.shift() : undefined;
          if (next !== undefined) other.hear(next);
          if (type === 'reload') sides[by === 0 ? 0 : 1] = side.reloaded();
          if (type === 'reload' || type === 'cut') connect(...sides);
          await Promise.resolve();
        }
        connect(...sides);
        await settle(...sides);
        expect([sides[1].read, sides[0].read]).toEqual(sent);
        expect(sides.map(({ mailbox }) => mailbox.memory.letters)).toEqual([[], []]);
      }),
      { numRuns: 300 },
    );
  });
});

interface Event {
  readonly type: 'send' | 'carry' | 'cut' | 'reload';
  readonly by: number;
}
