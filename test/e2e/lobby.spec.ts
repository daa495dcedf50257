/** Somebody who waits in the lobby for longer than the server holds a connection without a seat. */
import type { WebSocket } from '@playwright/test';
import { App } from './support/app.js';
import { expect, test } from './support/test.js';

const app = new App(['--idle-timeout', '1s']);
test.beforeAll(() => app.start());
test.afterAll(() => app.stop());

test('they see nothing of it and join at once, whenever they do', async ({ room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  const opened: WebSocket[] = [];
  ada.page.on('websocket', (socket) => opened.push(socket));
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  // All that comes late.
  await ada.page.getByRole('meter').waitFor();
  await ada.button('Turn camera off').waitFor();
  const [lobby, before] = [await ada.call.ariaSnapshot(), opened.length];
  await expect.poll(() => opened.length, { message: 'two more connections' }).toBeGreaterThan(before + 1);
  expect(await ada.call.ariaSnapshot()).toBe(lobby);
  await ada.join('Ada');
  await ada.is('waiting');

  // In the very moment in which the connection is gone.
  const gone = bob.page.waitForEvent('websocket').then((socket) => socket.waitForEvent('close'));
  await bob.open(`${app.url}/#room=${room}&as=callee`);
  await bob.enterName('Bob');
  await gone;
  await bob.join();
  await Promise.all([ada.is('connected'), bob.is('connected')]);

  // Who sits is not ended.
  const connections = opened.length;
  const frames = await ada.frames();
  await expect.poll(() => ada.frames(), { message: 'two seconds of pictures' }).toBeGreaterThan(frames + 40);
  expect(opened).toHaveLength(connections);
  expect([...ada.errors, ...bob.errors]).toEqual([]);
});
