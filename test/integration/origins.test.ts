import { describe, expect, test, vi } from 'vitest';
import { ROLES } from '../../shared/protocol.js';
import { connect, person, seat, type ClientOptions } from '../support/client.js';
import { startServer } from '../support/server.js';

vi.setConfig({ testTimeout: 30_000 });

describe.each(ROLES)('for the %s', (role) => {
  describe.each([['websocket'], ['polling']])('by %s, a page', (transport) => {
    const LIST = { origins: ['https://www.example.com'] };
    const from = (origin?: string): ClientOptions => ({
      transports: [transport],
      ...(origin === undefined ? {} : { extraHeaders: { Origin: origin } }),
    });

    test('of an origin in the list may call', async () => {
      const { url } = await startServer(LIST);
      await seat(url, role, person(), from('https://www.example.com'));
    });

    test('of an app in the list may call, and of another may not', async () => {
      const { url, rtc } = await startServer({ origins: ['capacitor://localhost'] });
      const { refusals } = connect(url, role, person(), from('tauri://localhost'));
      await refusals.next();
      expect(rtc.io.engine.clientsCount).toBe(0);
      await seat(url, role, person(), from('capacitor://localhost'));
    });

    test('of this very server may call', async () => {
      const { url } = await startServer(LIST);
      await seat(url, role, person(), from(url));
    });

    test('of any origin may call in open mode', async () => {
      const { url } = await startServer();
      await seat(url, role, person(), from('https://evil.example'));
      await seat(url, role, person(), from());
    });

    test.each(['https://evil.example', 'http://www.example.com', 'https://www.example.com.evil.example', 'null'])(
      'of %s may not',
      async (origin) => {
        const { url, rtc } = await startServer(LIST);
        const { refusals, socket } = connect(url, role, person(), from(origin));
        await refusals.next();
        expect(socket.connected).toBe(false);
        expect(rtc.io.engine.clientsCount).toBe(0);
      },
    );

    test('without an origin may not, where there is a list', async () => {
      const { url, rtc } = await startServer(LIST);
      const { refusals } = connect(url, role, person(), from());
      await refusals.next();
      expect(rtc.io.engine.clientsCount).toBe(0);
    });
  });
});

test('a refused page is refused by the answer itself, so that a browser cannot read it', async () => {
  const { url } = await startServer({ origins: ['https://www.example.com'] });
  const poll = (origin: string) => fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { Origin: origin } });
  const allowed = await poll('https://www.example.com');
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://www.example.com');
  const refused = await poll('https://evil.example');
  expect(refused.status).toBe(403);
  expect(refused.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
});
