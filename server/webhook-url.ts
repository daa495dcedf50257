/** Where a webhook may go: over TLS, or without it inside the own network, where nobody else listens. */
import { BlockList, isIP } from 'node:net';

const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv6');

export function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  // `fetch` refuses a URL with a password in it, and a log would show it.
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isNear(hostname.replace(/^\[|\]$/g, '')));
}

/** A name without a dot is one of the own network, such as a service of a compose file. */
function isNear(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return !host.includes('.') || /\.(localhost|local|internal)$/.test(host);
  return PRIVATE.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
