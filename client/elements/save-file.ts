/** Where a received file goes that its person wanted: to their downloads. */
import type { Files } from '../data/files/files.js';
import type { Transfer } from '../data/files/transfer.js';

/** Downloads read from it for as long as they take; the page's end frees it too. */
const KEPT_MS = 600_000;

/** Chromium's. */
type Picker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;

export function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/**
 * Accepts it; once it is there it is saved. What has no room in the browser goes straight to where its person wants it.
 * Call it in a click.
 */
export async function acceptFile(files: Files, transfer: Transfer): Promise<void> {
  const { showSaveFilePicker } = globalThis as { showSaveFilePicker?: Picker };
  const roomy = await files.roomFor(transfer.size);
  if (!isOffered(transfer)) return; // Pressed twice, or given up meanwhile.
  // Not for a page inside another one's: there it throws.
  if (showSaveFilePicker && self === top && !roomy) {
    const handle = await showSaveFilePicker({ suggestedName: transfer.name }).catch(() => null);
    // Its person chose no place: it is still offered.
    if (handle && isOffered(transfer)) transfer.accept(await handle.createWritable());
    return;
  }
  const stop = transfer.on('change', () => {
    if (!transfer.over) return;
    stop();
    if (transfer.file) saveFile(transfer.file);
  });
  transfer.accept();
}

const isOffered = ({ state }: Transfer): boolean => state === 'offered';
