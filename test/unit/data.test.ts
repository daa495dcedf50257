import { array, assert, asyncProperty, integer, oneof } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteStream } from '../../client/data/byte-stream.js';
import { Tab } from '../../client/call/tab.js';
import { Data } from '../../client/data/data.js';
import { frame, HEAD, lend, PIECE, unframe } from '../../client/data/frame.js';
import { WINDOW } from '../../client/data/inflow.js';
import { MAX_STREAMS } from '../../shared/parse-data.js';
import { Page, Two, useTabs } from '../support/two.js';
import { FakeLink } from '../support/ways.js';

useTabs();

/** Byte `at` of a test's stream; no piece of it looks like another. */
const byteAt = (at: number): number => (at * 31 + (at >> 8) * 17 + (at >> 16)) & 0xff;
const bytesOf = (from: number, length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => byteAt(from + index));

async function readAll({ readable }: ByteStream): Promise<number> {
  let at = 0;
  for await (const piece of readable as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>)
    for (const byte of piece) {
      if (byte !== byteAt(at)) throw new Error(`byte ${at} is ${byte}, not ${byteAt(at)}`);
      at += 1;
    }
  return at;
}

async function writeAll({ writable }: ByteStream, sizes: readonly number[]): Promise<number> {
  const writer = writable.getWriter();
  let at = 0;
  for (const size of sizes) {
    await writer.write(bytesOf(at, size));
    at += size;
  }
  await writer.close();
  return at;
}

describe('what two pages tell each other', () => {
  it('arrives as it was said, and the one who said it knows', async () => {
    const two = new Two();
    const sent = two.left.data.send({ a: [1, null, 'ä'] });
    await two.settle();
    await sent;
    expect([two.right.messages, two.left.messages]).toEqual([[{ a: [1, null, 'ä'] }], []]);
  });

  it('is kept over a reload of either page', async () => {
    const two = new Two();
    await two.settle();
    void two.left.data.send('before').catch(() => undefined);
    two.left.reload();
    two.reconnect();
    void two.right.data.send('after').catch(() => undefined);
    await two.settle();
    expect([two.right.messages, two.left.messages]).toEqual([['before'], ['after']]);
  });

  it('is a question and its answer, or why there is none', async () => {
    const two = new Two();
    const [nobody, late] = [two.left.data.request('x'), two.left.data.request('y', { timeout: 1 })];
    const unanswered = expect(nobody).rejects.toMatchObject({ code: 'unavailable' });
    await expect(late).rejects.toMatchObject({ name: 'TimeoutError' });
    await two.settle();
    await unanswered;
    two.right.data.answerer = async (question) => ({ you: question });
    const answer = two.left.data.request('hello');
    await two.settle();
    expect(await answer).toEqual({ you: 'hello' });
  });

  it('waits where there is much of it, and what is urgent does not', async () => {
    const two = new Two();
    await two.settle();
    const words = two.link.left.channels.get(2);
    for (let n = 0; n < 100; n += 1) void two.left.data.send('x'.repeat(10_000)).catch(() => undefined);
    expect(words?.bufferedAmount).toBeGreaterThan(60_000);
    expect(words?.bufferedAmount).toBeLessThan(100_000);
    await two.settle();
    expect(two.right.messages).toHaveLength(100);
  });

  it('ends with the call: whoever waits is told', async () => {
    const two = new Two();
    await two.settle();
    const stream = two.left.data.stream('x');
    const waiting = [two.left.data.send(1), two.left.data.request(2), stream.readable.getReader().read()];
    two.left.data.end();
    for (const outcome of await Promise.allSettled(waiting))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'hung-up' } });
    await expect(two.left.data.send(1)).rejects.toMatchObject({ code: 'hung-up' });
  });

  it('is refused where it is no word, and does no harm', async () => {
    const two = new Two();
    await two.settle();
    const hostile = ['', '{', '[]', 'null', '{"type":"hello"}', '{"type":"letter","n":1,"post":{"kind":"x"}}', 7];
    for (const text of hostile) two.left.data.hear(text);
    two.left.data.hear(JSON.stringify({ type: 'letter', n: 2, post: { kind: 'message', body: 'no JSON' } }));
    await two.settle();
    expect(two.left.messages).toEqual([null]);
  });

  it('goes on after a letter of a kind that this page does not know', async () => {
    const two = new Two();
    await two.settle();
    two.left.data.hear(JSON.stringify({ type: 'letter', n: 1, post: { kind: 'of-tomorrow', x: 1 } }));
    two.left.data.hear(JSON.stringify({ type: 'letter', n: 2, post: { kind: 'message', body: '"known"' } }));
    expect(two.left.messages).toEqual(['known']);
  });

  it('waits, where the connection is gone before this side has begun to listen', async () => {
    const page = new Page('alone');
    const link = new FakeLink();
    link.cut();
    const [ways] = link.ways;
    page.data.attach(ways);
    const sent = page.data.send('x');
    page.data.end();
    await expect(sent).rejects.toMatchObject({ code: 'hung-up' });
  });

  it('is heard though the first hello was not', async () => {
    const two = new Two();
    // The right page could not load what hears it.
    two.link.right.channels.get(2)?.waiting.splice(0);
    two.link.left.channels.get(2)?.waiting.splice(0);
    const [, right] = two.link.ways;
    two.right.data.end();
    const late = new Page('late');
    late.data.attach(right);
    void late.data.send('at last').catch(() => undefined);
    void two.left.data.send('and back').catch(() => undefined);
    await two.settle();
    expect([two.left.messages, late.messages]).toEqual([['at last'], ['and back']]);
  });

  it('is answered in the next call of a page, too', async () => {
    const tab = new Tab({ server: '', room: 'desk', as: 'auto' }, []);
    const dataOf = (): Data =>
      new Data(
        tab,
        () => undefined,
        () => ({}),
      );
    const first = dataOf();
    first.answerer = (question) => `${String(question)}!`;
    first.end();
    const askedOf = async (data: Data): Promise<unknown> => {
      const two = new Two();
      two.link = new FakeLink();
      two.left.data.attach(two.link.ways[0]);
      data.attach(two.link.ways[1]);
      const answer = two.left.data.request('hello').catch((error: unknown) => error);
      await two.settle();
      return answer;
    };
    const second = dataOf();
    expect(await askedOf(second)).toBe('hello!');
    second.answerer = null;
    second.end();
    expect(await askedOf(dataOf())).toMatchObject({ code: 'unavailable' });
  });

  it('is answered by whoever was asked, to whoever asked, and an end in between is no fault', async () => {
    const two = new Two();
    let answer: (value: string) => void = () => undefined;
    two.right.data.answerer = () => new Promise((resolve) => (answer = resolve));
    const asked = two.left.data.request('x');
    await two.settle();
    two.right.data.end();
    answer('too late');
    await two.settle();
    two.left.data.end();
    await expect(asked).rejects.toMatchObject({ code: 'hung-up' });
  });
});

describe('a frame', () => {
  it.each([HEAD, 0])(
    'that is lent is the one that is made, and changes nothing for good: %i bytes in front',
    (room) => {
      const memory = Uint8Array.from({ length: room + 20 }, (_, n) => n + 1);
      const before = memory.slice();
      const sent: ArrayBuffer[] = [];
      const send = (bytes: Uint8Array<ArrayBuffer>): void => void sent.push(bytes.slice().buffer);
      lend(7, memory.subarray(room, room + 10), true, send);
      expect(unframe(sent[0])).toEqual({ n: 7, asks: true, piece: before.slice(room, room + 10) });
      const broken = (): void => {
        throw new Error('closed');
      };
      expect(() => lend(7, memory.subarray(room), false, broken)).toThrow('closed');
      expect(memory).toEqual(before);
    },
  );
});

describe('a stream', () => {
  it('brings every byte, in order, both ways at once', async () => {
    const two = new Two();
    const [left, right] = [two.left.data.stream('film'), two.right.data.stream('film')];
    const done = Promise.all([
      writeAll(left, [1, 70_000, 5]),
      writeAll(right, [200_000]),
      readAll(left),
      readAll(right),
    ]);
    await two.settle();
    expect(await done).toEqual([70_006, 200_000, 200_000, 70_006]);
  });

  it('is told to a page that has not opened it', async () => {
    const two = new Two();
    const written = writeAll(two.left.data.stream('film'), [10]);
    await two.settle();
    const [stream] = two.right.streams;
    if (!stream) throw new Error('nobody was told');
    expect(stream.label).toBe('film');
    expect(await readAll(stream)).toBe(10);
    await two.settle();
    await written;
  });

  it('makes its writer wait for its reader', async () => {
    const two = new Two();
    const writer = two.left.data.stream('film').writable.getWriter();
    let written = 0;
    const writing = (async () => {
      for (; written < 10 * WINDOW; written += PIECE) await writer.write(new Uint8Array(PIECE));
    })();
    writing.catch(() => undefined);
    await two.settle();
    // What nobody reads is not asked for.
    expect(written).toBeGreaterThan(WINDOW / 2);
    expect(written).toBeLessThanOrEqual(WINDOW + PIECE);
    two.left.data.end();
  });

  it('fails for its writer when its reader wants no more, and the other way round', async () => {
    const two = new Two();
    const [left, right] = [two.left.data.stream('film'), two.right.data.stream('film')];
    const writer = left.writable.getWriter();
    await writer.write(bytesOf(0, 100));
    await two.settle();
    await right.readable.cancel();
    await two.settle();
    await expect(writer.closed).rejects.toMatchObject({ code: 'peer-gone' });
    const other = right.writable.getWriter();
    await other.write(bytesOf(0, 100));
    await other.abort();
    await two.settle();
    await expect(left.readable.getReader().read()).rejects.toMatchObject({ code: 'peer-gone' });
    // Both halves are over: the label is free.
    expect(two.left.data.stream('film')).not.toBe(left);
  });

  it('fails on the page that stays when the other one is reloaded', async () => {
    const two = new Two();
    const [left, right] = [two.left.data.stream('film'), two.right.data.stream('film')];
    const [writer, other] = [left.writable.getWriter(), right.writable.getWriter()];
    await Promise.all([writer.write(bytesOf(0, 100)), other.write(bytesOf(0, 100))]);
    await two.settle();
    two.right.reload();
    other.closed.catch(() => undefined);
    two.reconnect();
    await two.settle();
    await expect(writer.closed).rejects.toMatchObject({ code: 'peer-gone' });
    const reader = left.readable.getReader();
    await expect(reader.read().then(() => reader.read())).rejects.toMatchObject({ code: 'peer-gone' });
  });

  it('takes turns with the others: a short one does not wait for a long one', async () => {
    const two = new Two();
    await two.settle();
    const long = two.left.data.stream('long').writable.getWriter();
    long.closed.catch(() => undefined);
    void long.write(new Uint8Array(WINDOW)).catch(() => undefined);
    const written = writeAll(two.left.data.stream('short'), [10]);
    let [carried, at] = [0, NaN];
    const read = readAll(two.right.data.stream('short')).then(() => (at = carried));
    for (let idle = 0; idle < 3; idle += 1) {
      await new Promise((resolve) => setTimeout(resolve));
      if (!two.link.carry(carried)) continue;
      idle = 0;
      carried += 1;
    }
    await Promise.all([read, written]);
    expect(at).toBeLessThan(carried / 2);
    two.left.data.end();
  });

  it('is whole for its writer, too, though the last word of its reader was lost', async () => {
    const two = new Two();
    await two.settle();
    const [written, read] = [writeAll(two.left.data.stream('x'), [10]), readAll(two.right.data.stream('x'))];
    const whole = new AbortController();
    void read.then(() => whole.abort());
    while (!whole.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve));
      if (!whole.signal.aborted) two.link.carry(0);
    }
    two.reconnect();
    await two.settle();
    expect([await read, await written]).toEqual([10, 10]);
  });

  it('is whole though the word of its end was lost', async () => {
    const two = new Two();
    const writer = two.left.data.stream('x').writable.getWriter();
    const read = readAll(two.right.data.stream('x'));
    await writer.write(bytesOf(0, WINDOW / 2));
    await two.settle();
    const closed = writer.close();
    await new Promise((resolve) => setTimeout(resolve));
    two.reconnect();
    await two.settle();
    expect(await read).toBe(WINDOW / 2);
    await closed;
  });

  it('that was begun into a gap fails at both ends when its page is reloaded', async () => {
    const two = new Two();
    await two.settle();
    two.link.cut();
    const writer = two.left.data.stream('film').writable.getWriter();
    writer.closed.catch(() => undefined);
    writer.write(bytesOf(0, 10)).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve));
    two.left.reload();
    two.reconnect();
    await two.settle();
    await expect(two.right.streams[0]?.readable.getReader().closed).rejects.toMatchObject({ code: 'peer-gone' });
  });

  it('that is cancelled as soon as it is told of is over for its writer', async () => {
    const two = new Two();
    two.right.onstream = ({ readable }) => void readable.cancel();
    const writer = two.left.data.stream('film').writable.getWriter();
    writer.closed.catch(() => undefined);
    void writer.write(bytesOf(0, 10)).catch(() => undefined);
    const closed = expect(writer.close()).rejects.toMatchObject({ code: 'peer-gone' });
    await two.settle();
    await closed;
  });

  it('can be aborted while its writer waits for room, and while it waits for the end', async () => {
    const two = new Two();
    const full = two.left.data.stream('full').writable.getWriter();
    const write = full.write(new Uint8Array(2 * WINDOW));
    const ending = two.left.data.stream('ending').writable.getWriter();
    await ending.write(bytesOf(0, 10));
    const close = ending.close();
    await new Promise((resolve) => setTimeout(resolve));
    const aborts = [full.abort(new Error('no more')), ending.abort(new Error('no more'))];
    for (const waiting of [write, close]) await expect(waiting).rejects.toThrow('no more');
    await Promise.allSettled(aborts);
    await two.settle();
    const streams = two.right.streams.map(({ readable }) => readable.getReader().closed);
    expect(streams).toHaveLength(2);
    for (const outcome of await Promise.allSettled(streams)) expect(outcome).toMatchObject({ status: 'rejected' });
  });

  it('that could not begin leaves its label free', async () => {
    const two = new Two();
    await two.settle();
    const writers = Array.from({ length: MAX_STREAMS }, (_, n) => two.left.data.stream(`s${n}`).writable.getWriter());
    await Promise.all(writers.map((writer) => writer.write(bytesOf(0, 1))));
    const one = two.left.data.stream('one more');
    await expect(one.writable.getWriter().write(bytesOf(0, 1))).rejects.toMatchObject({ code: 'too-large' });
    await one.readable.cancel();
    expect(two.left.data.stream('one more')).not.toBe(one);
    for (const writer of writers) writer.closed.catch(() => undefined);
    two.left.data.end();
  });

  it('of tiny pieces arrives whole, though nobody reads it for long', async () => {
    const two = new Two();
    const sizes = Array.from({ length: 5_000 }, () => 3);
    const written = writeAll(two.left.data.stream('x'), sizes);
    await two.settle();
    const [stream] = two.right.streams;
    if (!stream) throw new Error('nobody was told');
    const read = readAll(stream);
    await two.settle();
    expect([await read, await written]).toEqual([15_000, 15_000]);
  });

  it('arrives whole wherever the connection is cut', async () => {
    const sizes = array(oneof(integer({ min: 1, max: 40 }), integer({ min: 1, max: 20_000 })), {
      minLength: 1,
      maxLength: 5,
    });
    const steps = array(integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 80 });
    await assert(
      asyncProperty(sizes, steps, async (lengths, choices) => {
        const two = new Two();
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const reading = readAll(two.right.data.stream('film'));
        const writing = writeAll(two.left.data.stream('film'), lengths);
        for (const choice of choices) {
          if (choice % 10 === 0) two.reconnect();
          else two.link.carry(choice);
          await Promise.resolve();
        }
        await two.settle();
        expect(await Promise.all([reading, writing])).toEqual([total, total]);
        for (const { data } of [two.left, two.right]) data.end();
      }),
      { numRuns: 120 },
    );
  }, 30_000);

  it('is refused where its sender keeps no rules: more than was asked for, more than it has', async () => {
    const two = new Two();
    const letter = (n: number, post: object): void => two.left.data.hear(JSON.stringify({ type: 'letter', n, post }));
    const { left } = two.link;
    const bytes = (n: number, length: number): void =>
      left.channels.get(3)?.onmessage?.({ data: frame(n, new Uint8Array(length)).buffer });
    await two.settle();
    letter(1, { kind: 'stream', label: 'greedy' });
    const greedy = two.left.streams[0]?.readable.getReader();
    for (let sent = 0; sent <= 2 * WINDOW; sent += PIECE) bytes(1, PIECE);
    letter(2, { kind: 'stream', label: 'liar' });
    bytes(2, 10);
    letter(3, { kind: 'end', of: 2, size: 5 });
    await expect(greedy?.closed).rejects.toMatchObject({ code: 'bad-request' });
    await expect(two.left.streams[1]?.readable.getReader().closed).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('is one of a few: more than that are turned away', async () => {
    const two = new Two();
    await two.settle();
    for (let n = 1; n <= MAX_STREAMS + 50; n += 1)
      two.left.data.hear(JSON.stringify({ type: 'letter', n, post: { kind: 'stream', label: `s${n}` } }));
    expect(two.left.streams).toHaveLength(MAX_STREAMS);
  });
});
