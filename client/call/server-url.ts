/** Where the call server is: what a page says, or the folder that its script came from. A path belongs to it. */
import { RtcError } from './errors.js';

let scriptFolder: string | null = null;

/** Called by the file that servers hand out, with its own address. */
export function setScriptUrl(url: string): void {
  const { origin, pathname } = new URL(url);
  scriptFolder = url.startsWith('http') ? origin + pathname.slice(0, pathname.lastIndexOf('/')) : origin;
}

export const defaultServer = (): string => scriptFolder ?? location.origin;

export interface ServerAddress {
  readonly origin: string;
  /** Of Socket.IO there. */
  readonly path: string;
}

/** Null where no server can be. Nothing of an address is left out: no query, no fragment, no name with a password. */
export function addressOf(server: string): ServerAddress | null {
  try {
    const { protocol, origin, pathname, href } = new URL(server);
    const isWhole = /^https?:$/.test(protocol) && href === origin + pathname;
    return isWhole ? { origin, path: `${pathname.replace(/\/+$/, '')}/socket.io` } : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

export const badServer = (server: string): RtcError => new RtcError('bad-server', `no address of a server: ${server}`);
