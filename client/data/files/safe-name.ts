/** A file's name as it may stand on any disk: the other page is a stranger. */
import { cutFileName } from '../../../shared/file-name.js';

const MOST = 120;
/** Names that Windows keeps for devices, with or without an extension. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Never a path, never hidden, never empty; the extension stays. */
export function safeName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const plain = base
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .replace(/\s+/g, ' ');
  return cutFileName(DEVICES.test(plain) ? `_${plain}` : plain, MOST) || 'file';
}
