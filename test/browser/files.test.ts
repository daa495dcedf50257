import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Files } from '../../client/data/files/files.js';
import { folderName, PrivateFolder } from '../../client/data/files/private-folder.js';
import { BLOCK } from '../../client/data/files/seal.js';
import type { Transfer } from '../../client/data/files/transfer.js';
import { eventually } from './support/eventually.js';
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
    expect([picture?.size, broken?.thumbnail]).toEqual([picture?.size, null]);
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

const bytes = (length: number, value: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(value);

describe('what a browser keeps of a file', () => {
  async function folder(name = folderName('test')): Promise<PrivateFolder> {
    const life = new AbortController();
    onTestFinished(() => life.abort());
    const opened = await PrivateFolder.open(name, life.signal);
    if (!opened) throw new Error('this browser has a disk for pages');
    return opened;
  }

  it('is taken up by the page after it', async () => {
    const opened = await folder();
    const first = await opened.create(1, 1_000_000_000);
    // Two parts that were closed, and a third that was not.
    for (let n = 0; n < 5; n += 1) await first?.write(bytes(8_388_608, n));
    expect(first?.kept).toBe(4 * 8_388_608);
    const again = await opened.recall(1, first?.kept ?? 0);
    await again?.write(bytes(3, 9));
    const blob = await again?.close();
    expect(blob?.size).toBe(4 * 8_388_608 + 3);
    expect([...new Uint8Array((await blob?.slice(-4).arrayBuffer()) ?? new ArrayBuffer(0))]).toEqual([3, 9, 9, 9]);
    expect(await opened.recall(1, 5)).toBeNull();
    expect(await opened.recall(2, 5)).toBeNull();
  });

  it('is gone when it is not wanted any more', async () => {
    const opened = await folder();
    const sink = await opened.create(3, 10);
    await sink?.write(bytes(10, 1));
    await sink?.abort();
    expect(await opened.recall(3, 10)).toBeNull();
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

it('blocks are what the seals are made for', () => expect(BLOCK % 65_536).toBe(0));
