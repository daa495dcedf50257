/** Connections on which nobody sits: they end after a while, those of people who sit go on, and a lobby is back by itself. */
import type { Manager } from 'socket.io-client';
import { describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ROLES } from '../../shared/protocol.js';
import { connectWith, openManager, person, seat, type ClientOptions } from '../support/client.js';
import { expectRelays, pair } from '../support/pair.js';
import { startServer, type TestServer } from '../support/server.js';
import { until, within } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

const impatient = (): Promise<TestServer> => startServer({ idleTimeout: 1 });
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

describe('a connection without a seat', () => {
  test.each([
    { by: 'websocket', is: 'in no namespace', open: lobby },
    { by: 'polling', is: 'in no namespace', open: lobby },
    { by: 'websocket', is: 'in the root namespace', open: inRootNamespace },
    { by: 'polling', is: 'in the root namespace', open: inRootNamespace },
  ])('that is $is by $by ends', async ({ by, open }) => {
    const server = await impatient();
    const manager = await open(server.url, { transports: [by] });
    expect(await ended(manager)).toMatch(/^transport (close|error)$/);
    await until('nobody', () => openOn(server) === 0);
  });

  test('and is in no namespace stays until its first ping, and after it', async () => {
    const { url } = await startServer({ idleTimeout: 0 });
    const manager = await lobby(url);
    await new Promise<void>((resolve) => manager.once('ping', resolve));
    const one = connectWith(manager, 'caller', person());
    await one.welcomes.next();
  });

  test('that has left every namespace ends', async () => {
    const server = await impatient();
    const socket = new WebSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
    // By the packet's type: joins the root namespace, leaves it at once, and answers pings.
    const answers = new Map([
      ['0', '40'],
      ['4', '41'],
      ['2', '3'],
    ]);
    socket.on('message', (data: Buffer) => socket.send(answers.get(data.toString().charAt(0)) ?? ''));
    const end = new Promise<void>((resolve) => socket.once('close', () => resolve()));
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
    expect(await ended(manager)).toMatch(/^transport (close|error)$/);
    await until('nobody', () => openOn(server) === 0);
  });

  test('stays where there is no limit', async () => {
    const [without, server] = await Promise.all([startServer({ idleTimeout: 0 }), impatient()]);
    const kept = await lobby(without.url);
    for (let times = 0; times < 2; times += 1) await ended(await lobby(server.url));
    expect(kept.engine.readyState).toBe('open');
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
    for (let times = 0; times < 2; times += 1) await ended(await lobby(server.url));
    await expectRelays(people);
    await third.caughtUp();
    expect(third.disconnects.unread).toEqual([]);
  });

  test('who waited long before they sat down are back at once after their lobby was ended', async () => {
    const server = await impatient();
    const comeBack = { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 2_000 };
    const manager = await lobby(server.url, comeBack);
    const back = new Promise<void>((resolve) => manager.once('reconnect', () => resolve()));
    await ended(manager);
    await within('its connection', back);
    const one = connectWith(manager, 'caller', person());
    await one.welcomes.next();
    await seat(server.url, 'callee', person({ room: one.person.room }));
    expect(await one.peers.next()).toMatchObject({ state: 'here' });
  });
});
