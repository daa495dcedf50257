import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { BLOCK } from '../../client/data/files/seal.js';
import type { Transfer } from '../../client/data/files/transfer.js';
import { frame } from '../../client/data/frame.js';
import type { Post } from '../../shared/messages.js';
import { Page, Two as Pages, useTabs } from '../support/two.js';
import { FakeLink } from '../support/ways.js';

const tabs = useTabs();

/** Two pages, which keep their files in memory: Node has no disk for pages. */
class Two extends Pages {
  /** One page goes, and comes back with what the tab kept. */
  async reload(side: 'left' | 'right'): Promise<void> {
    this.link.cut();
    this[side].reload();
    this.reconnect();
    await this.settle();
  }

  /** Hashes are made on other threads, which are asked in their turn. */
  protected override async rest(): Promise<void> {
    await threads();
    await threads();
  }

  /** One after the other offers a file; what they have is in `right.offers`. */
  async offer(...files: readonly File[]): Promise<Transfer[]> {
    const sent: Transfer[] = [];
    for (const file of files) sent.push(await this.left.data.files.send(file));
    await this.settle();
    return sent;
  }
}

/** What was asked of other threads before is done. */
async function threads(): Promise<void> {
  const asked = Array.from({ length: 8 }, () => crypto.subtle.digest('SHA-256', new Uint8Array(BLOCK)));
  await Promise.all(asked);
  await new Promise((resolve) => setTimeout(resolve, 1));
}

/** No two blocks of it are the same. */
const bytesOf = (size: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8) * 17 + (at >> 16)) & 0xff);
const fileOf = (size: number, name = 'film.mp4'): File =>
  new File([bytesOf(size)], name, { type: 'video/mp4', lastModified: 1 });
const contentOf = async (transfer: Transfer | undefined): Promise<Buffer> =>
  Buffer.from((await transfer?.file?.arrayBuffer()) ?? new ArrayBuffer(0));
const states = (...transfers: readonly (Transfer | undefined)[]) => transfers.map((transfer) => transfer?.state);

describe('a file', () => {
  it('is seen with its name, size and type before any of it is sent, and arrives once it is wanted', async () => {
    const two = new Two();
    const [sent] = await two.offer(fileOf(BLOCK + 5));
    const [offer] = two.right.offers;
    expect(offer).toMatchObject({ name: 'film.mp4', size: BLOCK + 5, type: 'video/mp4', bytes: 0, mine: false });
    expect(states(sent, offer)).toEqual(['offered', 'offered']);
    offer?.accept();
    await two.settle();
    expect(states(sent, offer)).toEqual(['done', 'done']);
    expect(offer?.file).toMatchObject({ name: 'film.mp4', type: 'video/mp4' });
    expect((await contentOf(offer)).equals(bytesOf(BLOCK + 5))).toBe(true);
    expect([sent?.bytes, offer?.bytes]).toEqual([BLOCK + 5, BLOCK + 5]);
  });

  it.each([0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])('of %i bytes is whole', async (size) => {
    const two = new Two();
    await two.offer(fileOf(size));
    two.right.offers[0]?.accept();
    await two.settle();
    expect((await contentOf(two.right.offers[0])).equals(bytesOf(size))).toBe(true);
    expect(states(two.right.offers[0])).toEqual(['done']);
  });

  // Some seconds: twenty files of up to four blocks, each hashed on both sides, with a turn of all threads in every wait.
  it('arrives whole wherever the connection is cut', async () => {
    const cuts = array(oneof(integer({ min: 0, max: 40 }), integer({ min: 0, max: 400 })), { maxLength: 5 });
    const sizes = oneof(integer({ min: 1, max: 4 * BLOCK }), constantFrom(BLOCK, 2 * BLOCK, 2 * BLOCK + 1));
    await assert(
      asyncProperty(record({ cuts, size: sizes }), async ({ cuts: plan, size }) => {
        const two = new Two();
        two.right.onoffer = (transfer) => transfer.accept();
        const sent = await two.left.data.files.send(fileOf(size));
        for (const messages of plan) {
          for (let carried = 0; carried < messages; carried += 1)
            if (!two.link.carry(carried)) await new Promise((resolve) => setTimeout(resolve));
          two.reconnect();
        }
        await two.settle();
        expect(states(sent, two.right.offers[0])).toEqual(['done', 'done']);
        expect((await contentOf(two.right.offers[0])).equals(bytesOf(size))).toBe(true);
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  it('is declined, and nothing of it is sent', async () => {
    const two = new Two();
    const [sent] = await two.offer(fileOf(10));
    two.right.offers[0]?.decline();
    await two.settle();
    expect([sent?.error?.code, two.right.offers[0]?.error?.code]).toEqual(['declined', 'declined']);
  });

  it.each(['left', 'right'] as const)('is given up by either side on its way: %s', async (side) => {
    const two = new Two();
    const [sent] = await two.offer(fileOf(3 * BLOCK));
    const [offer] = two.right.offers;
    offer?.accept();
    for (let carried = 0; carried < 8; carried += 1) {
      await threads();
      two.link.carry(0);
    }
    (side === 'left' ? sent : offer)?.cancel();
    await two.settle();
    expect([sent?.error?.code, offer?.error?.code]).toEqual(['cancelled', 'cancelled']);
    expect(offer?.file).toBeNull();
  });

  it.each(['left', 'right'] as const)('waits while either wants it, and goes on: %s', async (side) => {
    const two = new Two();
    const [sent] = await two.offer(fileOf(20 * BLOCK));
    const [offer] = two.right.offers;
    const mine = side === 'left' ? sent : offer;
    offer?.accept();
    for (let carried = 0; carried < 8; carried += 1) {
      await threads();
      two.link.carry(0);
    }
    mine?.pause();
    await two.settle();
    expect(states(sent, offer)).toEqual(['paused', 'paused']);
    const there = offer?.bytes ?? 0;
    expect(there).toBeLessThan(20 * BLOCK);
    two.reconnect();
    await two.settle();
    expect(offer?.bytes).toBe(there);
    mine?.resume();
    await two.settle();
    expect(states(sent, offer)).toEqual(['done', 'done']);
  });

  it('goes on only when both want it', async () => {
    const two = new Two();
    const [sent] = await two.offer(fileOf(3 * BLOCK));
    const [offer] = two.right.offers;
    sent?.pause();
    await two.settle();
    offer?.pause();
    offer?.accept();
    await two.settle();
    expect([sent?.pausedBy, offer?.pausedBy]).toEqual([
      { here: true, there: true },
      { here: true, there: true },
    ]);
    sent?.resume();
    await two.settle();
    expect(states(sent, offer)).toEqual(['offered', 'paused']);
    offer?.resume();
    await two.settle();
    expect(states(sent, offer)).toEqual(['done', 'done']);
  });

  it('goes where the page wants it, in order and to its end', async () => {
    const two = new Two();
    await two.offer(fileOf(2 * BLOCK + 7));
    const pieces: Uint8Array[] = [];
    const closed = vi.fn<() => void>();
    const to = new WritableStream<Uint8Array<ArrayBuffer>>({
      write: (piece) => void pieces.push(piece.slice()),
      close: closed,
    });
    two.right.offers[0]?.accept(to);
    await two.settle();
    expect(Buffer.concat(pieces).equals(bytesOf(2 * BLOCK + 7))).toBe(true);
    expect(closed).toHaveBeenCalledOnce();
    expect([two.right.offers[0]?.state, two.right.offers[0]?.file]).toEqual(['done', null]);
  });

  it('that is given up before its turn tells the stream that it was to go to', async () => {
    const two = new Two();
    await two.offer(fileOf(10));
    const abort = vi.fn<() => void>();
    two.right.offers[0]?.pause();
    two.right.offers[0]?.accept(new WritableStream({ abort }));
    two.right.offers[0]?.cancel();
    await two.settle();
    expect(abort).toHaveBeenCalledOnce();
  });

  it('is given up where it cannot be hashed', async () => {
    const two = new Two();
    const [sent] = await two.offer(fileOf(10));
    const digest = vi.spyOn(crypto.subtle, 'digest').mockRejectedValue(new DOMException('no', 'OperationError'));
    two.right.offers[0]?.accept();
    await vi.waitFor(() => {
      two.link.carry(0);
      expect(sent?.state).toBe('failed');
    });
    digest.mockRestore();
    await two.settle();
    expect([sent?.error?.code, two.right.offers[0]?.error?.code]).toEqual(['unreadable', 'unreadable']);
  });

  it('has a type that the other side takes, however long its own', async () => {
    const two = new Two();
    const sent = await two.left.data.files.send(new Blob(['x'], { type: `a/${'b'.repeat(200)}` }));
    await two.settle();
    expect([sent.size, two.right.offers.length]).toEqual([1, 1]);
  });

  it('is given up where it cannot be stored', async () => {
    const two = new Two();
    const [sent] = await two.offer(fileOf(2 * BLOCK));
    const to = new WritableStream<Uint8Array<ArrayBuffer>>({ write: () => Promise.reject(new Error('disk full')) });
    two.right.offers[0]?.accept(to);
    await two.settle();
    expect([sent?.error?.code, two.right.offers[0]?.error?.code]).toEqual(['storage-full', 'storage-full']);
  });

  it('is refused where memory is all there is, and it is too much for that', async () => {
    const two = new Two();
    const huge = fileOf(10);
    Object.defineProperty(huge, 'size', { value: 2 ** 30 });
    const [sent] = await two.offer(huge);
    two.right.offers[0]?.accept();
    await two.settle();
    expect(sent?.error?.code).toBe('storage-full');
  });

  it('is given up where it was changed, or can be read no more', async () => {
    const two = new Two();
    const shorter = fileOf(BLOCK + 10);
    Object.defineProperty(shorter, 'size', { value: BLOCK + 20 });
    const gone = fileOf(10);
    gone.slice = () => {
      throw new DOMException('gone', 'NotReadableError');
    };
    const sent = await two.offer(shorter, gone);
    for (const offer of two.right.offers) offer.accept();
    await two.settle();
    expect(sent.map(({ error }) => error?.code)).toEqual(['changed', 'unreadable']);
    expect(two.right.offers.map(({ error }) => error?.code)).toEqual(['changed', 'unreadable']);
  });

  it('is no more than an offer to somebody else who comes, and is given up', async () => {
    const two = new Two();
    const [sent] = await two.offer(fileOf(10));
    const stranger = new Page('stranger');
    two.link = new FakeLink();
    two.left.data.attach(two.link.ways[0]);
    stranger.data.attach(two.link.ways[1]);
    await two.settle();
    expect([sent?.error?.code, stranger.offers.length]).toEqual(['peer-gone', 0]);
  });

  it('ends with the call', async () => {
    const two = new Two();
    const [sent] = await two.offer(fileOf(10));
    two.left.data.end();
    expect(sent?.error?.code).toBe('hung-up');
    await expect(two.left.data.files.send(fileOf(1))).rejects.toThrow();
  });
});

describe('many files', () => {
  it('four at a time, and the others in their turn', async () => {
    const two = new Two();
    const sizes = [1, 2, 3, 4, 5, 6].map((blocks) => blocks * BLOCK);
    await two.offer(...sizes.map((size) => fileOf(size)));
    for (const offer of two.right.offers) offer.accept();
    expect(states(...two.right.offers)).toEqual(['running', 'running', 'running', 'running', 'queued', 'queued']);
    await two.settle();
    expect(states(...two.right.offers)).toEqual(sizes.map(() => 'done'));
    for (const [index, size] of sizes.entries())
      expect((await contentOf(two.right.offers[index])).equals(bytesOf(size))).toBe(true);
  }, 60_000);

  it('one that waits makes room for another', async () => {
    const two = new Two();
    await two.offer(...[1, 1, 1, 1, 1].map((blocks) => fileOf(blocks * BLOCK)));
    for (const offer of two.right.offers) offer.accept();
    two.right.offers[0]?.pause();
    expect(states(...two.right.offers)).toEqual(['paused', 'running', 'running', 'running', 'running']);
  });
});

describe('a reload', () => {
  it.each(['left', 'right'] as const)('does not forget that either wants it to wait: of %s', async (side) => {
    const two = new Two();
    await two.offer(fileOf(BLOCK), fileOf(BLOCK));
    const [first, second] = two.right.offers;
    first?.pause();
    first?.accept();
    two.left.data.files.transfers[1]?.pause();
    second?.accept();
    await two.settle();
    await two.reload(side);
    const pauses = (page: Page) => page.data.files.transfers.map(({ pausedBy }) => pausedBy);
    expect(pauses(two.left)).toEqual([
      { here: false, there: true },
      { here: true, there: false },
    ]);
    // Nothing is left in Node that the page could read again.
    expect(pauses(two.right)).toEqual([
      { here: true, there: side === 'left' },
      { here: false, there: true },
    ]);
  });

  it('of the page that sends: what its person has to choose again holds nothing back, and goes on once it is chosen', async () => {
    const two = new Two();
    await two.offer(...[1, 2, 3, 4, 5].map(() => fileOf(BLOCK)));
    for (const offer of two.right.offers) offer.accept();
    await two.reload('left');
    const { transfers } = two.left.data.files;
    expect(states(...transfers)).toEqual(Array.from({ length: 5 }, () => 'lost'));
    expect(states(...two.right.offers)).toEqual(Array.from({ length: 5 }, () => 'paused'));
    await transfers[4]?.again(fileOf(BLOCK));
    await two.settle();
    expect(states(transfers[4], two.right.offers[4])).toEqual(['done', 'done']);
    await transfers[0]?.again(fileOf(BLOCK));
    await two.settle();
    expect(states(transfers[0], two.right.offers[0])).toEqual(['done', 'done']);
  });

  it('another file of the same size and date is found out by both', async () => {
    const two = new Two();
    await two.offer(fileOf(3 * BLOCK));
    two.right.offers[0]?.accept();
    for (let carried = 0; carried < 30; carried += 1) {
      await threads();
      two.link.carry(0);
    }
    await two.reload('left');
    const [lost] = two.left.data.files.transfers;
    await lost?.again(new File([new Uint8Array(3 * BLOCK)], 'film.mp4', { lastModified: 1 }));
    await two.settle();
    expect([lost?.error?.code, two.right.offers[0]?.error?.code]).toEqual(['changed', 'changed']);
  });

  it('remembers what is open before anything that is over', async () => {
    const two = new Two();
    await two.offer(fileOf(10));
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 80; count += 1) await two.right.data.files.send(fileOf(1));
      await two.settle();
      for (const transfer of two.left.data.files.transfers) if (!transfer.mine) transfer.decline();
      await two.settle();
    }
    await two.reload('left');
    const mine = two.left.data.files.transfers.filter((transfer) => transfer.mine);
    expect(mine.map(({ size }) => size)).toEqual([10]);
  });

  it('that could keep the letters, or the files, but not both ends what was on its way', async () => {
    const two = new Two();
    const [sent] = await two.offer(...Array.from({ length: 20 }, () => fileOf(10)));
    tabs.quota = 1_000;
    await two.reload('right');
    expect(two.right.data.files.transfers).toEqual([]);
    expect(sent?.error?.code).toBe('peer-gone');
  });
});

describe('what a page lets in and out', () => {
  it.each([
    [{ size: 9 }, 'too-large'],
    [{ size: 0 }, 'declined'],
    [{ types: 'image/*, .pdf' }, 'type-refused'],
    [{ open: 0 }, 'busy'],
  ] as const)('%o: in %s', async (limits, code) => {
    const two = new Two();
    two.right.limits = limits;
    const [sent] = await two.offer(fileOf(10));
    expect([sent?.error?.code, two.right.offers]).toEqual([code, []]);
    two.left.limits = limits;
    await expect(two.left.data.files.send(fileOf(10))).rejects.toMatchObject({ code });
  });

  it.each(['image/*', 'VIDEO/*', 'video/mp4', '.mp4', 'image/png, .MP4'])('film.mp4 by %s', async (types) => {
    const two = new Two();
    two.right.limits = { types };
    await two.offer(fileOf(10));
    expect(two.right.offers.length).toBe(types === 'image/*' ? 0 : 1);
  });
});

/** A page that keeps no rules: it says what it likes. */
class Stranger {
  readonly link = new FakeLink();
  readonly victim = new Page('victim');
  #n = 0;

  constructor() {
    this.victim.data.attach(this.link.ways[0]);
    this.say({ type: 'hello', log: 'a'.repeat(22), to: null, got: 0, from: 1, streams: [] });
  }

  say(word: unknown): void {
    this.link.ways[1].words.send(JSON.stringify(word));
    this.carry();
  }

  letter(post: Post | object): number {
    this.#n += 1;
    this.say({ type: 'letter', n: this.#n, post });
    return this.#n;
  }

  offer(file: object): number {
    return this.letter({ kind: 'file', file: { name: 'a.txt', size: 5, type: '', at: 1, ...file } });
  }

  bytes(n: number, piece: Uint8Array): void {
    const channel =
      this.link.right.channels.get(3) ?? this.link.right.createDataChannel('b', { negotiated: true, id: 3 });
    channel.send(frame(n, piece));
    this.carry();
  }

  carry(): void {
    while (this.link.carry(0)) continue;
  }
}

const settled = async (): Promise<void> => {
  for (let round = 0; round < 6; round += 1) await threads();
};

describe('a page that keeps no rules', () => {
  it('offers 10,000 files: a hundred are kept, the others refused', () => {
    const stranger = new Stranger();
    for (let count = 0; count < 10_000; count += 1) stranger.offer({ name: `${count}.txt` });
    expect(stranger.victim.offers.length).toBe(100);
    expect(stranger.victim.data.files.transfers.length).toBe(100);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\evil.txt', 'evil.txt'],
    ['/etc/passwd', 'passwd'],
    ['.bashrc', 'bashrc'],
    ['con.txt', '_con.txt'],
    ['a\u202etxt.exe', 'atxt.exe'],
    ['', 'file'],
    [`${'a'.repeat(300)}.mp4`, `${'a'.repeat(116)}.mp4`],
    [`${'👩‍👩‍👧‍👧'.repeat(300)}.mp4`, `${'👩‍👩‍👧‍👧'.repeat(10)}.mp4`],
  ])('names a file %j: it has a harmless name, %j', (name, harmless) => {
    const stranger = new Stranger();
    stranger.offer({ name });
    expect(stranger.victim.offers[0]?.name).toBe(harmless);
  });

  it.each([
    { size: -1 },
    { size: 1.5 },
    { size: 2 ** 52 },
    { type: 'text/html"onload=' },
    { thumbnail: 'javascript:alert(1)' },
    { thumbnail: 'data:image/svg+xml;base64,AAAA' },
    { thumbnail: `data:image/jpeg;base64,${'A'.repeat(20_000)}` },
    { thumbnail: 'data:image/png;base64,AAAA' },
  ])('offers what is no file: %o', (file) => {
    const stranger = new Stranger();
    stranger.offer(file);
    expect(stranger.victim.offers).toEqual([]);
  });

  it('sends what nobody wanted, or more than there is', async () => {
    const stranger = new Stranger();
    const n = stranger.offer({ size: 100 });
    stranger.bytes(n, new Uint8Array(50));
    await settled();
    expect(states(...stranger.victim.offers)).toEqual(['offered']);
    stranger.victim.offers[0]?.accept();
    await settled();
    stranger.bytes(n, new Uint8Array(200));
    await settled();
    expect(stranger.victim.offers[0]?.error?.code).toBe('changed');
  });

  it('sends other bytes than the seals say', async () => {
    const stranger = new Stranger();
    const n = stranger.offer({ size: 100 });
    stranger.victim.offers[0]?.accept();
    await settled();
    stranger.bytes(n, new Uint8Array(132));
    await settled();
    expect(stranger.victim.offers[0]?.error?.code).toBe('changed');
  });

  it('answers nothing that it is told: no file is offered to it for ever', async () => {
    const stranger = new Stranger();
    for (let n = 0; n < 9_000; n += 1) stranger.offer({ size: 2 ** 50 });
    for (const offer of stranger.victim.offers) offer.decline();
    await expect(stranger.victim.data.files.send(fileOf(1))).rejects.toMatchObject({ code: 'busy' });
  });

  it('speaks of a file that is over: it stays as it was', async () => {
    const stranger = new Stranger();
    const sent = await stranger.victim.data.files.send(fileOf(100));
    sent.cancel();
    stranger.say({ type: 'flow', n: 1, got: 50, until: 100 });
    expect([sent.state, sent.bytes]).toEqual(['failed', 0]);
  });

  it('speaks of files that there are not, and of its own as if they were the other page’s', async () => {
    const stranger = new Stranger();
    const n = stranger.offer({});
    stranger.letter({ kind: 'saved', of: n });
    stranger.letter({ kind: 'saved', of: 77 });
    stranger.letter({ kind: 'pause', of: 77, mine: true, on: true });
    stranger.letter({ kind: 'stop', of: 77, mine: false, why: 'declined' });
    stranger.say({ type: 'flow', n: 77, got: 0, until: 1e9 });
    stranger.bytes(77, new Uint8Array(9));
    expect(states(...stranger.victim.offers)).toEqual(['offered']);
  });

  it('wants a file from beyond its end, and then from its beginning', async () => {
    const stranger = new Stranger();
    const sent = await stranger.victim.data.files.send(fileOf(100));
    stranger.say({ type: 'flow', n: 1, got: 1e12, until: 2e12 });
    await settled();
    stranger.carry();
    stranger.say({ type: 'flow', n: 1, got: 0, until: 1e9 });
    await settled();
    stranger.carry();
    expect(sent.state).toBe('running');
    sent.cancel();
  });
});
