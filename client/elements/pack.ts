/** A folder as one file: every browser can receive that, and it goes on after a fault like any other. */
import { downloadZip } from 'client-zip';

export interface Packed {
  /** From the folder on, with slashes. */
  readonly path: string;
  readonly file: File;
}

/** Stored, not compressed: what people send is. In the order of the paths, so that the same folder is the same file. */
export async function pack(folder: string, files: readonly Packed[]): Promise<File> {
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : 1));
  const input = sorted.map(({ path, file }) => ({ name: path, lastModified: file.lastModified, input: file }));
  const blob = await downloadZip(input).blob();
  const newest = Math.max(0, ...sorted.map(({ file }) => file.lastModified));
  return new File([blob], `${folder}.zip`, { type: 'application/zip', lastModified: newest });
}

/** All the files in a folder that was dropped, and in those in it. */
export async function filesIn(folder: FileSystemDirectoryEntry): Promise<Packed[]> {
  const found: Packed[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory) found.push(...(await filesIn(entry as FileSystemDirectoryEntry)));
    else found.push({ path: entry.fullPath.slice(1), file: await fileOf(entry as FileSystemFileEntry) });
  }
  return found;
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** Browsers give out a hundred at a time, and none when there are no more. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const next = (): Promise<FileSystemEntry[]> => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
  const all: FileSystemEntry[] = [];
  for (let some = await next(); some.length > 0; some = await next()) all.push(...some);
  return all;
}
