import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadTab, randomId, saveTab, type TabMemory } from '../../client/call/identity.js';
import { PROTOCOL_VERSION } from '../../shared/protocol.js';
import { parseHandshake } from '../../shared/parse.js';

/** As much of a browser's sessionStorage as a tab's memory needs. */
class Storage {
  readonly items = new Map<string, string>();
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, text: string): void => void this.items.set(key, text);
}

const blocked = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};
const KEY = { server: 'https://call.example.com', room: 'abcd-efgh-jkmn', as: 'auto' };
const memory = (): TabMemory => ({ owner: randomId(), role: 'callee', joined: true, devices: ['mic', 'camera'] });

let storage: Storage;
beforeEach(() => {
  storage = new Storage();
  vi.stubGlobal('sessionStorage', storage);
});
afterEach(() => void vi.unstubAllGlobals());

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

describe("a tab's memory", () => {
  test('comes back as it was', () => {
    const kept = memory();
    saveTab(KEY, kept);
    expect(loadTab(KEY)).toEqual(kept);
  });

  test('is nothing before anything was kept', () => {
    expect(loadTab(KEY)).toBeNull();
  });

  test.each([
    ['server', { server: 'https://other.example.com' }],
    ['room', { room: 'other' }],
    ['seat', { as: 'caller' }],
  ])('of another %s is another', (_what, more) => {
    saveTab(KEY, memory());
    expect(loadTab({ ...KEY, ...more })).toBeNull();
  });

  test.each(['', 'null', '{', '[]', '7', '{"owner":"short"}', '{"owner":7,"role":null,"joined":true,"devices":[]}'])(
    'that is not ours is none: %s',
    (text) => {
      saveTab(KEY, memory());
      for (const key of storage.items.keys()) storage.items.set(key, text);
      expect(loadTab(KEY)).toBeNull();
    },
  );

  test('is none where the browser blocks storage, and the call goes on', () => {
    vi.stubGlobal('sessionStorage', { getItem: blocked, setItem: blocked });
    expect(loadTab(KEY)).toBeNull();
    expect(() => saveTab(KEY, memory())).not.toThrow();
  });

  test('does not hide a fault of our own', () => {
    const broken = () => {
      throw new TypeError('broken');
    };
    vi.stubGlobal('sessionStorage', { getItem: broken, setItem: broken });
    expect(() => loadTab(KEY)).toThrow(TypeError);
    expect(() => saveTab(KEY, memory())).toThrow(TypeError);
  });
});
