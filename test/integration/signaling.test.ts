import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createRtcServer } from '../../server/index.js';
import { ROLES, opposite, type Role } from '../../shared/protocol.js';
import {
  connect,
  connectWith,
  offer,
  openManager,
  person,
  randomId,
  seat,
  type TestClient,
} from '../support/client.js';
import { candidate, expectRelays, expectSilence, pair } from '../support/pair.js';
import { inEveryHouse } from '../support/houses.js';
import { startServer } from '../support/server.js';
import { SlowSeats } from '../support/slow-seats.js';
import { until, within } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

inEveryHouse((start) => {
  describe.each(ROLES)('for the %s', (role) => {
    const across = opposite(role);

    describe('arriving', () => {
      test('who comes first is welcomed to an empty room', async () => {
        const house = await start();
        const { url } = house;
        const one = connect(url, role, person());
        expect(await one.welcomes.next()).toEqual({ peer: null, ice: { servers: [], ttl: 0 } });
        expect(house.seated()).toBe(1);
      });

      test('who comes second is told of the first, and the first of the second', async () => {
        const house = await start();
        const { url } = house;
        const room = randomId();
        const one = await seat(url, role, person({ room, name: 'Ann' }));
        const other = connect(url, across, person({ room, name: 'Bob' }));
        expect(await other.welcomes.next()).toMatchObject({
          peer: { instance: one.instance, state: 'here', name: 'Ann' },
        });
        expect(await one.peers.next()).toEqual({ instance: other.instance, state: 'here', name: 'Bob' });
        expect(house.seated()).toBe(2);
      });

      test('a name that is not given is not told', async () => {
        const { url } = await start();
        const room = randomId();
        const one = await seat(url, role, person({ room }));
        await seat(url, across, person({ room, name: ' \u202E ' }));
        expect(Object.keys((await one.peers.next()) ?? {})).toEqual(['instance', 'state']);
      });

      test('rooms know nothing of each other', async () => {
        const { url } = await start();
        const one = await seat(url, role);
        const stranger = connect(url, across, person());
        expect(await stranger.welcomes.next()).toMatchObject({ peer: null });
        await expectSilence(one);
      });

      test('by polling alone is as good', async () => {
        const { url } = await start();
        await expectRelays(await pair(url, role, { transports: ['polling'] }));
      });

      test("the newcomer's offer reaches the one who waits, right after the news of a peer", async () => {
        const { url } = await start();
        const room = randomId();
        const one = await seat(url, role, person({ room }));
        const other = await seat(url, across, person({ room, offer: offer('first offer').description }));
        expect(await one.signals.next()).toEqual({ ...offer('first offer'), from: other.instance });
        expect(one.told).toEqual(['welcome', 'peer', 'signal']);
      });

      test('an offer is forgotten where nobody waits', async () => {
        const house = await start();
        const { url } = house;
        const room = randomId();
        const one = await seat(url, role, person({ room, offer: offer('in vain').description }));
        const [held] = house.nodes.flatMap(({ rtc }) => [...rtc.io.of(`/${role}`).sockets.values()]);
        expect(held?.data.place).toMatchObject({ room, offer: undefined });
        const other = await seat(url, across, person({ room }));
        await expectSilence(other);
        await one.peers.next();
        await expectRelays({ one, other });
      });

      test('an offer to somebody who is away is forgotten', async () => {
        const { url } = await start();
        const { one, other, room } = await pair(url, role);
        other.cut();
        await one.peers.next();
        const again = await seat(url, role, {
          ...one.person,
          instance: randomId(),
          offer: offer('in vain').description,
        });
        const back = await seat(url, across, other.person);
        await expectSilence(back);
        expect(await again.peers.next()).toEqual({ instance: other.instance, state: 'here' });
        expect(room).toBe(other.person.room);
      });

      test('an offer to somebody who never answers does not hold the welcome up', async () => {
        const { url } = await start();
        const room = randomId();
        const one = await seat(url, role, person({ room }));
        one.onsignal = () => undefined;
        const other = await seat(url, across, person({ room, offer: offer().description }));
        await one.signals.next();
        other.socket.emit('candidates', { to: one.instance, candidates: [candidate(1)] });
        expect(await one.candidates.next()).toEqual({ candidates: [candidate(1)], from: other.instance });
      });

      test('a third person is sent away, and the two never know', async () => {
        const house = await start();
        const { url } = house;
        const { one, other, room } = await pair(url, role);
        for (const taken of ROLES) {
          const third = connect(url, taken, person({ room, offer: offer('let me in').description }));
          expect(await third.byes.next()).toEqual({ code: 'occupied' });
          expect(await third.disconnects.next()).toBe('io server disconnect');
          expect(third.told).toEqual(['bye']);
        }
        await expectSilence(one, other);
        await expectRelays({ one, other });
        expect(house.seated()).toBe(2);
      });

      test('who finds one seat occupied takes the other over the same connection', async () => {
        const { url } = await start();
        const room = randomId();
        const one = await seat(url, role, person({ room }));
        const manager = openManager(url, {}, role, room);
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
        const house = await start();
        const { url } = house;
        const room = randomId();
        const crowd = Array.from({ length: 50 }, () => connect(url, role, person({ room })));
        await until('an answer to everybody', () =>
          crowd.every(({ told }) => told.includes('welcome') || told.includes('bye')),
        );
        expect(crowd.filter(({ told }) => told.includes('welcome'))).toHaveLength(1);
        expect(house.seated()).toBe(1);
      });

      test('who vanishes while the store is asked leaves the seat to its lease', async () => {
        const fast = await start();
        const seats = new SlowSeats(fast.seats);
        const house = await start({ seats });
        const { url } = house;
        const who = person();
        const gone = connect(url, role, who);
        await until('a socket', () => house.sockets(role) === 1);
        gone.cut();
        await until('no socket', () => house.sockets(role) === 0);
        seats.open();
        await until('a seat', async () => (await seats.look(who.room))[role]?.here === false);
        expect(house.seated()).toBe(0);
      });
    });

    describe('a signal', () => {
      test('reaches the person opposite, stamped by the server, and is acknowledged when they have it', async () => {
        const { url } = await start();
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

      test('that the person opposite cannot apply is refused as such, and nothing of their words is passed on', async () => {
        const { url } = await start();
        const { one, other } = await pair(url, role);
        const answer = { ok: false, code: 'bad-request', more: 'words' } as const;
        other.onsignal = (ack) => ack(answer);
        expect(await one.signal(other.instance, offer())).toEqual({ ok: false, code: 'bad-request' });
      });

      test.each([{ ok: false, code: 'kicked' }, { ok: false }, { ok: 'yes' }, 'ok', null, undefined, 1])(
        'that the person opposite answers with %j is not there',
        async (answer) => {
          const { url } = await start();
          const { one, other } = await pair(url, role);
          other.onsignal = (ack: (answer: never) => void) => ack(answer as never);
          expect(await one.signal(other.instance, offer())).toEqual({ ok: false, code: 'peer-gone' });
        },
      );

      test('to another instance than the one opposite is dropped', async () => {
        const { url } = await start();
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
        const { url } = await start();
        const one = await seat(url, role);
        expect(await one.signal(randomId(), offer())).toEqual({ ok: false, code: 'peer-gone' });
      });

      test('to somebody who is away is not kept for their return', async () => {
        const { url } = await start();
        const { one, other } = await pair(url, role);
        other.cut();
        await one.peers.next();
        expect(await one.signal(other.instance, offer('too late'))).toEqual({ ok: false, code: 'peer-gone' });
        const back = await seat(url, across, other.person);
        await expectSilence(back);
      });

      test('with candidates arrives in order and is not acknowledged', async () => {
        const { url } = await start();
        const { one, other } = await pair(url, role);
        for (let n = 0; n < 5; n += 1)
          one.socket.emit('candidates', { to: other.instance, candidates: [candidate(n)] });
        for (let n = 0; n < 5; n += 1)
          expect(await other.candidates.next()).toEqual({ candidates: [candidate(n)], from: one.instance });
        expect(other.told.slice(1)).toEqual(Array.from({ length: 5 }, () => 'candidates'));
      });

      test('passes descriptions and candidates in the order they were sent', async () => {
        const { url } = await start();
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
        const house = await start();
        const { url } = house;
        const { one, other } = await pair(url, role);
        const again = connect(url, role, { ...one.person, instance: randomId() });
        expect(await again.welcomes.next()).toMatchObject({ peer: { instance: other.instance, state: 'here' } });
        expect(await one.byes.next()).toEqual({ code: 'replaced' });
        expect(await one.disconnects.next()).toBe('io server disconnect');
        expect(await other.peers.next()).toEqual({ instance: again.instance, state: 'here' });
        await expectSilence(other, again);
        await expectRelays({ one: again, other });
        expect(await other.signal(one.instance, offer())).toEqual({ ok: false, code: 'peer-gone' });
        expect(house.seated()).toBe(2);
      });

      test('the same page over a new transport keeps its seat, and the end of the ghost changes nothing', async () => {
        const house = await start();
        const { url } = house;
        const { one: ghost, other } = await pair(url, role);
        const one = connect(url, role, ghost.person);
        expect(await one.welcomes.next()).toMatchObject({ peer: { instance: other.instance, state: 'here' } });
        // By another server its whole connection is ended.
        expect(await ghost.disconnects.next()).toMatch(/^(io server disconnect|transport close)$/);
        expect(ghost.byes.unread).toEqual([]);
        expect(await other.peers.next()).toEqual({ instance: ghost.instance, state: 'here' });
        ghost.cut();
        await until('the end of the ghost', () => house.sockets(role) === 1);
        await expectSilence(other, one);
        await expectRelays({ one, other });
        expect(house.seated()).toBe(2);
      });

      test('within the lease is told to the person opposite, away and here again', async () => {
        const { url } = await start();
        const { one, other } = await pair(url, role);
        one.cut();
        expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'away' });
        const back = await seat(url, role, one.person);
        expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'here' });
        await expectRelays({ one: back, other });
      });

      test('finds out that the person opposite is away', async () => {
        const { url } = await start();
        const { one, other } = await pair(url, role);
        other.cut();
        await one.peers.next();
        const back = connect(url, role, one.person);
        expect(await back.welcomes.next()).toMatchObject({ peer: { instance: other.instance, state: 'away' } });
      });

      describe.each(['hang-up', 'closing'] as const)('late, a leave (%s)', (reason) => {
        test.each([
          ['a replaced page', { instance: randomId() }],
          ['a ghost of the same page', {}],
        ])('of %s takes nothing along', async (_who, more) => {
          const house = await start();
          const { url } = house;
          const room = randomId();
          const manager = openManager(url, {}, role, room);
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
          expect(house.seated()).toBe(2);
        });
      });
    });

    test('a request for another offer is handed on, and acknowledged like a description', async () => {
      const { url } = await start();
      const { one, other } = await pair(url, role);
      expect(await one.signal(other.instance, { restart: true })).toEqual({ ok: true });
      expect(await other.signals.next()).toEqual({ restart: true, from: one.instance });
      expect(await one.signal(randomId(), { restart: true })).toEqual({ ok: false, code: 'peer-gone' });
    });

    describe('going', () => {
      test('who hangs up frees the seat at once, and the person opposite is told', async () => {
        const house = await start();
        const { url } = house;
        const { one, other, room } = await pair(url, role);
        expect(await one.leave('hang-up')).toEqual({ ok: true });
        expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'left' });
        expect(house.seated()).toBe(1);
        const next = connect(url, role, person({ room }));
        expect(await next.welcomes.next()).toMatchObject({ peer: { instance: other.instance } });
      });

      test('a hang-up of a page whose seat a newer page has by now, on whatever server, ends nothing', async () => {
        const { url, seats } = await start();
        const { one, other, room } = await pair(url, role);
        const newer = { owner: one.person.owner, instance: randomId(), node: 'another server' };
        await seats.claim(room, role, newer);
        expect(await one.leave('hang-up')).toEqual({ ok: true });
        await expectSilence(other);
        expect((await seats.look(room))[role]).toMatchObject(newer);
      });

      test('a hang-up from a seat that the store forgot is told all the same', async () => {
        const { url, seats } = await start();
        const { one, other, room } = await pair(url, role);
        const { [role]: seat } = await seats.look(room);
        if (seat) await seats.leave(room, role, seat);
        await one.leave('hang-up');
        expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'left' });
      });

      test('who hung up is not missed when the socket ends after it', async () => {
        const { url } = await start();
        const { one, other } = await pair(url, role);
        await one.leave('hang-up');
        await other.peers.next();
        one.socket.disconnect();
        await expectSilence(other);
      });

      test('who hung up has no word in the room any more', async () => {
        const { url } = await start();
        const { one, other } = await pair(url, role);
        await one.leave('hang-up');
        await other.peers.next();
        expect(await one.signal(other.instance, offer())).toEqual({ ok: false, code: 'unavailable' });
        expect(await other.signal(one.instance, offer())).toEqual({ ok: false, code: 'peer-gone' });
        await expectSilence(other);
      });

      test('a page that closes is away, and its seat is kept for a reload', async () => {
        const { url } = await start();
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
        const house = await start();
        const { url } = house;
        const { one, other, room } = await pair(url, role);
        one.cut();
        expect(await other.peers.next()).toEqual({ instance: one.instance, state: 'away' });
        expect(house.seated()).toBe(1);
        const stranger = connect(url, role, person({ room }));
        expect(await stranger.byes.next()).toEqual({ code: 'occupied' });
      });
    });

    describe('the ICE servers', () => {
      const turn = {
        stun: ['stun:stun.example.com'],
        turn: ['turn:turn.example.com'],
        turnSecret: ['a-shared-secret-of-coturn'],
        turnCheck: 0,
      };

      test('are told to who is seated, with credentials of their own', async () => {
        const { url } = await start(turn);
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
        const { url } = await start(turn);
        const { room } = await pair(url, role);
        const third = connect(url, role, person({ room }));
        await third.disconnects.next();
        expect(third.told).toEqual(['bye']);
      });
    });
  });
});

describe.each(ROLES)('for the %s', (role) => {
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

/** A word of a socket that the server has ended already: it was on its way. The server ends the transport for it. */
async function sayLate({ socket: { io } }: TestClient, role: Role, reason: string): Promise<void> {
  if (io.engine.readyState === 'closed') return; // Another server seated the newer one, and this one ended the connection.
  const ended = new Promise<void>((resolve) => {
    io.once('close', () => resolve());
  });
  io.engine.send(`2/${role},7["leave",{"reason":"${reason}"}]`);
  await within('the end of that connection', ended);
}
