/** Ways to the server that are not the usual one: a network that swallows websockets, and a server below a path. */
import { createServer, type Server, type AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { App } from './support/app.js';
import { Site } from './support/site.js';
import { expect, test } from './support/test.js';

const PATIENCE = { timeout: 20_000 };

declare global {
  // Written by the tests, in the page.
  var swallowed: boolean;
}

/** Takes every connection and never says a word. */
async function openHole(): Promise<Server> {
  const hole = createServer((socket) => socket.on('error', () => socket.destroy()).resume());
  await new Promise<void>((resolve) => void hole.listen(0, resolve));
  return hole;
}

/** Every websocket of this page goes there, for as long as `swallowed` says so. */
async function swallowWebSockets(page: Page, hole: Server): Promise<void> {
  await page.addInitScript(
    (port) => {
      globalThis.swallowed = true;
      globalThis.WebSocket = class extends WebSocket {
        constructor(url: string | URL, protocols?: string | string[]) {
          super(globalThis.swallowed ? `ws://localhost:${port}/` : url, protocols);
        }
      };
    },
    (hole.address() as AddressInfo).port,
  );
}

const isByWebSocket = (page: Page): Promise<boolean> =>
  page.evaluate(() => globalThis.rtcProbe.sockets.some(({ readyState }) => readyState === WebSocket.OPEN));

test('where the network swallows websockets, a call is made by polling, and by websocket again when it can be', async ({
  room,
  someone,
}) => {
  const [app, hole] = [new App(), await openHole()];
  await app.start();
  // The policy of the demo's page would refuse the other port at once.
  const [ada, bob] = [await someone({ bypassCSP: true }), await someone()];
  await swallowWebSockets(ada.page, hole);
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  await ada.join('Ada');
  await ada.is('waiting');
  expect(await isByWebSocket(ada.page)).toBe(false);
  await bob.open(`${app.url}/#room=${room}&as=callee`);
  await bob.join('Bob');
  await ada.is('connected');
  await ada.page.evaluate(() => (globalThis.swallowed = false));
  await app.restart();
  await expect.poll(() => isByWebSocket(ada.page), PATIENCE).toBe(true);
  expect(ada.errors).toEqual([]);
  await app.stop();
  hole.close();
});

test.describe('below a path', () => {
  const app = new App(['--base-path', '/call']);
  const site = new Site();
  test.beforeAll(() => Promise.all([app.start(), site.start()]));
  test.afterAll(() => Promise.all([app.stop(), site.stop()]));

  test('the page, its invite link and the two lines for any page make a call', async ({ room, someone }) => {
    const [ada, bob] = [await someone(), await someone()];
    await ada.open(`${app.url}/call/#room=${room}&as=caller`);
    await ada.join('Ada');
    await ada.is('waiting');
    expect(await ada.inviteLink()).toBe(`${app.url}/call/#room=${room}&as=callee`);
    const lines = `<rtc-call room="${room}" as="callee"></rtc-call><script type="module" src="${app.url}/call/rtc-call.js"></script>`;
    await bob.open(site.at(site.put(lines)));
    await bob.join('Bob');
    for (const person of [ada, bob]) {
      await person.is('connected');
      expect(person.errors).toEqual([]);
    }
  });

  test('a page that says where the server is makes a call', async ({ app: elsewhere, room, someone }) => {
    const ada = await someone();
    const script = `<script type="module" src="${elsewhere.url}/rtc-call.js"></script>`;
    await ada.open(site.at(site.put(`<rtc-call room="${room}" server="${app.url}/call/"></rtc-call>${script}`)));
    await ada.join('Ada');
    await ada.is('waiting');
  });
});
