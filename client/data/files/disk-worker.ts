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
  postMessage(answer: Answer, transfer: Transferable[]): void;
}

/** Its text is the worker's script: it knows nothing from outside of itself. */
export function writeFiles(): void {
  const scope = globalThis as unknown as Scope;
  const files = new Map<number, SyncAccess>();

  const open = async (order: Extract<Order, { to: 'open' }>): Promise<undefined> => {
    const access = await (order.handle as unknown as InPlace).createSyncAccessHandle();
    files.set(order.file, access);
    access.truncate(order.kept);
  };
  const write = ({ file, bytes, at }: Extract<Order, { to: 'write' }>): Uint8Array<ArrayBuffer> => {
    if (files.get(file)?.write(bytes, { at }) !== bytes.length) throw new Error('not all of it was written');
    return bytes;
  };
  const close = (file: number): undefined => {
    const access = files.get(file);
    files.delete(file);
    access?.flush();
    access?.close();
  };
  const done = (order: Order): Promise<undefined> | Uint8Array<ArrayBuffer> | undefined => {
    if (order.to === 'open') return open(order);
    if (order.to === 'write') return write(order);
    for (const file of order.to === 'close' ? [order.file] : files.keys()) close(file);
    return undefined;
  };

  const answer = async ({ n, order }: Asked): Promise<void> => {
    try {
      const bytes = await done(order);
      scope.postMessage({ n, ...(bytes && { bytes }) }, bytes ? [bytes.buffer] : []);
    } catch (error) {
      scope.postMessage({ n, error }, []);
    }
  };
  scope.onmessage = ({ data }) => void answer(data);
}
