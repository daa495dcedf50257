import { describe, expect, test } from 'vitest';
import { originAllowed } from '../../server/origins.js';

const HOST = 'call.example.com';
const LIST = ['https://www.example.com', 'http://localhost:5173', 'capacitor://localhost', 'file://'];

describe('a page may call', () => {
  test.each([
    ['of any origin in open mode', ['*'], 'https://evil.example'],
    ['without an origin in open mode', ['*'], undefined],
    ['from a sandbox in open mode', ['*'], 'null'],
    ['of an origin in the list', LIST, 'https://www.example.com'],
    ['of another origin in the list', LIST, 'http://localhost:5173'],
    ['of an app in the list', LIST, 'capacitor://localhost'],
    ['from the disk of a device, in the list', LIST, 'file://'],
    ['of this very server', LIST, `https://${HOST}`],
    ['of this very server, where the list is empty', [], `https://${HOST}`],
  ])('%s', (_who, allowed, origin) => {
    expect(originAllowed(allowed, origin, HOST)).toBe(true);
  });

  test('of this very server on its own port', () => {
    expect(originAllowed([], 'http://192.0.2.1:3000', '192.0.2.1:3000')).toBe(true);
    expect(originAllowed([], 'http://192.0.2.1:3001', '192.0.2.1:3000')).toBe(false);
    expect(originAllowed([], 'http://[::1]:3000', '[::1]:3000')).toBe(true);
  });
});

describe('a page may not call', () => {
  test.each([
    ['of another origin', LIST, 'https://evil.example'],
    ['without an origin', LIST, undefined],
    ['from a sandbox', LIST, 'null'],
    ['of an origin that is no URL', LIST, 'www.example.com'],
    ['with an empty origin', LIST, ''],
    ['of another app', LIST, 'tauri://localhost'],
    ['of an app that names this server', LIST, `capacitor://${HOST}`],
    ['of an app on another host', LIST, 'capacitor://elsewhere'],
    ['of another scheme', LIST, 'http://www.example.com'],
    ['of another port', LIST, 'https://www.example.com:8443'],
    ['of a longer name', LIST, 'https://www.example.com.evil.example'],
    ['of a name that ends the same', LIST, 'https://evilwww.example.com'],
    ['of a subdomain', LIST, 'https://a.www.example.com'],
    ['of a name that contains this server', LIST, `https://${HOST}.evil.example`],
    ['that hides this server as a user name', LIST, `https://${HOST}@evil.example`],
    ['of anywhere, where the list is empty', [], 'https://www.example.com'],
  ])('%s', (_who, allowed, origin) => {
    expect(originAllowed(allowed, origin, HOST)).toBe(false);
  });

  test('where neither side says its name', () => {
    expect(originAllowed(LIST, undefined, undefined)).toBe(false);
    expect(originAllowed(LIST, 'https://evil.example', undefined)).toBe(false);
  });
});
