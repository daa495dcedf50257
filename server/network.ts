/** The names by which browsers reach this machine. */
import { isIPv4 } from 'node:net';
import { hostname, networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/** Only its own browsers reach it by these. */
const OWN = ['localhost', '127.0.0.1', '::1'];
/** Without a zone, which no browser takes in a URL. */
const LINK_LOCAL = /^(fe[89ab]|169\.254\.)/i;

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** Addresses for other devices of the network; IPv4, which can be typed, before IPv6. */
export function networkAddresses(interfaces: Interfaces = networkInterfaces()): string[] {
  const all = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !LINK_LOCAL.test(address))
    .map(({ address }) => address);
  const [old, young] = [all.filter((address) => isIPv4(address)), all.filter((address) => !isIPv4(address))];
  return [...new Set([...old, ...young])];
}

/** Every name that a certificate of this machine should have, with the one that it has on its network (mDNS). */
export function ownNames(interfaces?: Interfaces, host = hostname()): string[] {
  const name = host.toLowerCase().replace(/\.local$/, '');
  const hosts = /^[a-z0-9.-]+$/.test(name) ? [name, `${name}.local`] : [];
  return [...new Set([...OWN.slice(0, 1), ...hosts, ...OWN.slice(1), ...networkAddresses(interfaces)])];
}

/** Which addresses other devices can use, where it listens on `host` only. */
export function reachable(host: string | undefined, addresses = networkAddresses()): string[] {
  if (host === undefined || host === '::' || host === '0.0.0.0')
    return host === '0.0.0.0' ? addresses.filter((address) => isIPv4(address)) : addresses;
  return OWN.includes(host) || host.startsWith('127.') ? [] : [host];
}

export const urlOf = (scheme: 'http' | 'https', host: string, port: number): string =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
