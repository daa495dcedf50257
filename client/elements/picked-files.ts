/** Where files come from: a picker, a drop, a paste. Folders become one file. */

import { pack } from './pack.js';

/** A file to be sent, and what lets it be read again after a reload. */
export interface Chosen {
  readonly file: File;
  readonly handle?: FileSystemFileHandle | undefined;
  /** By this page: nobody can choose it again. */
  readonly made?: true;
}

/** Chromium's. */
type Picker = (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;

/** What a person picks; nothing where they pick nothing. Call it in a click. */
export async function pickFiles(): Promise<Chosen[]> {
  const { showOpenFilePicker } = globalThis as { showOpenFilePicker?: Picker };
  // Not for a page inside another one's: there it throws, and a field does what it would.
  if (!showOpenFilePicker || self !== top) return (await picked({ multiple: true })).map((file) => ({ file }));
  const handles = await showOpenFilePicker({ multiple: true }).catch(nothingPicked);
  return Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle })));
}

/** A whole folder, as one file. Call it in a click. */
export async function pickFolder(): Promise<Chosen[]> {
  const files = await picked({ webkitdirectory: true });
  const [first] = files;
  if (!first) return [];
  const [folder = 'files'] = first.webkitRelativePath.split('/');
  return [
    {
      file: await pack(
        folder,
        files.map((file) => ({ path: file.webkitRelativePath, file })),
      ),
      made: true,
    },
  ];
}

/** By a field of files, which every browser has. */
function picked(how: { multiple: boolean } | { webkitdirectory: boolean }): Promise<File[]> {
  return new Promise((resolve) => {
    const input = Object.assign(document.createElement('input'), { type: 'file', ...how });
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

const nothingPicked = (error: unknown): FileSystemFileHandle[] => {
  if (error instanceof DOMException) return [];
  throw error;
};
