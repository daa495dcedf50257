/** What a page does with a refusal that passes: it waits as long as the server says, and asks again. */
import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from './support/test.js';

const WAIT_MS = 15_000;
const REFUSAL = { code: 'rate-limited', retryAfter: WAIT_MS };

/** As Socket.IO writes them: to a handshake, and to who was let in. */
const REFUSALS = [
  [
    'at the door',
    (route: WebSocketRoute) => route.send(`44/caller,${JSON.stringify({ message: 'x', data: REFUSAL })}`),
  ],
  [
    'at the seat',
    (route: WebSocketRoute) => {
      route.send('40/caller,{"sid":"x"}');
      route.send(`42/caller,${JSON.stringify(['bye', REFUSAL])}`);
      route.send('41/caller,');
    },
  ],
] as const;

for (const [where, refuse] of REFUSALS)
  test(`too often ${where}: the page waits as long as it was told`, async ({ app, room, someone }) => {
    const ada = await someone();
    await ada.page.clock.install();
    let asked = 0;
    await ada.page.routeWebSocket(/socket\.io/, (route) => {
      const server = route.connectToServer();
      route.onMessage((message) => {
        const asks = String(message).startsWith('40/caller,');
        if (asks) asked += 1;
        if (asks && asked === 1) refuse(route);
        else server.send(message);
      });
    });
    await ada.open(`${app.url}/#room=${room}&as=caller`);
    await ada.join('Ada');
    await expect.poll(() => asked, { message: 'the first handshake' }).toBe(1);
    // From here on the page's clock goes by our word alone, and it goes on where it stood.
    await ada.page.clock.pauseAt(new Date((await ada.page.evaluate(() => Date.now())) + 1_000));
    await ada.page.clock.runFor(WAIT_MS / 2);
    expect(await ada.state()).toBe('joining');
    expect(asked).toBe(1);
    await ada.page.clock.resume();
    await ada.page.clock.fastForward(WAIT_MS / 2);
    await expect.poll(() => asked, { message: 'the second handshake' }).toBe(2);
  });
