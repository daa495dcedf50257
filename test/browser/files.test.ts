import { createStore, entries } from 'idb-keyval';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Bulk } from '../../client/data/bulk.js';
import { BlockMemory } from '../../client/data/files/block.js';
import { FileError } from '../../client/data/files/errors.js';
import { Files } from '../../client/data/files/files.js';
import { Keep } from '../../client/data/files/keep.js';
import { folderName, PrivateFolder } from '../../client/data/files/private-folder.js';
import { BLOCK, NO_SEAL } from '../../client/data/files/seal.js';
import type { Transfer } from '../../client/data/files/transfer.js';
import type { FilesMemory, Post, Word } from '../../shared/messages.js';
import { parseFilesMemory } from '../../shared/parse-data.js';
import { eventually, turns } from './support/eventually.js';
import { Sides } from './support/pages.js';

const MIB = 1_048_576;
/** No two blocks of it are the same, and it is made of few: a browser keeps them once. */
function fileOf(mib: number, name = 'film.mp4'): File {
  const common = crypto.getRandomValues(new Uint8Array(65_536));
  const blob = new Blob(Array.from({ length: 16 }, () => common));
  const parts = Array.from({ length: mib }, (_, n) => [new Uint8Array([n, n >> 8, 1, 2]), blob.slice(4)]).flat();
  return new File(parts, name, { type: 'video/mp4', lastModified: 1 });
}
const hashOf = async (blob: Blob | null | undefined): Promise<string> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', (await blob?.arrayBuffer()) ?? new ArrayBuffer(0))).join();

async function pair(): Promise<{ sides: Sides; left: Files; right: Files }> {
  const sides = new Sides();
  await sides.connect();
  const [left, right] = [(await sides.left.data).files, (await sides.right.data).files];
  return { sides, left, right };
}

const done = async (...transfers: readonly (Transfer | undefined)[]): Promise<void> => {
  await eventually(() => transfers.map((transfer) => transfer?.error?.code ?? transfer?.state)).toEqual(
    transfers.map(() => 'done'),
  );
};

async function offered(right: Files, count = 1): Promise<readonly Transfer[]> {
  await eventually(() => right.transfers.length).toBe(count);
  return right.transfers;
}

describe('a file', () => {
  it('arrives on the disk, wherever the connection is cut', async () => {
    const { sides, left, right } = await pair();
    const file = fileOf(24);
    const sent = await left.send(file);
    const [received] = await offered(right);
    received?.accept();
    for (const part of [0.1, 0.4, 0.7]) {
      await eventually(() => received?.bytes ?? 0).toBeGreaterThan(file.size * part);
      await sides.connect();
    }
    expect(right.memory.files[0]?.kept?.bytes).toBeGreaterThan(0);
    await done(sent, received);
    expect(await hashOf(received?.file)).toBe(await hashOf(file));
    expect(received?.rate).toBe(0);
  });

  it('several at once, in both directions', async () => {
    const { left, right } = await pair();
    const there = [fileOf(3, 'a'), fileOf(2, 'b'), fileOf(1, 'c')];
    const back = fileOf(3, 'd');
    for (const transfers of [left, right]) transfers.on('offer', (transfer) => transfer.accept());
    const sent = await Promise.all([...there.map((file) => left.send(file)), right.send(back)]);
    await done(...sent);
    const received = [...right.transfers, ...left.transfers].filter(({ mine }) => !mine);
    await done(...received);
    for (const file of [...there, back])
      expect(await hashOf(received.find(({ name }) => name === file.name)?.file)).toBe(await hashOf(file));
  });

  it('is seen small before it is sent, if it is a picture', async () => {
    const canvas = new OffscreenCanvas(1_200, 600);
    canvas.getContext('2d')?.fillRect(0, 0, 600, 600);
    const { left, right } = await pair();
    await left.send(await canvas.convertToBlob({ type: 'image/png' }), { name: 'picture.png' });
    await left.send(new File(['no picture'], 'broken.png', { type: 'image/png' }));
    const [picture, broken] = await offered(right, 2);
    const image = new Image();
    image.src = picture?.thumbnail ?? '';
    await image.decode();
    expect([image.naturalWidth, image.naturalHeight]).toEqual([192, 96]);
    expect([picture?.bytes, broken?.thumbnail]).toEqual([0, null]);
  });

  it('goes into memory where the disk has no room, and no further than that', async () => {
    vi.spyOn(navigator.storage, 'estimate').mockResolvedValue({ quota: 1_000, usage: 999 });
    onTestFinished(() => void vi.restoreAllMocks());
    const { left, right } = await pair();
    const small = await left.send(fileOf(2, 'small'));
    const large = await left.send(fileOf(300, 'large'));
    for (const transfer of await offered(right, 2)) transfer.accept();
    await done(small);
    await eventually(() => large.error?.code).toBe('storage-full');
  });

  it.each([
    ['opens', 'getDirectory'],
    ['tells how much room there is', 'estimate'],
  ] as const)('goes into memory where the disk never %s', async (_what, method) => {
    vi.spyOn(navigator.storage, method).mockReturnValue(new Promise<never>(() => undefined));
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(soonOver);
    onTestFinished(() => void vi.restoreAllMocks());
    const { left, right } = await pair();
    const sent = await left.send(fileOf(2));
    (await offered(right))[0]?.accept();
    await done(sent);
  });

  it('does not hold back what is said', async () => {
    const { sides, left, right } = await pair();
    const sent = await left.send(fileOf(64));
    (await offered(right))[0]?.accept();
    await eventually(() => sent.bytes).toBeGreaterThan(MIB);
    const data = await sides.left.data;
    for (let n = 0; n < 20; n += 1) await data.send(n);
    expect(sides.right.messages.length).toBe(20);
    expect(sent.state).toBe('running');
    sent.cancel();
  });
});

/** Time in a test's hands: every limit is over after a moment. */
function soonOver(): AbortSignal {
  const life = new AbortController();
  setTimeout(() => life.abort(new DOMException('over', 'TimeoutError')), 50);
  return life.signal;
}

const bytes = (length: number, value: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(value);

describe('what a browser keeps of a file', () => {
  const opened = async (name: string, life: AbortController): Promise<PrivateFolder> => {
    onTestFinished(() => life.abort());
    const folder = await PrivateFolder.open(name, life.signal);
    if (!folder) throw new Error('this browser has a disk for pages');
    return folder;
  };
  const folder = (name = folderName('test')): Promise<PrivateFolder> => opened(name, new AbortController());
  const lastOf = async (blob: Blob | null | undefined): Promise<number[]> => [
    ...new Uint8Array((await blob?.slice(-4).arrayBuffer()) ?? new ArrayBuffer(0)),
  ];

  it('is there as soon as it is written, and taken up by the page after it', async () => {
    const name = folderName('test');
    const life = new AbortController();
    const first = await (await opened(name, life)).create('1', 1_000);
    for (let n = 0; n < 5; n += 1) await first?.write(bytes(200, n));
    expect(first?.kept).toBe(1_000);
    const after = await folder(name);
    // The page before has it still, and lets go of it while the next one asks.
    const recalling = after.recall('1', 801);
    await turns();
    life.abort();
    const again = await recalling;
    expect(again?.kept).toBe(801);
    await again?.write(bytes(3, 9));
    const blob = await again?.close();
    expect([blob?.size, ...(await lastOf(blob))]).toEqual([804, 4, 9, 9, 9]);
    expect(await after.recall('1', 805)).toBeNull();
    expect(await after.recall('2', 5)).toBeNull();
    expect([(await after.whole('1', 804))?.size, await after.whole('1', 803)]).toEqual([804, null]);
  });

  it('gives back the memory of what was written', async () => {
    const sink = await (await folder()).create('1', 1_000);
    const block = new BlockMemory(1_000).take(0);
    block.content.set(bytes(1_000, 7));
    const memory = await sink?.write(block.content);
    expect(memory?.byteLength).toBe(1_064);
    expect(block.content.length).toBe(0); // It is the worker's that came back.
    expect(await lastOf(await sink?.close())).toEqual([7, 7, 7, 7]);
  });

  function throwing(): never {
    throw new DOMException('no', 'SecurityError');
  }
  const RealWorker = Worker;
  const absent = class extends RealWorker {
    constructor() {
      super('blob:null/none');
    }
  };
  it.each([
    ['throws', throwing],
    ['does not start', absent],
  ])('is in parts where a worker %s', async (_how, worker) => {
    vi.stubGlobal('Worker', worker);
    onTestFinished(() => void vi.unstubAllGlobals());
    vi.spyOn(performance, 'now').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const opened = await folder();
    const first = await opened.create('1', 1_000_000_000);
    // Two parts that were closed, and a third that was not.
    for (let n = 0; n < 5; n += 1) await first?.write(bytes(8_388_608, n));
    expect(first?.kept).toBe(4 * 8_388_608);
    const again = await opened.recall('1', first?.kept ?? 0);
    await again?.write(bytes(3, 9));
    const blob = await again?.close();
    expect([blob?.size, ...(await lastOf(blob))]).toEqual([4 * 8_388_608 + 3, 3, 9, 9, 9]);
    expect((await opened.whole('1', 4 * 8_388_608 + 3))?.size).toBe(4 * 8_388_608 + 3);
    expect(await opened.recall('1', 5)).toBeNull();
    expect(await opened.recall('2', 5)).toBeNull();
  });

  it('is gone when it is not wanted any more', async () => {
    const opened = await folder();
    const sink = await opened.create('3', 10);
    await sink?.write(bytes(10, 1));
    await sink?.abort();
    expect(await opened.recall('3', 10)).toBeNull();
  });

  it('is gone also when the call is over at once, however late a worker ends', async () => {
    vi.spyOn(Worker.prototype, 'terminate').mockReturnValue(undefined);
    onTestFinished(() => void vi.restoreAllMocks());
    const name = folderName('over');
    const life = new AbortController();
    const sink = await (await opened(name, life)).create('3', 10);
    await sink?.write(bytes(10, 1));
    life.abort();
    await sink?.abort();
    expect(await (await folder(name)).whole('3', 10)).toBeNull();
  });

  it('may be held by two pages: a tab that was duplicated waits for nobody', async () => {
    const name = folderName('twice');
    await folder(name);
    await folder(name);
  });

  it('is held by nobody once the call is over, even if it was not open yet', async () => {
    const name = folderName('late');
    const life = new AbortController();
    const opening = PrivateFolder.open(name, life.signal);
    life.abort();
    await opening;
    const held = async (): Promise<(string | undefined)[]> =>
      ((await navigator.locks.query()).held ?? []).map((lock) => lock.name);
    await eventually(async () => (await held()).includes(`rtc-call ${name}`)).toBe(false);
  });

  it('is removed after a day, if no page holds it', async () => {
    const now = Date.now();
    const old = folderName('old', now - 2 * 86_400_000);
    const held = folderName('held', now - 2 * 86_400_000);
    const young = folderName('young', now);
    await folder(held);
    const life = new AbortController();
    for (const name of [old, young]) await PrivateFolder.open(name, life.signal);
    life.abort();
    await folder(folderName('sweeper'));
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('rtc-call');
    const names = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const name of root.keys()) found.push(name);
      return found;
    };
    await eventually(async () => (await names()).includes(old)).toBe(false);
    expect(await names()).toEqual(expect.arrayContaining([held, young]));
  });
});

/** A page that receives, without another one: what it is told is made here. */
class Receiver {
  readonly #posts: Post[] = [];
  /** What it said of how far it is. */
  #flows: Word[] = [];
  readonly files: Files;

  constructor(memory: FilesMemory | null = null) {
    const options = { bulk: new Bulk(), limits: () => ({}), onoffer: () => undefined };
    const say = (word: Word): void => void this.#flows.push(word);
    this.files = new Files({ ...options, say, send: (post) => this.#posts.push(post) }, memory);
    onTestFinished(() => this.files.end(new FileError('hung-up', 'the test is over')));
  }

  /** As the page after a reload finds it. */
  reload(): Receiver {
    return new Receiver(parseFilesMemory(JSON.stringify(this.files.memory)));
  }

  offer(n: number, size: number): Transfer {
    this.#flows = [];
    const before = new Set(this.files.transfers);
    this.files.offered(n, { name: 'a.txt', size, type: '', at: n });
    const made = this.files.transfers.find((transfer) => !before.has(transfer));
    if (!made) throw new Error('it was not offered');
    return made;
  }

  /** The first block, once it is asked for. */
  async block(n: number, content: Uint8Array<ArrayBuffer>): Promise<void> {
    await eventually(() => this.#flows.length).toBeGreaterThan(0);
    this.#flows = [];
    const block = new BlockMemory(content.length).take(0);
    block.content.set(content);
    block.seal = await block.hash(NO_SEAL);
    this.files.arrived(n, block.crossing);
  }

  /** One that has arrived. */
  async received(n: number, content: Uint8Array<ArrayBuffer>): Promise<Transfer> {
    const transfer = this.offer(n, content.length);
    transfer.accept();
    await this.block(n, content);
    await done(transfer);
    return transfer;
  }
}

/** From now on, until the test is over. */
function startedWorkers(): readonly Worker[] {
  const started: Worker[] = [];
  const Real = Worker;
  vi.stubGlobal(
    'Worker',
    class extends Real {
      constructor(url: string) {
        super(url);
        started.push(this);
      }
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  return started;
}

/** What is on the disk of all files. */
async function kept(): Promise<string[]> {
  const found: string[] = [];
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('rtc-call', { create: true });
  for await (const folder of root.values())
    if (folder.kind === 'directory') for await (const name of folder.keys()) found.push(`${folder.name}/${name}`);
  return found;
}

describe('a page that receives', () => {
  it('begins again after a reload where its browser writes no files, and says what it has room for', async () => {
    const streams = Object.getOwnPropertyDescriptor(FileSystemFileHandle.prototype, 'createWritable') ?? {};
    Reflect.deleteProperty(FileSystemFileHandle.prototype, 'createWritable');
    onTestFinished(() => void Object.defineProperty(FileSystemFileHandle.prototype, 'createWritable', streams));
    vi.stubGlobal('Worker', undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    const page = new Receiver();
    const transfer = page.offer(1, 10);
    transfer.accept();
    await eventually(() => transfer.state).toBe('running');
    const after = page.reload();
    await after.block(1, bytes(10, 1));
    await done(after.files.transfers[0]);
    expect([await after.files.roomFor(2 ** 28), await after.files.roomFor(2 ** 28 + 1)]).toEqual([true, false]);
  });

  it('keeps what the one before sent, when somebody else comes whose numbers are the same', async () => {
    const page = new Receiver();
    const first = await page.received(1, bytes(10, 1));
    page.files.stranger(new FileError('peer-gone', 'somebody else is there'));
    const second = await page.received(1, bytes(20, 2));
    expect(await first.file?.text()).toHaveLength(10);
    expect(page.files.transfers).toEqual([first, second]);
    expect(first.id).not.toBe(second.id);
    const { files } = page.reload();
    await done(...files.transfers);
    expect(files.transfers.map(({ size }) => size)).toEqual([10, 20]);
    expect(await files.transfers[0]?.file?.text()).toHaveLength(10);
  });

  it('offers nothing again that it has, also when it is reloaded twice', async () => {
    const page = new Receiver();
    await page.received(1, bytes(10, 1));
    const reloaded = page.reload();
    expect(reloaded.files.transfers[0]?.state).not.toBe('offered');
    const twice = reloaded.reload();
    await done(...twice.files.transfers);
    expect(await twice.files.transfers[0]?.file?.text()).toHaveLength(10);
  });

  it('leaves nothing on the disk of what is given up before it goes on', async () => {
    const page = new Receiver();
    const transfer = page.offer(1, 2 * BLOCK);
    transfer.accept();
    const content = bytes(BLOCK, 1);
    const workers = startedWorkers();
    await page.block(1, content);
    await eventually(() => page.files.memory.files[0]?.kept?.bytes).toBe(BLOCK);
    transfer.pause();
    const after = page.reload();
    for (const worker of workers) worker.terminate(); // As a page does that goes.
    expect(after.files.transfers[0]?.state).toBe('paused');
    const { folder } = after.files.memory;
    const here = async (): Promise<string[]> => (await kept()).filter((path) => path.startsWith(folder));
    expect(await here()).toHaveLength(1);
    after.files.transfers[0]?.cancel();
    await eventually(here).toEqual([]);
  });

  it('uses its memory where the disk fails', async () => {
    vi.spyOn(FileSystemDirectoryHandle.prototype, 'getDirectoryHandle').mockImplementation(async function (
      this: FileSystemDirectoryHandle,
      name,
    ) {
      if (name !== 'rtc-call') throw new DOMException('no more', 'QuotaExceededError');
      return this;
    });
    onTestFinished(() => void vi.restoreAllMocks());
    const transfer = await new Receiver().received(1, bytes(10, 1));
    expect(transfer.file?.size).toBe(10);
  });
});

it('what is given up at once is not kept for a reload', async () => {
  const name = folderName('given-up');
  const keep = new Keep(name);
  const keeping = keep.keep(1, new File(['x'], 'a.txt'));
  await keep.forget(1);
  await keeping;
  await turns();
  const keys = (await entries<string, unknown>(createStore('rtc-call', 'files'))).map(([key]) => key);
  expect(keys.filter((key) => key.startsWith(name))).toEqual([]);
});

it('what the page made is kept for a reload whatever its size, what can be chosen again is not', async () => {
  const keep = new Keep(folderName('made'));
  const large = fileOf(65);
  await keep.keep(1, large, true);
  await keep.keep(2, large);
  expect([(await keep.recall(1))?.size, await keep.recall(2)]).toEqual([large.size, null]);
});

it('blocks are what the seals are made for', () => expect(BLOCK % 65_536).toBe(0));
