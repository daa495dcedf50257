import { shardOf } from '../../shared/shard.js';
import { RedisServer, redisInstalled } from '../support/redis.js';
import { App } from './support/app.js';
import { expect, test as base } from './support/test.js';

const redis = new RedisServer();

/** Three processes on one port, of which each connection gets any. */
const test = base.extend<object, { app: App }>({
  app: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the parameter's names
    async ({}, use) => {
      await redis.start();
      const app = new App(['--workers', '3', '--redis-url', redis.url]);
      await app.start();
      await use(app);
      await app.stop();
      await redis.stop();
    },
    { scope: 'worker' },
  ],
});
test.skip(!redisInstalled, 'redis-server is not installed');

test('people see and hear each other by workers, and every connection names the shard of their room', async ({
  app,
  room,
  someone,
}) => {
  const [ada, bob] = [await someone(), await someone()];
  const opened: string[] = [];
  for (const { page } of [ada, bob]) page.on('websocket', (socket) => opened.push(socket.url()));
  for (const [person, name] of [
    [ada, 'Ada'],
    [bob, 'Bob'],
  ] as const) {
    await person.open(`${app.url}/#room=${room}`);
    await person.join(name);
  }
  for (const person of [ada, bob]) {
    await person.is('connected');
    await person.seesMovement();
    expect(person.errors).toEqual([]);
  }
  // One each: the early one is taken over.
  const url = `${app.url.replace('http', 'ws')}/socket.io/?shard=${shardOf(room)}&EIO=4&transport=websocket`;
  expect(opened).toEqual([url, url]);
});

test('people whose network breaks websockets meet by polling, whichever worker a request reaches', async ({
  app,
  room,
  someone,
}) => {
  const people = [await someone(), await someone()];
  const polls: string[] = [];
  for (const { page } of people) {
    await page.addInitScript(() => {
      globalThis.WebSocket = class extends WebSocket {
        constructor() {
          super('ws://localhost:9'); // A port that nobody may connect to.
        }
      };
    });
    page.on('request', (request) => request.url().includes('transport=polling') && polls.push(request.url()));
  }
  for (const person of people) {
    await person.open(`${app.url}/#room=${room}`);
    await person.join('Somebody');
  }
  for (const person of people) {
    await person.is('connected');
    await person.seesMovement();
  }
  expect(polls.length).toBeGreaterThan(4);
  for (const url of polls) expect(url).toContain(`shard=${shardOf(room)}`);
});
