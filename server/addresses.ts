/** Where a request comes from, behind a known number of proxies, and as what a limit counts it. */
import type { IncomingHttpHeaders } from 'node:http';
import { isIP, isIPv4 } from 'node:net';

/** Groups of an IPv6 address that a provider gives to one household or office (RFC 6177): 64 bits. */
const HOUSEHOLD = 4;

/**
 * The client's address. Each of `proxies` has written the address it was reached from at the end of X-Forwarded-For, so the
 * client is that many places from the right: what stands further left, the client may have written itself. A request with
 * fewer places did not come through all of them, and one with something else in that place is not understood: both are the
 * neighbour's own.
 */
export function clientAddress(headers: IncomingHttpHeaders, neighbour: string | undefined, proxies: number): string {
  const own = plainAddress(neighbour ?? '') ?? 'unknown';
  if (proxies === 0) return own;
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  return plainAddress(forwarded.at(-proxies) ?? '') ?? own;
}

/** Without a port, brackets or a zone; an IPv4 address in IPv6 as IPv4. */
function plainAddress(text: string): string | undefined {
  const [, inBrackets] = /^\[([^\]]+)\](?::\d+)?$/.exec(text.trim()) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(text.trim()) ?? [];
  const address = (inBrackets ?? beforePort ?? text.trim()).replace(/%.*$/, '');
  if (isIP(address) === 0) return undefined;
  return isIPv4(address) ? address : (mapped(groupsOf(address)) ?? address);
}

/** The eight groups of an IPv6 address. `URL` writes it in its shortest form (RFC 5952). */
function groupsOf(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const [left, right] = [numbers(head), numbers(tail ?? '')];
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

/** `::ffff:192.0.2.1` (RFC 4291 2.5.5.2), as a socket that listens on both names IPv4 clients. */
function mapped(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 5).some((group) => group !== 0) || groups[5] !== 0xffff) return undefined;
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** As what limits count: an IPv4 address, or the 64 bits of an IPv6 network, in which anybody has as many as they like. */
export function householdOf(address: string): string {
  if (!address.includes(':')) return address;
  return groupsOf(address)
    .slice(0, HOUSEHOLD)
    .map((group) => group.toString(16))
    .join(':');
}
