/** Saves the other person's picture with the browser's downloads. */
import type { RtcCall } from '../rtc-call.js';

/** By then a browser has read what it downloads. */
const READ_MS = 10_000;

export async function saveSnapshot(host: RtcCall): Promise<void> {
  const url = URL.createObjectURL(await host.snapshot());
  const link = document.createElement('a');
  Object.assign(link, { href: url, download: `call-${new Date().toISOString().replace(/[:.]/g, '-')}.png` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), READ_MS);
}
