/** What runs in the worker of a Disk. */
import type { Answer, Asked, Order } from './disk.js';

/** File System Standard, 2.6: only in workers, so not among the types of a page. */
interface SyncAccess {
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}
interface InPlace {
  createSyncAccessHandle(): Promise<SyncAccess>;
}
interface Scope {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(answer: Answer, transfer: Transferable[]): void;
}

/** Its text is the worker's script, so it is one function, and knows nothing from outside of itself. */
export function writeFiles(): void {
  const scope = globalThis as unknown as Scope;
  const files = new Map<number, SyncAccess>();

  const handleOf = async (path: readonly string[]): Promise<InPlace> => {
    let folder = await navigator.storage.getDirectory();
    for (const name of path.slice(0, -1)) folder = await folder.getDirectoryHandle(name);
    return (await folder.getFileHandle(path.at(-1) ?? '')) as unknown as InPlace;
  };
  const open = async ({ file, path, kept }: Extract<Order, { to: 'open' }>): Promise<undefined> => {
    const access = await (await handleOf(path)).createSyncAccessHandle();
    try {
      access.truncate(kept);
      files.set(file, access);
    } catch (error) {
      access.close();
      throw error;
    }
  };
  const write = ({ file, bytes, at }: Extract<Order, { to: 'write' }>): Uint8Array<ArrayBuffer> => {
    if (files.get(file)?.write(bytes, { at }) !== bytes.length) throw new Error('not all of it was written');
    return bytes;
  };
  const close = (file: number): undefined => {
    const access = files.get(file);
    files.delete(file);
    try {
      access?.flush();
    } finally {
      access?.close();
    }
  };
  /** What does not reach the disk any more is not wanted any more, either. */
  const end = (): undefined => {
    for (const access of files.values()) access.close();
    files.clear();
  };
  const done = (order: Order): Promise<undefined> | Uint8Array<ArrayBuffer> | undefined => {
    if (order.to === 'open') return open(order);
    if (order.to === 'write') return write(order);
    return order.to === 'close' ? close(order.file) : end();
  };

  const answer = async ({ n, order }: Asked): Promise<void> => {
    try {
      const bytes = await done(order);
      scope.postMessage({ n, ...(bytes && { bytes }) }, bytes ? [bytes.buffer] : []);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      scope.postMessage({ n, error: { name, message } }, []);
    }
  };
  scope.onmessage = ({ data }) => void answer(data);
  scope.onmessageerror = () => {
    throw new Error('what was asked cannot be read');
  };
}
