/** Files that are dropped or pasted. A folder becomes one file. */
import { panels } from './parts.js';
import type { Chosen } from './picked-files.js';

type Dropped = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };

/** To be called while the event is handled: afterwards a browser gives out nothing. */
export function droppedFiles({ items, files }: DataTransfer): Promise<Chosen[]> {
  const all = [...items].filter(({ kind }) => kind === 'file');
  // Pasted pictures have no entries, and some browsers no items.
  if (all.length === 0) return Promise.resolve([...files].map((file) => ({ file })));
  return Promise.all(all.map(takenFrom)).then((chosen) => chosen.flat());
}

function takenFrom(item: Dropped): Promise<Chosen[]> {
  const entry = item.webkitGetAsEntry();
  if (entry?.isDirectory) return packed(entry as FileSystemDirectoryEntry);
  const file = item.getAsFile();
  if (!file) return Promise.resolve([]);
  const handle = item.getAsFileSystemHandle?.().catch(() => null) ?? Promise.resolve(null);
  return handle.then((given) => [
    { file, ...(given?.kind === 'file' ? { handle: given as FileSystemFileHandle } : {}) },
  ]);
}

async function packed(folder: FileSystemDirectoryEntry): Promise<Chosen[]> {
  const { pack, filesIn } = await panels.load();
  return [{ file: await pack(folder.name, await filesIn(folder)), made: true }];
}
