import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Tab } from '../../client/call/tab.js';
import type { DeviceKind } from '../../client/call/media.js';

/** As much of a browser's sessionStorage as a tab's memory needs. */
class Storage {
  readonly items = new Map<string, string>();
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, text: string): void => void this.items.set(key, text);
}

const fails = (error: Error) => () => {
  throw error;
};
const failing = (error: Error) => ({ getItem: fails(error), setItem: fails(error) });
const KEY = { server: 'https://call.example.com', room: 'abcd-efgh-jkmn', as: 'auto' };
const BOTH: readonly DeviceKind[] = ['mic', 'camera'];

/** A page of this tab: the same storage, nothing else of the page before. */
const page = (more: Partial<typeof KEY> = {}, devices = BOTH): Tab => new Tab({ ...KEY, ...more }, devices);

let storage: Storage;
beforeEach(() => {
  storage = new Storage();
  vi.stubGlobal('sessionStorage', storage);
});
afterEach(() => void vi.unstubAllGlobals());

describe('a new tab', () => {
  test('is somebody whom nobody can guess, and was in no call', () => {
    const { memory } = page();
    expect(memory).toEqual({ owner: expect.stringMatching(/^[\w-]{22}$/), role: null, joined: false, devices: BOTH });
    storage.items.clear();
    expect(page().memory.owner).not.toBe(memory.owner);
  });

  test('has on what the page asks for', () => {
    expect(page({}, ['mic']).memory.devices).toEqual(['mic']);
  });
});

describe('a reload in a call', () => {
  test('remembers who it was, where it sat and what was on', () => {
    const before = page();
    before.remember({ role: 'callee', joined: true });
    before.turn('camera', false);
    expect(page().memory).toEqual({ owner: before.memory.owner, role: 'callee', joined: true, devices: ['mic'] });
  });

  test('remembers each change of a device', () => {
    const before = page();
    before.remember({ joined: true });
    before.turn('camera', false);
    before.turn('mic', false);
    before.turn('camera', true);
    before.turn('camera', true);
    expect(page().memory.devices).toEqual(['camera']);
  });
});

describe('a reload outside a call', () => {
  test('is the same person with the seat it had, and begins with what the page asks for', () => {
    const before = page();
    before.remember({ role: 'caller', joined: true });
    before.turn('camera', false);
    before.remember({ joined: false });
    expect(page().memory).toEqual({ owner: before.memory.owner, role: 'caller', joined: false, devices: BOTH });
  });
});

describe("a tab's memory", () => {
  test.each([
    ['server', { server: 'https://other.example.com' }],
    ['room', { room: 'other' }],
    ['seat', { as: 'caller' }],
  ])('of another %s is another', (_what, more) => {
    const before = page();
    before.remember({ joined: true });
    const other = page(more);
    expect(other.memory.owner).not.toBe(before.memory.owner);
    expect(other.memory.joined).toBe(false);
  });

  test.each([
    '',
    'null',
    '{',
    '[]',
    '7',
    '{"owner":"short","role":null,"joined":true,"devices":[]}',
    '{"owner":"aaaaaaaaaaaaaaaaaaaaaa","role":"admin","joined":true,"devices":[]}',
    '{"owner":"aaaaaaaaaaaaaaaaaaaaaa","role":null,"joined":true,"devices":["screen"]}',
    '{"owner":"aaaaaaaaaaaaaaaaaaaaaa","role":null,"joined":"yes","devices":[]}',
  ])('that is not ours is not believed: %s', (text) => {
    page().remember({ joined: true });
    for (const key of storage.items.keys()) storage.items.set(key, text);
    expect(page().memory).toMatchObject({ role: null, joined: false, devices: BOTH });
    expect(page().memory.owner).not.toBe('aaaaaaaaaaaaaaaaaaaaaa');
  });

  test.each([
    ['blocked', failing(new DOMException('The operation is insecure.', 'SecurityError'))],
    ['null, as in web views of apps', null],
    ['not there', undefined],
    ["somebody else's that throws", failing(new Error('private mode'))],
  ])('lasts as long as the page where storage is %s', (_how, storage) => {
    vi.stubGlobal('sessionStorage', storage);
    const tab = page();
    tab.remember({ role: 'callee', joined: true });
    expect(tab.memory).toMatchObject({ role: 'callee', joined: true });
    expect(page().memory.joined).toBe(false);
  });
});
