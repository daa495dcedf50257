import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { networkAddresses, ownAddress, ownNames, reachable } from '../../server/network.js';
import { addressLines, networkUrls, qrText } from '../../server/listening.js';

const at = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  netmask: '',
  mac: '',
  cidr: null,
  family: 'IPv4',
});
const INTERFACES = {
  lo: [at('127.0.0.1', true), at('::1', true)],
  wlan0: [at('fe80::1'), at('2001:db8::5'), at('192.168.1.20'), at('169.254.7.7')],
  docker0: [at('172.17.0.1')],
};
const ADDRESSES = ['192.168.1.20', '172.17.0.1', '2001:db8::5'];
const LAN = { https: true, tlsCert: undefined, host: undefined, basePath: '' };

describe('the addresses of a machine on its network', () => {
  test('are those that a phone can use, those that can be typed first', () => {
    expect(networkAddresses(INTERFACES)).toEqual(ADDRESSES);
  });

  test('are in its certificate, with its own names', () => {
    expect(ownNames(INTERFACES, 'Ann-Laptop')).toEqual([
      'localhost',
      'ann-laptop',
      'ann-laptop.local',
      '127.0.0.1',
      '::1',
      ...ADDRESSES,
    ]);
    expect(ownNames({}, 'mac.local')).toEqual(['localhost', 'mac', 'mac.local', '127.0.0.1', '::1']);
    expect(ownNames({}, 'Ann’s laptop')).toEqual(['localhost', '127.0.0.1', '::1']);
  });

  test.each([
    [undefined, ADDRESSES],
    ['::', ADDRESSES],
    ['0.0.0.0', ADDRESSES.slice(0, 2)],
    ['127.0.0.1', []],
    ['localhost', []],
    ['192.168.1.20', ['192.168.1.20']],
  ])('of a server that listens on %s are %j', (host, expected) => {
    expect(reachable(host, ADDRESSES)).toEqual(expected);
  });
});

describe('the address by which this machine reaches its own server', () => {
  const IPV6: NetworkInterfaceInfo = { ...at('2001:db8::5'), family: 'IPv6', scopeid: 0 };
  const LINK: NetworkInterfaceInfo = { ...at('fe80::1'), family: 'IPv6', scopeid: 2 };
  const interfaces = { lo: [at('127.0.0.1', true)], wlan0: [IPV6, LINK, at('192.168.1.20')] };

  test.each([
    [undefined, '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '127.0.0.1'],
    ['0::0', '127.0.0.1'],
    ['127.0.0.53', '127.0.0.53'],
    ['192.168.1.20', '192.168.1.20'],
    ['2001:DB8:0::5', '2001:DB8:0::5'],
    ['fe80::1%wlan0', 'fe80::1%wlan0'],
    ['192.168.1.21', undefined],
    ['2001:db8::6', undefined],
  ])('that listens on %s is %s', async (host, expected) => {
    expect(await ownAddress(host, interfaces)).toBe(expected);
  });
});

describe('what the command says', () => {
  test('has a link for each address, and the fingerprint to compare', () => {
    expect(addressLines(LAN, 3000, 'AB:CD', ADDRESSES)).toEqual([
      'rtc-call: https://localhost:3000',
      'on other devices of this network: https://192.168.1.20:3000',
      'on other devices of this network: https://172.17.0.1:3000',
      'on other devices of this network: https://[2001:db8::5]:3000',
      'browsers warn of this certificate once; its fingerprint (SHA-256) is AB:CD',
    ]);
  });

  test('has the path that everything is below', () => {
    const [own, other] = addressLines({ ...LAN, basePath: '/call' }, 3000, 'AB:CD', ADDRESSES);
    expect(own).toBe('rtc-call: https://localhost:3000/call/');
    expect(other).toBe('on other devices of this network: https://192.168.1.20:3000/call/');
  });

  test('has no address on plain http, where browsers give no camera', () => {
    expect(addressLines({ ...LAN, https: false }, 80, '', ADDRESSES)).toEqual(['rtc-call: http://localhost:80']);
    expect(networkUrls({ ...LAN, https: false }, 80, ADDRESSES)).toEqual([]);
  });

  test('has no address with a certificate that is for another name', () => {
    expect(addressLines({ ...LAN, tlsCert: 'cert.pem' }, 443, '', ADDRESSES)).toEqual([
      'rtc-call: https://localhost:443',
    ]);
  });

  test('is a code of one size, with light around it', () => {
    const lines = qrText('https://192.168.1.20:3000').split('\n');
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines[0]).toMatch(/^█+$/);
    for (const line of lines) expect(line).toMatch(/^██[█▀▄ ]+██$/);
    // The upper left finder pattern: seven dark, a ring of light, three dark in the middle.
    expect(lines[1]?.slice(2, 10)).toBe(' ▄▄▄▄▄ █');
    expect(lines[2]?.slice(2, 10)).toBe(' █   █ █');
  });
});
