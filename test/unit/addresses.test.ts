import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientAddress, householdOf } from '../../server/addresses.js';

const client = (forwarded: string | undefined, neighbour: string | undefined, proxies: number): string =>
  clientAddress(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, neighbour, proxies);

describe('without proxies the client', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['', 'unknown'],
    [undefined, 'unknown'],
  ])('at %s is %s', (neighbour, address) => {
    expect(client(undefined, neighbour, 0)).toBe(address);
  });

  test('is not who it says it is', () => {
    expect(client('203.0.113.9', '192.0.2.1', 0)).toBe('192.0.2.1');
  });
});

describe('behind proxies the client', () => {
  test.each([
    ['is what the one proxy saw', '203.0.113.9', 1, '203.0.113.9'],
    ['is not what it wrote itself', '6.6.6.6, 203.0.113.9', 1, '203.0.113.9'],
    ['is what the outermost of two proxies saw', '203.0.113.9, 198.51.100.1', 2, '203.0.113.9'],
    ['is not what it wrote before two proxies', '6.6.6.6,7.7.7.7 , 203.0.113.9,198.51.100.1', 2, '203.0.113.9'],
    ['is the neighbour where a proxy was gone round', '203.0.113.9', 2, '10.0.0.1'],
    ['is the neighbour where nothing was written', undefined, 1, '10.0.0.1'],
    ['is the neighbour where something else was written', 'unknown', 1, '10.0.0.1'],
    ['is the neighbour where a name was written', '6.6.6.6, example.com', 1, '10.0.0.1'],
    ['is the neighbour where nothing stands', '6.6.6.6,', 1, '10.0.0.1'],
    ['may be written with a port', '203.0.113.9:4711', 1, '203.0.113.9'],
    ['may be written in brackets', '[2001:db8::9]', 1, '2001:db8::9'],
    ['may be written in brackets with a port', '[2001:db8::9]:4711', 1, '2001:db8::9'],
    ['may be an IPv4 client on IPv6', '::ffff:203.0.113.9', 1, '203.0.113.9'],
  ])('%s', (_what, forwarded, proxies, address) => {
    expect(client(forwarded, '10.0.0.1', proxies)).toBe(address);
  });

  test('is an address or unknown, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(4), (forwarded, neighbour, proxies) => {
        expect(client(forwarded, neighbour, proxies)).toMatch(/^([\d.]+|[\da-f:.]+|unknown)$/i);
      }),
    );
  });

  test('is the same whatever it writes before what its proxies write', () => {
    const address = fc.ipV4();
    const chain = fc.array(address, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.oneof(address, fc.string())), chain, (forged, seen) => {
        expect(client([...forged, ...seen].join(','), '10.0.0.1', seen.length)).toBe(seen[0]);
      }),
    );
  });
});

describe('a household', () => {
  test('is an IPv4 address', () => {
    expect(householdOf('192.0.2.1')).toBe('192.0.2.1');
    expect(householdOf('192.0.2.1')).not.toBe(householdOf('192.0.2.2'));
  });

  test.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::', '2001:db8:0:0:1::', true],
    ['::1', '::2', true],
    ['1::', '::1', false],
  ])('of %s is that of %s: %s', (one, other, same) => {
    expect(householdOf(one) === householdOf(other)).toBe(same);
  });

  test('is 64 bits of IPv6, however they are written', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const groups = fc.tuple(group, group, group, group);
    fc.assert(
      fc.property(groups, groups, groups, (network, one, other) => {
        const address = (rest: number[]): string => [...network, ...rest].map((part) => part.toString(16)).join(':');
        expect(householdOf(address(one))).toBe(householdOf(address(other)));
        expect(householdOf(address(one))).toBe(network.map((part) => part.toString(16)).join(':'));
      }),
    );
  });
});
