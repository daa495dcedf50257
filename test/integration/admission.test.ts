import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createToken } from '../../server/tokens.js';
import { opposite, ROLES, type Handshake, type RefusalCode } from '../../shared/protocol.js';
import { connect, openManager, connectWith, person, randomId, seat, type TestClient } from '../support/client.js';
import { startServer } from '../support/server.js';
import { keyPair, SECRET, serveKeys, signed } from '../support/tokens.js';

vi.setConfig({ testTimeout: 30_000 });

const withTokens = { tokenSecret: [SECRET] };
const codeOf = async ({ refusals }: TestClient): Promise<unknown> =>
  ((await refusals.next()) as Error & { data?: { code: RefusalCode } }).data?.code;
const guest = async (room: string, claims: Parameters<typeof signed>[0] = {}): Promise<Handshake> =>
  person({ room, token: await signed({ room, ...claims }) });

describe.each(ROLES)('a server with a secret, for the %s', (role) => {
  test('seats who has a token, made by its own command or by any library', async () => {
    const { url, rtc } = await startServer(withTokens);
    const room = randomId();
    await seat(url, role, await guest(room, { role }));
    await seat(url, opposite(role), person({ room, token: await createToken({ secret: SECRET, room }) }));
    expect(rtc.seated).toBe(2);
  });

  test.each<[string, RefusalCode, (room: string) => Promise<string | undefined>]>([
    ['without a token', 'unauthorized', async () => undefined],
    ['with a token that is none', 'unauthorized', async () => 'token'],
    ['with a token of another room', 'unauthorized', () => signed({ room: 'other' })],
    ['with a token of another secret', 'unauthorized', (room) => signed({ room }, Buffer.from(randomId().repeat(2)))],
    ['with a token for another service', 'unauthorized', (room) => signed({ room, aud: 'other' })],
    ['with a token that ended', 'expired', (room) => signed({ room, exp: -600 })],
    ['with a token for the other seat', 'wrong-role', (room) => signed({ room, role: opposite(role) })],
    ['with a token of 4,097 letters', 'too-large', async () => 'x'.repeat(4_097)],
  ])('refuses who comes %s, with a code and nothing else', async (_what, code, token) => {
    const { url, rtc } = await startServer(withTokens);
    const room = randomId();
    const given = await token(room);
    const client = connect(url, role, person({ room, ...(given === undefined ? {} : { token: given }) }));
    expect(await client.refusals.next()).toMatchObject({ data: { code } });
    expect(client.told).toEqual([]);
    expect(rtc.seated).toBe(0);
  });

  test('takes no token from an address', async () => {
    const { url } = await startServer(withTokens);
    const room = randomId();
    const token = await signed({ room });
    expect(await codeOf(connect(url, role, person({ room }), { query: { token, room } }))).toBe('unauthorized');
  });

  test('tells the other one the name that the token says', async () => {
    const { url } = await startServer(withTokens);
    const room = randomId();
    await seat(url, role, { ...(await guest(room, { name: 'Dr. Ann' })), name: 'Somebody' });
    const other = connect(url, opposite(role), await guest(room));
    expect((await other.welcomes.next()).peer).toMatchObject({ name: 'Dr. Ann', named: true });
  });

  test('keeps a seat for a `sub`, whatever its pages call themselves, and from everybody else', async () => {
    const { url } = await startServer(withTokens);
    const room = randomId();
    const first = await seat(url, role, await guest(room, { sub: 'ann' }));
    const stranger = connect(url, role, { ...(await guest(room, { sub: 'eve' })), owner: first.person.owner });
    expect(await stranger.byes.next()).toEqual({ code: 'occupied' });
    await seat(url, role, await guest(room, { sub: 'ann' }));
    expect(await first.byes.next()).toEqual({ code: 'replaced' });
  });

  test('ends no call by the end of a token: the seat goes on, and the page comes back to it', async () => {
    // The clock stands until it is set, so that no token ends before its page has its seat.
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { url } = await startServer({ ...withTokens, tokenLeeway: 0 });
    const room = randomId();
    const who = await guest(room, { exp: 1, sub: 'ann' });
    const one = await seat(url, role, who);
    const other = await seat(url, opposite(role), await guest(room, { sub: 'bob' }));
    expect(await one.peers.next()).toMatchObject({ state: 'here' });
    vi.setSystemTime(Date.now() + 2_000);
    expect(await codeOf(connect(url, role, { ...who, instance: randomId() }))).toBe('expired');
    expect(await one.ice()).toMatchObject({ ok: true });
    one.cut();
    expect(await other.peers.next()).toMatchObject({ state: 'away' });
    const again = await seat(url, role, who);
    expect(await again.ice()).toMatchObject({ ok: true });
  });

  test('lets somebody in over the same connection who comes with a better token', async () => {
    const { url } = await startServer(withTokens);
    const room = randomId();
    const manager = openManager(url);
    const who = person({ room });
    const client = connectWith(manager, role, who);
    expect(await codeOf(client)).toBe('unauthorized');
    client.socket.auth = { ...who, token: await signed({ room }) };
    client.socket.connect();
    await client.welcomes.next();
  });
});

/** Whether somebody gets a seat; they leave it again. */
async function comesIn(url: string, token: string, room: string): Promise<boolean> {
  const { socket } = connect(url, 'caller', person({ room, token }));
  const seated = await new Promise<boolean>((resolve) => {
    socket.once('welcome', () => resolve(true));
    socket.once('connect_error', () => resolve(false));
  });
  if (seated) await socket.emitWithAck('leave', { reason: 'hang-up' });
  return seated;
}

test('a secret gives way to another one without a moment in which nobody comes in', async () => {
  const next = 'the-next-secret-of-the-tests-with-48-letters';
  const room = randomId();
  const tokens = [await signed({ room }), await signed({ room }, Buffer.from(next))] as const;
  const accepted = async (tokenSecret: string[]): Promise<boolean[]> => {
    const { url } = await startServer({ tokenSecret });
    return [await comesIn(url, tokens[0], room), await comesIn(url, tokens[1], room)];
  };
  expect(await accepted([SECRET])).toEqual([true, false]);
  expect(await accepted([next, SECRET])).toEqual([true, true]);
  expect(await accepted([next])).toEqual([false, true]);
});

describe('a server with the keys of an identity provider', () => {
  test('fetches them, and seats who has a token for one of them', async () => {
    const { keys, url: tokenKeys } = await serveKeys();
    const { privateKey, publicKey } = keyPair();
    keys.set('one', publicKey);
    const { url } = await startServer({ tokenKeys });
    const room = randomId();
    await seat(url, 'caller', person({ room, token: await signed({ room }, privateKey, 'ES256', 'one') }));
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const forged = await signed({ room }, Buffer.from(pem), 'HS256', 'one');
    expect(await codeOf(connect(url, 'callee', person({ room, token: forged })))).toBe('unauthorized');
  });

  test('says that it cannot tell while they are not to be had, and mends by itself', async () => {
    const { keys, state, url: tokenKeys } = await serveKeys();
    const { privateKey, publicKey } = keyPair();
    keys.set('one', publicKey);
    state.fails = true;
    const { url } = await startServer({ tokenKeys, logLevel: 'error' });
    const room = randomId();
    const token = await signed({ room }, privateKey, 'ES256', 'one');
    expect(await codeOf(connect(url, 'caller', person({ room, token })))).toBe('unavailable');
    state.fails = false;
    await seat(url, 'caller', person({ room, token }));
  });

  test('goes on with those it has while no others are to be had', async () => {
    const { keys, state, url: tokenKeys } = await serveKeys();
    const [one, two] = [keyPair(), keyPair()];
    keys.set('one', one.publicKey);
    const { url } = await startServer({ tokenKeys });
    const room = randomId();
    const token = await signed({ room }, one.privateKey, 'ES256', 'one');
    await seat(url, 'caller', person({ room, token }));
    state.fails = true;
    const unknown = await signed({ room }, two.privateKey, 'ES256', 'two');
    expect(await comesIn(url, unknown, room)).toBe(false);
    await seat(url, 'callee', person({ room, token }));
  });

  test('does not ask again and again for keys that nobody knows', async () => {
    const { keys, state, url: tokenKeys } = await serveKeys();
    const one = keyPair();
    keys.set('one', one.publicKey);
    const { url } = await startServer({ tokenKeys });
    const room = randomId();
    await seat(url, 'caller', person({ room, token: await signed({ room }, one.privateKey, 'ES256', 'one') }));
    for (let n = 0; n < 20; n += 1) {
      const token = await signed({ room }, one.privateKey, 'ES256', `other-${n}`);
      expect(await codeOf(connect(url, 'callee', person({ room, token })))).toBe('unauthorized');
    }
    expect(state.asked).toBe(1);
  });
});

describe('whoever runs the house', () => {
  test('sends one of two away, who hears it, and so does the other one', async () => {
    const { url, rtc } = await startServer();
    const room = randomId();
    const [one, other] = [await seat(url, 'caller', person({ room })), await seat(url, 'callee', person({ room }))];
    await one.peers.next();
    expect(await rtc.remove(room, 'caller')).toBe(true);
    expect(await one.byes.next()).toEqual({ code: 'kicked' });
    expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'left' });
    expect(rtc.seated).toBe(1);
    expect(await rtc.remove(room, 'caller')).toBe(false);
    await seat(url, 'caller', person({ room }));
  });

  test('sends both away', async () => {
    const { url, rtc } = await startServer();
    const room = randomId();
    const people = [await seat(url, 'caller', person({ room })), await seat(url, 'callee', person({ room }))];
    expect(await rtc.remove(room)).toBe(true);
    for (const { byes } of people) expect(await byes.next()).toEqual({ code: 'kicked' });
    expect(rtc.seated).toBe(0);
    expect(await rtc.remove(room)).toBe(false);
  });

  test('frees a seat that is only kept', async () => {
    const { url, rtc } = await startServer();
    const room = randomId();
    const one = await seat(url, 'caller', person({ room }));
    const other = await seat(url, 'callee', person({ room }));
    await one.peers.next();
    other.cut();
    expect(await one.peers.next()).toMatchObject({ state: 'away' });
    expect(await rtc.remove(room, 'callee')).toBe(true);
    expect(await one.peers.next()).toEqual({ instance: other.instance, state: 'left' });
  });

  test('locks a room: those in it talk on and come back, others do not come in', async () => {
    const { url, rtc } = await startServer();
    const room = randomId();
    const one = await seat(url, 'caller', person({ room }));
    await rtc.lock(room, true);
    expect(await connect(url, 'callee', person({ room })).byes.next()).toEqual({ code: 'locked' });
    one.cut();
    const again = await seat(url, 'caller', { ...one.person, instance: randomId() });
    expect(await again.ice()).toMatchObject({ ok: true });
    await rtc.lock(room, false);
    await seat(url, 'callee', person({ room }));
  });
});
