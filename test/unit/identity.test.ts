import { describe, expect, test } from 'vitest';
import { randomId } from '../../client/call/identity.js';
import { PROTOCOL_VERSION } from '../../shared/protocol.js';
import { parseHandshake } from '../../shared/parse.js';

describe('a random id', () => {
  const ids = Array.from({ length: 1_000 }, randomId);

  test('has 128 bits in letters that the wire takes', () => {
    for (const id of ids) {
      expect(id).toMatch(/^[\w-]{22}$/);
      expect(Buffer.from(id, 'base64url')).toHaveLength(16);
    }
  });

  test('is never the same one', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is an owner and an instance that the server takes', () => {
    for (const id of ids.slice(0, 100))
      expect(parseHandshake({ v: PROTOCOL_VERSION, room: 'room', owner: id, instance: id })).toMatchObject({
        ok: true,
      });
  });
});
