/** The names by which browsers reach this machine. */
import { lookup } from 'node:dns/promises';
import { BlockList, isIPv4 } from 'node:net';
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

/**
 * The address by which this machine reaches its own server that listens on `host`; nothing where `host` is somebody else's.
 * Throws where it is a name that nobody knows.
 */
export async function ownAddress(host = '::', interfaces?: Interfaces): Promise<string | undefined> {
  const { address, family } = await lookup(host);
  const version = family === 6 ? 'ipv6' : 'ipv4';
  const [withoutZone = address] = address.split('%');
  // Who listens on `::` listens on IPv4, too.
  if (ANY.check(withoutZone, version)) return '127.0.0.1';
  return addressesOf(interfaces).check(withoutZone, version) ? address : undefined;
}

const ANY = new BlockList();
ANY.addAddress('0.0.0.0');
ANY.addAddress('::', 'ipv6');

/** Compared as numbers: an IPv6 address can be written in many ways. */
function addressesOf(interfaces: Interfaces = networkInterfaces()): BlockList {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8);
  for (const one of Object.values(interfaces).flatMap((several) => several ?? []))
    list.addAddress(one.address, one.family === 'IPv6' ? 'ipv6' : 'ipv4');
  return list;
}

export const urlOf = (scheme: 'http' | 'https', host: string, port: number): string =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
