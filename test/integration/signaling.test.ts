import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createRtcServer } from '../../server/index.js';
import { CLOSING_MS, LEASE_MS, MemorySeats, type Seats } from '../../server/seats.js';
import { ROLES, opposite, type Handshake, type Role } from '../../shared/protocol.js';
import {
  connect,
  connectWith,
  offer,
  openManager,
  person,
  randomId,
  seat,
  type ClientOptions,
  type TestClient,
} from '../support/client.js';
import { startServer } from '../support/server.js';
import { until, within } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

const RENEWAL_MS = 10_000;
const RELAY_TIMEOUT_MS = 5_000;
const WEEK_MS = 7 * 24 * 3_600_000;
const STEP_MS = 1_000;

const candidate = (n: number) => ({ candidate: `candidate:${n}`, sdpMid: '0', sdpMLineIndex: 0 });

interface Pair {
  /** Sits on the seat that the suite is about. */
  one: TestClient;
  /** Sits opposite, and came second. */
  other: TestClient;
  room: string;
}

/** Two people in one room, with all they were told so far read. */
async function pair(url: string, role: Role, options?: ClientOptions): Promise<Pair> {
  const room = randomId();
  const one = await seat(url, role, person({ room }), options);
  const other = await seat(url, opposite(role), person({ room }), options);
  await one.peers.next();
  return { one, other, room };
}

/** Whether a description and a candidate still pass, in both directions. */
async function expectRelays({ one, other }: Pick<Pair, 'one' | 'other'>): Promise<void> {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    expect(await from.signal(to.instance, offer('still there'))).toEqual({ ok: true });
    expect(await to.signals.next()).toEqual({ ...offer('still there'), from: from.instance });
  }
}

/** Nothing was said to anybody since they were asked last. */
async function expectSilence(...clients: TestClient[]): Promise<void> {
  for (const client of clients) {
    const before = client.told.length;
    await client.caughtUp();
    expect(client.told.slice(before)).toEqual([]);
    expect(client.peers.unread).toEqual([]);
    expect(client.signals.unread).toEqual([]);
    expect(client.byes.unread).toEqual([]);
  }
}

/**
 * A server whose leases, renewals and time-outs run by a clock of the test. Sockets go on as ever; their pings, which
 * the same clock would stop, are put off.
 */
async function startOnTestTime() {
  let now = 1_000_000;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const seats = new MemorySeats(() => now);
  const server = await startServer({ seats });
  server.rtc.io.engine.opts.pingInterval = WEEK_MS;
  /** Step by step, so that what is due at a moment is done at that moment. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= STEP_MS) {
      const step = Math.min(left, STEP_MS);
      now += step;
      vi.advanceTimersByTime(step);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { ...server, seats, pass };
}

/** A store that answers when it is told to. */
class SlowSeats extends MemorySeats {
  #open: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  open(): void {
    this.#open();
  }

  override async claim(...args: Parameters<Seats['claim']>): ReturnType<Seats['claim']> {
    await this.#opened;
    return super.claim(...args);
  }
}

describe.each(ROLES)('for the %s', (role) => {
  const across = opposite(role);

  describe('arriving', () => {
    test('who comes first is welcomed to an empty room', async () => {
      const { url, rtc } = await startServer();
      const one = connect(url, role, person());
      expect(await one.welcomes.next()).toEqual({ peer: null, ice: { servers: [], ttl: 0 } });
      expect(rtc.seated).toBe(1);
    });

    test('who comes second is told of the first, and the first of the second', async () => {
      const { url, rtc } = await startServer();
      const room = randomId();
      const one = await seat(url, role, person({ room, name: 'Ann' }));
      const other = connect(url, across, person({ room, name: 'Bob' }));
      expect(await other.welcomes.next()).toMatchObject({
        peer: { instance: one.instance, state: 'here', name: 'Ann' },
      });
      expect(await one.peers.next()).toEqual({ instance: other.instance, state: 'here', name: 'Bob' });
      expect(rtc.seated).toBe(2);
    });

    test('a name that is not given is not told', async () => {
      const { url } = await startServer();
      const room = randomId();
      const one = await seat(url, role, person({ room }));
      await seat(url, across, person({ room, name: ' \u202E ' }));
      expect(Object.keys((await one.peers.next()) ?? {})).toEqual(['instance', 'state']);
    });

    test('rooms know nothing of each other', async () => {
      const { url } = await startServer();
      const one = await seat(url, role);
      const stranger = connect(url, across, person());
      expect(await stranger.welcomes.next()).toMatchObject({ peer: null });
      await expectSilence(one);
    });

    test('by polling alone is as good', async () => {
      const { url } = await startServer();
      await expectRelays(await pair(url, role, { transports: ['polling'] }));
    });

    test("the newcomer's offer reaches the one who waits, right after the news of a peer", async () => {
      const { url } = await startServer();
      const room = randomId();
      const one = await seat(url, role, person({ room }));
      const other = await seat(url, across, person({ room, ...handshakeOffer('first offer') }));
      expect(await one.signals.next()).toEqual({ ...offer('first offer'), from: other.instance });
      expect(one.told).toEqual(['welcome', 'peer', 'signal']);
    });

    test('an offer is forgotten where nobody waits', async () => {
      const { url } = await startServer();
      const room = randomId();
      const one = await seat(url, role, person({ room, ...handshakeOffer('in vain') }));
      const other = await seat(url, across, person({ room }));
      await expectSilence(other);
      await one.peers.next();
      await expectRelays({ one, other });
    });

    test('an offer to somebody who is away is forgotten', async () => {
      const { url } = await startServer();
      const { one, other, room } = await pair(url, role);
      other.cut();
      await one.peers.next();
      const again = await seat(url, role, { ...one.person, instance: randomId(), ...handshakeOffer('in vain') });
      const back = await seat(url, across, other.person);
      await expectSilence(back);
      expect(await again.peers.next()).toEqual({ instance: other.instance, state: 'here' });
      expect(room).toBe(other.person.room);
    });

    test('an offer to somebody who never answers does not hold the welcome up', async () => {
      const { url } = await startServer();
      const room = randomId();
      const one = await seat(url, role, person({ room }));
      one.onsignal = () => undefined;
      const other = await seat(url, across, person({ room, ...handshakeOffer() }));
      await one.signals.next();
      await expectRelaysOneWay(other, one);
    });

    test('a third person is sent away, and the two never know', async () => {
      const { url, rtc } = await startServer();
      const { one, other, room } = await pair(url, role);
      for (const taken of ROLES) {
        const third = connect(url, taken, person({ room, ...handshakeOffer('let me in') }));
        expect(await third.byes.next()).toEqual({ code: 'occupied' });
        expect(await third.disconnects.next()).toBe('io server disconnect');
        expect(third.told).toEqual(['bye']);
      }
      await expectSilence(one, other);
      await expectRelays({ one, other });
      expect(rtc.seated).toBe(2);
    });

    test('who finds one seat occupied takes the other over the same connection', async () => {
      const { url } = await startServer();
      const room = randomId();
      const one = await seat(url, role, person({ room }));
      const manager = openManager(url);
      const second = person({ room });
      const refused = connectWith(manager, role, second);
      const { engine } = manager;
      // In the moment of the refusal: a transport without any namespace is closed.
      const other = await new Promise<TestClient>((resolve) => {
        refused.socket.once('bye', () => resolve(connectWith(manager, across, second)));
      });
      expect(await other.welcomes.next()).toMatchObject({ peer: { instance: one.instance } });
      expect(manager.engine).toBe(engine);
      await one.peers.next();
      await expectRelays({ one, other });
    });

    test('of fifty people at once one gets the seat', async () => {
      const { url, rtc } = await startServer();
      const room = randomId();
      const crowd = Array.from({ length: 50 }, () => connect(url, role, person({ room })));
      await until('an answer to everybody', () =>
        crowd.every(({ told }) => told.includes('welcome') || told.includes('bye')),
      );
      expect(crowd.filter(({ told }) => told.includes('welcome'))).toHaveLength(1);
      expect(rtc.seated).toBe(1);
    });

    test('who vanishes while the store is asked leaves the seat to its lease', async () => {
      const seats = new SlowSeats();
      const { url, rtc } = await startServer({ seats });
      const who = person();
      const gone = connect(url, role, who);
      await until('a socket', () => rtc.io.of(`/${role}`).sockets.size === 1);
      gone.cut();
      await until('no socket', () => rtc.io.of(`/${role}`).sockets.size === 0);
      seats.open();
      await until('a seat', async () => (await seats.look(who.room, role)) !== null);
      expect(await seats.look(who.room, role)).toMatchObject({ here: false });
      expect(rtc.seated).toBe(0);
    });
  });

  describe('a signal', () => {
    test('reaches the person opposite, stamped by the server, and is acknowledged when they have it', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      const answered: string[] = [];
      other.onsignal = (ack) => {
        answered.push('other');
        ack({ ok: true });
      };
      const forged = { to: other.instance, from: 'forged', ...offer('hello') };
      expect(await one.ask('signal', forged)).toEqual({ ok: true });
      expect(answered).toEqual(['other']);
      expect(await other.signals.next()).toEqual({ ...offer('hello'), from: one.instance });
    });

    test.each([{ ok: false, code: 'bad-request' }, { ok: false }, { ok: 'yes' }, 'ok', null, undefined, 1])(
      'that the person opposite answers with %j is not there',
      async (answer) => {
        const { url } = await startServer();
        const { one, other } = await pair(url, role);
        other.onsignal = (ack: (answer: never) => void) => ack(answer as never);
        expect(await one.signal(other.instance, offer())).toEqual({ ok: false, code: 'peer-gone' });
      },
    );

    test('that the person opposite never acknowledges is not there', async () => {
      const { url, pass } = await startOnTestTime();
      const { one, other } = await pair(url, role);
      other.onsignal = () => undefined;
      const answer = one.signal(other.instance, offer());
      await other.signals.next();
      await pass(RELAY_TIMEOUT_MS);
      expect(await answer).toEqual({ ok: false, code: 'peer-gone' });
    });

    test('to another instance than the one opposite is dropped', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      const elsewhere = await pair(url, role);
      for (const to of [randomId(), one.instance, elsewhere.one.instance, elsewhere.other.instance]) {
        expect(await one.signal(to, offer('astray'))).toEqual({ ok: false, code: 'peer-gone' });
        one.socket.emit('candidates', { to, candidates: [candidate(1)] });
      }
      await one.caughtUp();
      await expectSilence(one, other, elsewhere.one, elsewhere.other);
      expect(other.candidates.unread).toEqual([]);
    });

    test('to an empty seat is dropped', async () => {
      const { url } = await startServer();
      const one = await seat(url, role);
      expect(await one.signal(randomId(), offer())).toEqual({ ok: false, code: 'peer-gone' });
    });

    test('to somebody who is away is not kept for their return', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      other.cut();
      await one.peers.next();
      expect(await one.signal(other.instance, offer('too late'))).toEqual({ ok: false, code: 'peer-gone' });
      const back = await seat(url, across, other.person);
      await expectSilence(back);
    });

    test('with candidates arrives in order and is not acknowledged', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      for (let n = 0; n < 5; n += 1) one.socket.emit('candidates', { to: other.instance, candidates: [candidate(n)] });
      for (let n = 0; n < 5; n += 1)
        expect(await other.candidates.next()).toEqual({ candidates: [candidate(n)], from: one.instance });
      expect(other.told.slice(1)).toEqual(Array.from({ length: 5 }, () => 'candidates'));
    });

    test('passes descriptions and candidates in the order they were sent', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      const to = other.instance;
      one.socket.emit('candidates', { to, candidates: [candidate(1)] });
      const answer = one.signal(to, offer());
      one.socket.emit('candidates', { to, candidates: [candidate(2)] });
      await answer;
      await one.caughtUp();
      await other.caughtUp();
      expect(other.told.slice(1)).toEqual(['candidates', 'signal', 'candidates']);
    });
  });

  describe('coming back', () => {
    test('the same person with a new page takes over: the old page is replaced, the person opposite is told', async () => {
      const { url, rtc } = await startServer();
      const { one, other } = await pair(url, role);
      const again = connect(url, role, { ...one.person, instance: randomId() });
      expect(await again.welcomes.next()).toMatchObject({ peer: { instance: other.instance, state: 'here' } });
      expect(await one.byes.next()).toEqual({ code: 'replaced' });
      expect(await one.disconnects.next()).toBe('io server disconnect');
      expect(await other.peers.next()).toEqual({ instance: again.instance, state: 'here' });
      await expectSilence(other, again);
      await expectRelays({ one: again, other });
      expect(await other.signal(one.instance, offer())).toEqual({ ok: false, code: 'peer-gone' });
      expect(rtc.seated).toBe(2);
    });

    test('the same page over a new transport keeps its seat, and the end of the ghost changes nothing', async () => {
      const { url, rtc } = await startServer();
      const { one: ghost, other } = await pair(url, role);
      const one = connect(url, role, ghost.person);
      expect(await one.welcomes.next()).toMatchObject({ peer: { instance: other.instance, state: 'here' } });
      expect(await ghost.disconnects.next()).toBe('io server disconnect');
      expect(ghost.byes.unread).toEqual([]);
      expect(await other.peers.next()).toEqual({ instance: ghost.instance, state: 'here' });
      ghost.cut();
      await until('the end of the ghost', () => rtc.io.of(`/${role}`).sockets.size === 1);
      await expectSilence(other, one);
      await expectRelays({ one, other });
      expect(rtc.seated).toBe(2);
    });

    test('within the lease is told to the person opposite, away and here again', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      one.cut();
      expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'away' });
      const back = await seat(url, role, one.person);
      expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'here' });
      await expectRelays({ one: back, other });
    });

    test('finds out that the person opposite is away', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      other.cut();
      await one.peers.next();
      const back = connect(url, role, one.person);
      expect(await back.welcomes.next()).toMatchObject({ peer: { instance: other.instance, state: 'away' } });
    });

    test('ends the lease that ran: the person opposite hears no late news of it', async () => {
      const { url, pass } = await startOnTestTime();
      const { one, other } = await pair(url, role);
      one.cut();
      await other.peers.next();
      const back = await seat(url, role, one.person);
      await other.peers.next();
      await pass(2 * LEASE_MS);
      await expectSilence(other, back);
    });

    describe.each(['hang-up', 'closing'] as const)('late, a leave (%s)', (reason) => {
      test.each([
        ['a replaced page', { instance: randomId() }],
        ['a ghost of the same page', {}],
      ])('of %s takes nothing along', async (_who, more) => {
        const { url, rtc } = await startServer();
        const room = randomId();
        const manager = openManager(url);
        manager.socket('/').connect();
        const late = connectWith(manager, role, person({ room }));
        await late.welcomes.next();
        const other = await seat(url, across, person({ room }));
        const one = await seat(url, role, { ...late.person, ...more });
        await late.disconnects.next();
        await other.peers.next();
        await sayLate(late, role, reason);
        await expectSilence(other, one);
        await expectRelays({ one, other });
        expect(rtc.seated).toBe(2);
      });
    });
  });

  describe('going', () => {
    test('who hangs up frees the seat at once, and the person opposite is told', async () => {
      const { url, rtc } = await startServer();
      const { one, other, room } = await pair(url, role);
      expect(await one.leave('hang-up')).toEqual({ ok: true });
      expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'left' });
      expect(rtc.seated).toBe(1);
      const next = connect(url, role, person({ room }));
      expect(await next.welcomes.next()).toMatchObject({ peer: { instance: other.instance } });
    });

    test('who hung up is not missed when the socket ends after it', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      await one.leave('hang-up');
      await other.peers.next();
      one.socket.disconnect();
      await expectSilence(other);
    });

    test('who hung up has no word in the room any more', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      await one.leave('hang-up');
      await other.peers.next();
      expect(await one.signal(other.instance, offer())).toEqual({ ok: false, code: 'unavailable' });
      expect(await other.signal(one.instance, offer())).toEqual({ ok: false, code: 'peer-gone' });
      await expectSilence(other);
    });

    test('a page that closes is away, and its seat is kept for a reload', async () => {
      const { url } = await startServer();
      const { one, other, room } = await pair(url, role);
      expect(await one.leave('closing')).toEqual({ ok: true });
      expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'away' });
      const stranger = connect(url, role, person({ room }));
      expect(await stranger.byes.next()).toEqual({ code: 'occupied' });
      const reloaded = connect(url, role, { ...one.person, instance: randomId() });
      expect(await reloaded.welcomes.next()).toMatchObject({ peer: { instance: other.instance } });
      expect(await other.peers.next()).toEqual({ instance: reloaded.instance, state: 'here' });
    });

    test('a socket that is lost is away, and its seat is kept', async () => {
      const { url, rtc } = await startServer();
      const { one, other, room } = await pair(url, role);
      one.cut();
      expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'away' });
      expect(rtc.seated).toBe(1);
      const stranger = connect(url, role, person({ room }));
      expect(await stranger.byes.next()).toEqual({ code: 'occupied' });
    });

    test.each([
      ['closed the page', 'closing', CLOSING_MS],
      ['lost the socket', 'cut', LEASE_MS],
    ] as const)('who %s and stays away is gone when the lease ends', async (_how, how, graceMs) => {
      const { url, pass } = await startOnTestTime();
      const { one, other, room } = await pair(url, role);
      if (how === 'cut') one.cut();
      else await one.leave('closing');
      expect(await other.peers.next()).toMatchObject({ state: 'away' });
      await pass(graceMs - 1);
      await expectSilence(other);
      await pass(2);
      expect(await other.peers.next()).toBeNull();
      const next = connect(url, role, person({ room }));
      expect(await next.welcomes.next()).toMatchObject({ peer: { instance: other.instance } });
    });

    test('a room is forgotten when its leases have ended', async () => {
      const { url, rtc, seats, pass } = await startOnTestTime();
      const { one, other } = await pair(url, role);
      one.cut();
      other.cut();
      await until('two lost sockets', () => rtc.seated === 0);
      expect(seats.size).toBe(1);
      await pass(LEASE_MS + 1);
      expect(seats.size).toBe(0);
    });
  });

  describe('a renewal', () => {
    /** A pair on a server whose renewals come when the test says so. */
    async function renewed() {
      const { url, seats, pass } = await startOnTestTime();
      return { ...(await pair(url, role)), seats, renew: () => pass(RENEWAL_MS) };
    }

    test('tells nothing where nothing changed, and keeps the seats', async () => {
      const { one, other, seats, renew, room } = await renewed();
      for (let round = 0; round < 5; round += 1) await renew();
      await expectSilence(one, other);
      expect(await seats.look(room, role)).toMatchObject({ instance: one.instance, here: true });
    });

    test('seats again whom the store forgot', async () => {
      const { one, other, seats, renew, room } = await renewed();
      for (const each of ROLES) await seats.leave(room, each, each === role ? one.instance : other.instance);
      await renew();
      expect(await seats.look(room, role)).toMatchObject({ instance: one.instance });
      expect(await seats.look(room, across)).toMatchObject({ instance: other.instance });
      await expectRelays({ one, other });
    });

    test('tells of somebody opposite whom another server seated', async () => {
      const { one, other, seats, renew, room } = await renewed();
      await other.leave('hang-up');
      await one.peers.next();
      const elsewhere = { owner: randomId(), instance: randomId(), node: 'another server' };
      await seats.claim(room, across, elsewhere);
      await renew();
      expect(await one.peers.next()).toEqual({ instance: elsewhere.instance, state: 'here' });
    });

    test('sends away whose page was replaced on another server', async () => {
      const { one, other, seats, renew, room } = await renewed();
      await seats.claim(room, role, { ...one.person, instance: randomId(), node: 'another server' });
      await renew();
      expect(await one.byes.next()).toEqual({ code: 'replaced' });
      expect(await one.disconnects.next()).toBe('io server disconnect');
      await other.caughtUp();
      expect(other.byes.unread).toEqual([]);
    });

    test("sends away whose seat is another's by now", async () => {
      const { one, seats, renew, room } = await renewed();
      await seats.leave(room, role, one.instance);
      await seats.claim(room, role, { owner: randomId(), instance: randomId(), node: 'another server' });
      await renew();
      expect(await one.byes.next()).toEqual({ code: 'occupied' });
    });
  });

  describe('a restart of the server', () => {
    test('seats both again with the same instances, though the new process knows nobody', async () => {
      const first = await startServer();
      const comeBack = { reconnection: true, reconnectionDelay: 20, reconnectionDelayMax: 50 };
      const { one, other } = await pair(first.url, role, comeBack);
      await first.rtc.close();
      expect(await one.disconnects.next()).toBe('transport close');
      await other.disconnects.next();
      const second = await startServer({ port: first.port });
      await one.welcomes.next();
      await other.welcomes.next();
      await until('both seats', () => second.rtc.seated === 2);
      await expectRelays({ one, other });
      expect([...one.told, ...other.told]).not.toContain('bye');
    });

    test('leaves nobody waiting: closing ends every socket, and may be asked twice', async () => {
      const { url, rtc } = await startServer();
      const { one, other } = await pair(url, role);
      await within('the end of the server', Promise.all([rtc.close(), rtc.close()]));
      await within('the end of the server', rtc.close());
      await one.disconnects.next();
      await other.disconnects.next();
      expect(rtc.httpServer.listening).toBe(false);
      await expect(fetch(`${url}/healthz`)).rejects.toThrow(TypeError);
    });
  });

  describe('a stranger', () => {
    test.each([
      ['nothing', {}, 'bad-request'],
      ['no room', person({ room: '' }), 'bad-request'],
      ['a room of other letters', person({ room: 'a room' }), 'bad-request'],
      ['a guessable owner', person({ owner: 'me' }), 'bad-request'],
      ['a guessable instance', person({ instance: '1' }), 'bad-request'],
      ['an answer for an offer', { ...person(), offer: { type: 'answer', sdp: '' } }, 'bad-request'],
      ['a long offer', person({ offer: { type: 'offer', sdp: 'x'.repeat(32_769) } }), 'too-large'],
      ['a long name', person({ name: 'x'.repeat(65) }), 'too-large'],
      ['a newer protocol', person({ v: 2 }), 'version'],
      ['a newer protocol and nothing else', { v: 99 }, 'version'],
      ['a list', [1, 2], 'bad-request'],
      ['a prototype', JSON.parse('{"__proto__":{"v":1}}'), 'bad-request'],
    ])('with %s in the handshake is refused with a code', async (_what, auth: object, code) => {
      const { url, rtc } = await startServer();
      const { socket, refusals } = connect(url, role, auth as Handshake);
      expect(await refusals.next()).toMatchObject({ data: { code } });
      expect(socket.active).toBe(false);
      expect(rtc.seated).toBe(0);
    });

    test('who sends an event without asking for an answer harms nobody', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      for (const event of ['signal', 'candidates', 'ice', 'leave']) one.tell(event);
      for (const event of ['signal', 'candidates', 'leave']) one.tell(event, { to: 1 }, 2, [3]);
      one.tell('signal', { to: other.instance, ...offer('unanswered') });
      expect(await other.signals.next()).toMatchObject(offer('unanswered'));
      await expectRelays({ one, other });
    });

    test.each([
      ['signal', undefined],
      ['signal', null],
      ['signal', 'text'],
      ['signal', []],
      ['signal', { to: 1, ...offer() }],
      ['signal', { to: 'x', description: 'offer' }],
      ['signal', { to: 'x', description: { type: 'rollback', sdp: '' } }],
      ['signal', { to: 'x', description: { type: 'pranswer', sdp: '' } }],
      ['signal', { to: 'x', candidates: [candidate(1)] }],
      ['signal', Buffer.from('binary')],
      ['signal', { to: 'x', description: { type: 'offer', sdp: Buffer.from('binary') } }],
      ['candidates', { to: 'x', candidates: [] }],
      ['candidates', { to: 'x', candidates: {} }],
      ['candidates', { to: 'x', candidates: [null] }],
      ['leave', { reason: 'bored' }],
      ['leave', 'hang-up'],
    ])('who sends %s with %j is refused and stays seated', async (event, payload) => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      expect(await one.ask(event, payload)).toEqual({ ok: false, code: 'bad-request' });
      await expectSilence(other);
      await expectRelays({ one, other });
    });

    test('who sends too much of something is told so', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      const to = other.instance;
      const long = { to, ...offer('x'.repeat(32_769)) };
      expect(await one.ask('signal', long)).toEqual({ ok: false, code: 'too-large' });
      const many = { to, candidates: Array.from({ length: 33 }, (_none, n) => candidate(n)) };
      expect(await one.ask('candidates', many)).toEqual({ ok: false, code: 'too-large' });
      await expectSilence(other);
    });

    test('who sends events nobody knows is not heard', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      for (const event of ['admin', 'welcome', 'peer', 'bye', 'connection', '__proto__', ''])
        one.tell(event, { code: 'kicked' });
      await one.caughtUp();
      await expectSilence(other);
      await expectRelays({ one, other });
    });

    test('who is not seated yet is told to wait', async () => {
      const seats = new SlowSeats();
      const { url } = await startServer({ seats });
      const one = connect(url, role, person());
      const unavailable = { ok: false, code: 'unavailable' };
      expect(await one.signal(randomId(), offer())).toEqual(unavailable);
      expect(await one.ice()).toEqual(unavailable);
      expect(await one.leave('hang-up')).toEqual(unavailable);
      expect(one.told).toEqual([]);
      seats.open();
      await one.welcomes.next();
      expect(await one.ice()).toMatchObject({ ok: true });
    });

    test('who asks for another namespace is refused', async () => {
      const { url } = await startServer();
      for (const namespace of ['admin', 'caller/x', 'CALLER', '__proto__', 'constructor']) {
        const { socket, refusals } = connect(url, namespace, person());
        expect((await refusals.next()).message).toBe('Invalid namespace');
        expect(socket.connected).toBe(false);
      }
    });

    test('who sends a message beyond the limit loses that socket and nobody else does', async () => {
      const { url, rtc } = await startServer();
      const { one, other } = await pair(url, role);
      const flooder = await pair(url, role);
      flooder.one.tell('signal', { to: flooder.other.instance, ...offer('x'.repeat(70_000)) });
      expect(await flooder.one.disconnects.next()).toMatch(/^transport (close|error)$/);
      expect(await flooder.other.peers.next()).toEqual({ instance: flooder.one.instance, state: 'away' });
      await expectSilence(one, other);
      await expectRelays({ one, other });
      expect(rtc.seated).toBe(3);
    });

    test('who sends a thousand messages at once is slowed down, and nobody else is', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      const flooder = await seat(url, role);
      const flood = Array.from({ length: 1_000 }, () => flooder.signal(randomId(), offer('x'.repeat(1_000))));
      await expectRelays({ one, other });
      const codes = (await Promise.all(flood)).map((answer) => (answer.ok ? 'ok' : answer.code));
      expect(codes.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 'peer-gone'));
      expect(codes).toContain('rate-limited');
      expect(new Set(codes)).toEqual(new Set(['peer-gone', 'rate-limited']));
      await expectRelays({ one, other });
    });

    test('who is slowed down may go on by and by, and keeps the seat', async () => {
      const { url, rtc } = await startServer();
      const one = await seat(url, role);
      for (let n = 0; n < 200; n += 1) one.tell('ice');
      expect(await one.ice()).toEqual({ ok: false, code: 'rate-limited' });
      await until('an answer again', async () => (await one.ice()).ok);
      expect(rtc.seated).toBe(1);
    });

    test.each([
      'not a packet of ours',
      '2',
      '2["signal"]',
      '9/caller,',
      '42["signal",',
      '43/caller,7["late"]',
      '51-/caller,["signal",{"_placeholder":true,"num":9}]',
    ])('who sends %j as a packet harms nobody else', async (packet) => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      const flooder = await seat(url, role);
      flooder.socket.io.engine.send(packet);
      // It is ended, or goes on.
      await flooder.ice().catch(() => flooder.disconnects.next());
      await expectSilence(one, other);
      await expectRelays({ one, other });
    });
  });

  describe('the ICE servers', () => {
    const turn = {
      stun: ['stun:stun.example.com'],
      turn: ['turn:turn.example.com'],
      turnSecret: 'a-shared-secret-of-coturn',
    };

    test('are told to who is seated, with credentials of their own', async () => {
      const { url } = await startServer(turn);
      const room = randomId();
      const [one, other] = [connect(url, role, person({ room })), connect(url, across, person({ room }))];
      const [mine, yours] = [(await one.welcomes.next()).ice, (await other.welcomes.next()).ice];
      expect(mine).toEqual({
        servers: [
          { urls: turn.stun },
          { urls: turn.turn, username: expect.stringMatching(/^\d+:\w+$/), credential: expect.any(String) },
        ],
        ttl: 3_600,
      });
      expect(mine.servers[1]?.username).not.toBe(yours.servers[1]?.username);
      expect(await one.ice()).toMatchObject({ ok: true, ice: { ttl: 3_600 } });
    });

    test('are told to nobody who was sent away', async () => {
      const { url } = await startServer(turn);
      const { room } = await pair(url, role);
      const third = connect(url, role, person({ room }));
      await third.disconnects.next();
      expect(third.told).toEqual(['bye']);
    });
  });

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

test("the same server answers inside somebody's own http server", async () => {
  const httpServer = createServer((_request, response) => response.end('a page of mine'));
  const { url } = await startServer({ httpServer });
  expect(await (await fetch(url)).text()).toBe('a page of mine');
  await expectRelays(await pair(url, 'caller'));
});

test('a server that never listened can be closed', async () => {
  const rtc = createRtcServer({ logLevel: 'error' });
  await within('the end of the server', rtc.close());
});

test('a port that is taken is told to who asked to listen', async () => {
  const { port } = await startServer();
  const second = createRtcServer({ port, host: '127.0.0.1', logLevel: 'error' });
  onTestFinished(() => second.close());
  await expect(second.listen()).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

const handshakeOffer = (sdp = 'v=0 offer'): Partial<Handshake> => ({ offer: { type: 'offer', sdp } });

async function expectRelaysOneWay(from: TestClient, to: TestClient): Promise<void> {
  from.socket.emit('candidates', { to: to.instance, candidates: [candidate(1)] });
  expect(await to.candidates.next()).toMatchObject({ from: from.instance });
}

/** A word of a socket that the server has ended already: it was on its way. The server ends the transport for it. */
async function sayLate({ socket: { io } }: TestClient, role: Role, reason: string): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    io.once('close', () => resolve());
  });
  io.engine.send(`2/${role},7["leave",{"reason":"${reason}"}]`);
  await within('the end of that connection', ended);
}
