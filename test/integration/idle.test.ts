/** Connections on which nobody sits: they end after a while, those of people who sit go on, and a lobby is back by itself. */
import { once } from 'node:events';
import type { Manager } from 'socket.io-client';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ROLES } from '../../shared/protocol.js';
import { connectWith, openManager, person, seat, type ClientOptions } from '../support/client.js';
import { expectRelays, pair } from '../support/pair.js';
import { startServer, type TestServer } from '../support/server.js';
import { until, within } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

const IDLE_S = 60;

interface ImpatientServer extends TestServer {
  /** As long as a connection without a seat may stay. */
  readonly pass: () => void;
}

/** A server that looks for idle connections by a clock of the test; all else goes on as ever. */
async function impatient(): Promise<ImpatientServer> {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const server = await startServer({ idleTimeout: IDLE_S });
  return { ...server, pass: () => void vi.advanceTimersByTime(IDLE_S * 1_000) };
}
const openOn = ({ rtc }: TestServer): number => rtc.io.engine.clientsCount;

/** Open, and in no namespace, as our lobby is. */
async function lobby(url: string, options?: ClientOptions): Promise<Manager> {
  const manager = openManager(url, options);
  const opened = new Promise<void>((resolve) => manager.once('open', resolve));
  manager.socket('/', { auth: () => undefined }).connect();
  await within('the connection', opened);
  return manager;
}

async function inRootNamespace(url: string, options?: ClientOptions): Promise<Manager> {
  const manager = openManager(url, options);
  const socket = manager.socket('/');
  await within('the root namespace', new Promise<void>((resolve) => socket.once('connect', resolve).connect()));
  return manager;
}

const ended = (manager: Manager): Promise<string> =>
  within('its end', new Promise<string>((resolve) => manager.once('close', resolve)));

/** Somebody came meanwhile, who did not sit down, and was ended. */
async function otherEnds({ url, pass }: ImpatientServer): Promise<void> {
  const end = ended(await lobby(url));
  pass();
  await end;
}

describe('a connection without a seat', () => {
  test.each([
    { by: 'websocket', is: 'in no namespace', open: lobby },
    { by: 'polling', is: 'in no namespace', open: lobby },
    { by: 'websocket', is: 'in the root namespace', open: inRootNamespace },
    { by: 'polling', is: 'in the root namespace', open: inRootNamespace },
  ])('that is $is by $by ends', async ({ by, open }) => {
    const server = await impatient();
    const manager = await open(server.url, { transports: [by] });
    expect(openOn(server)).toBe(1);
    const end = ended(manager);
    server.pass();
    expect(await end).toMatch(/^transport (close|error)$/);
    await until('nobody', () => openOn(server) === 0);
  });

  test('and is in no namespace stays until its first ping, and after it', async () => {
    const { url, rtc } = await startServer({ idleTimeout: 0 });
    rtc.io.engine.opts.pingInterval = 100;
    const manager = await lobby(url);
    await within('a ping', new Promise<void>((resolve) => manager.once('ping', resolve)));
    const one = connectWith(manager, 'caller', person());
    await one.welcomes.next();
  });

  test('that has left every namespace ends', async () => {
    const server = await impatient();
    const socket = new WebSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
    const [left, end] = [once(socket, 'pong'), once(socket, 'close')];
    socket.on('message', (data: Buffer) => {
      const type = data.toString().charAt(0);
      if (type === '0') socket.send('40'); // Joins the root namespace.
      if (type !== '4') return;
      socket.send('41');
      socket.ping(); // Is answered once it has left.
    });
    await within('its leave', left);
    expect(openOn(server)).toBe(1);
    server.pass();
    await within('its end', end);
    await until('nobody', () => openOn(server) === 0);
  });

  test.each(ROLES)('whose %s has left, and holds it by another namespace, ends', async (role) => {
    const server = await impatient();
    const manager = openManager(server.url);
    manager.socket('/').connect();
    const one = connectWith(manager, role, person());
    await one.welcomes.next();
    expect(await one.leave('hang-up')).toEqual({ ok: true });
    const end = ended(manager);
    server.pass();
    expect(await end).toMatch(/^transport (close|error)$/);
    await until('nobody', () => openOn(server) === 0);
  });

  test('stays where there is no limit', async () => {
    const server = await impatient();
    const without = await startServer({ idleTimeout: 0 });
    const kept = await lobby(without.url);
    for (let times = 0; times < 2; times += 1) await otherEnds(server);
    expect([kept.engine.readyState, openOn(without)]).toEqual(['open', 1]);
  });
});

describe('people who sit', () => {
  test('stay however long it is, also with a root namespace that is open beside their seat', async () => {
    const server = await impatient();
    const people = await pair(server.url, 'callee');
    const manager = openManager(server.url);
    manager.socket('/').connect();
    const third = connectWith(manager, 'caller', person());
    await third.welcomes.next();
    for (let times = 0; times < 2; times += 1) await otherEnds(server);
    await expectRelays(people);
    await third.caughtUp();
    expect(third.disconnects.unread).toEqual([]);
  });

  test('who waited long before they sat down are back at once after their lobby was ended', async () => {
    const server = await impatient();
    const comeBack = { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 2_000 };
    const manager = await lobby(server.url, comeBack);
    const back = new Promise<void>((resolve) => manager.once('reconnect', () => resolve()));
    const end = ended(manager);
    server.pass();
    await end;
    await within('its connection', back);
    const one = connectWith(manager, 'caller', person());
    await one.welcomes.next();
    await seat(server.url, 'callee', person({ room: one.person.room }));
    expect(await one.peers.next()).toMatchObject({ state: 'here' });
  });
});
