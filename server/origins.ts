/**
 * Which pages may open a socket. `cors` guards polling only: a websocket handshake from any origin passes it
 * (Socket.IO 4.8.4), so the check stands where both transports pass, in `allowRequest`.
 */
import type { IncomingMessage } from 'node:http';

/** Whether a page of `origin` may call, given the list of the settings and the name it reached this server by. */
export function originAllowed(
  allowed: readonly string[],
  origin: string | undefined,
  host: string | undefined,
): boolean {
  if (allowed.includes('*')) return true;
  if (origin === undefined) return false;
  // As text: what apps write, such as capacitor://localhost, has no origin for `URL`.
  return allowed.includes(origin) || isOfThisServer(origin, host);
}

function isOfThisServer(origin: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return /^https?:$/.test(url.protocol) && url.host === host;
}

export const requestAllowed = (allowed: readonly string[], { headers }: IncomingMessage): boolean =>
  originAllowed(allowed, headers.origin, headers.host);
