import { afterEach, describe, expect, test, vi } from 'vitest';
import { createRoom, inviteLink, readInvite } from '../../client/call/invite.js';
import { parseHandshake } from '../../shared/parse.js';
import { PROTOCOL_VERSION, ROLES, opposite } from '../../shared/protocol.js';

const ROOMS = 10_000;
/** With 30 degrees of freedom, exceeded by a fair alphabet once in a thousand million runs. */
const CHI_SQUARE_30 = 105;

const lettersOf = (rooms: readonly string[]): string[] => rooms.flatMap((room) => room.replaceAll('-', '').split(''));

function counted(letters: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return counts;
}

afterEach(() => void vi.restoreAllMocks());

describe('a new room', () => {
  const rooms = Array.from({ length: ROOMS }, createRoom);
  const counts = counted(lettersOf(rooms));

  test('has three groups of four letters', () => {
    for (const room of rooms) expect(room).toMatch(/^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/);
  });

  test('has no letter that is mistaken for another one', () => {
    for (const mistaken of '01ilo') expect([...counts.keys()]).not.toContain(mistaken);
  });

  test('has at least 49 random bits: its name is its key', () => {
    const lettersInRoom = lettersOf(rooms.slice(0, 1)).length;
    expect(lettersInRoom * Math.log2(counts.size)).toBeGreaterThanOrEqual(49);
  });

  test('has each letter as likely as any other', () => {
    const expected = (ROOMS * 12) / counts.size;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(31);
    expect(chiSquare).toBeLessThan(CHI_SQUARE_30);
  });

  test('takes every letter from as many random bytes', () => {
    let byte = 0;
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
      new Uint8Array(array.buffer).fill(byte);
      byte = (byte + 1) % 256;
      return array;
    });
    // As many letters as every byte that is used brings: each value of a byte is drawn equally often.
    const letters = lettersOf(Array.from({ length: 62 }, createRoom));
    expect(new Set(counted(letters).values()).size).toBe(1);
  });

  test('is never the same one', () => {
    expect(new Set(rooms).size).toBe(ROOMS);
  });

  test('is a room that the server takes', () => {
    const secret = 'x'.repeat(22);
    for (const room of rooms.slice(0, 100))
      expect(parseHandshake({ v: PROTOCOL_VERSION, room, owner: secret, instance: secret })).toMatchObject({
        ok: true,
      });
  });
});

describe('an invitation', () => {
  test.each([
    ['#room=abcd-efgh-jkmn&as=callee', { room: 'abcd-efgh-jkmn', as: 'callee' }],
    ['#room=abcd&as=caller', { room: 'abcd', as: 'caller' }],
    ['#room=abcd', { room: 'abcd', as: 'auto' }],
    ['room=abcd', { room: 'abcd', as: 'auto' }],
    ['#as=callee&room=abcd', { room: 'abcd', as: 'callee' }],
    ['#room=abcd&as=admin', { room: 'abcd', as: 'auto' }],
    ['#room=abcd&as=', { room: 'abcd', as: 'auto' }],
    ['#room=abcd&more=1', { room: 'abcd', as: 'auto' }],
    ['#room=a.b_c~d-e', { room: 'a.b_c~d-e', as: 'auto' }],
    [`#room=${'x'.repeat(64)}`, { room: 'x'.repeat(64), as: 'auto' }],
  ])('%s is read', (fragment, invite) => {
    expect(readInvite(fragment)).toEqual(invite);
  });

  test.each([
    '',
    '#',
    '#room=',
    '#as=callee',
    '#chapter-2',
    '#room=a%20b',
    '#room=a/b',
    '#room=%3Cscript%3E',
    '#room=a%00',
    '#room=abcd%0A',
    '#room=%E0%A4%A',
    `#room=${'x'.repeat(65)}`,
  ])('is not in %j', (fragment) => {
    expect(readInvite(fragment)).toBeNull();
  });
});

describe.each(ROLES)('a link of the %s', (role) => {
  test('seats the other person opposite', () => {
    const link = inviteLink('https://page.example/call', 'abcd-efgh-jkmn', role);
    expect(readInvite(new URL(link).hash)).toEqual({ room: 'abcd-efgh-jkmn', as: opposite(role) });
  });

  test('keeps the page and its query, and replaces its fragment', () => {
    const link = inviteLink('https://page.example/call?lang=zh#room=old&as=caller', 'new', role);
    expect(link).toBe(`https://page.example/call?lang=zh#room=new&as=${opposite(role)}`);
  });

  test('carries the room in the fragment alone, which no server sees', () => {
    const { origin, pathname, search } = new URL(inviteLink('https://page.example/', 'abcd', role));
    expect(origin + pathname + search).toBe('https://page.example/');
  });
});
