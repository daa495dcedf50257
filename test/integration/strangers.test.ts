import { describe, expect, test, vi } from 'vitest';
import { opposite, ROLES, type Handshake } from '../../shared/protocol.js';
import { connect, offer, person, randomId, seat } from '../support/client.js';
import { candidate, expectRelays, expectSilence, pair } from '../support/pair.js';
import { startServer } from '../support/server.js';
import { SlowSeats } from '../support/slow-seats.js';
import { until } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

describe.each(ROLES)('for the %s', (role) => {
  describe('a stranger', () => {
    test.each([
      ['nothing', {}, 'bad-request'],
      ['no room', person({ room: '' }), 'bad-request'],
      ['a room of other letters', person({ room: 'a room' }), 'bad-request'],
      ['a guessable owner', person({ owner: 'me' }), 'bad-request'],
      ['a guessable instance', person({ instance: '1' }), 'bad-request'],
      ['an answer for an offer', { ...person(), offer: { type: 'answer', sdp: '' } }, 'bad-request'],
      ['a long offer', person({ offer: { type: 'offer', sdp: 'x'.repeat(32_769) } }), 'too-large'],
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

    test('with a long name is seated, and the one opposite reads as much of it as fits', async () => {
      const { url } = await startServer();
      const room = randomId();
      const one = await seat(url, role, person({ room, name: 'x'.repeat(10_000) }));
      const other = connect(url, opposite(role), person({ room, name: '👩‍👩‍👧‍👧'.repeat(6) }));
      expect((await other.welcomes.next()).peer).toMatchObject({ name: 'x'.repeat(64) });
      expect(await one.peers.next()).toMatchObject({ name: '👩‍👩‍👧‍👧'.repeat(5) });
    });

    test('reads which field of the handshake, or of a message, is not as it has to be', async () => {
      const { url } = await startServer();
      const { refusals } = connect(url, role, person({ owner: 'me' }));
      expect(await refusals.next()).toMatchObject({ data: { code: 'bad-request', field: 'owner' } });
      const { one } = await pair(url, role);
      const nameless = { to: 'x', description: { type: 'offer' } };
      expect(await one.ask('signal', nameless)).toEqual({ ok: false, code: 'bad-request', field: 'description.sdp' });
    });

    test('who sends an event without asking for an answer harms nobody', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      for (const event of ['signal', 'candidates', 'ring', 'ice', 'leave']) one.tell(event);
      for (const event of ['signal', 'candidates', 'ring', 'leave']) one.tell(event, { to: 1 }, 2, [3]);
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
      expect(await one.ask(event, payload)).toMatchObject({ ok: false, code: 'bad-request' });
      await expectSilence(other);
      await expectRelays({ one, other });
    });

    test('who sends too much of something is told so', async () => {
      const { url } = await startServer();
      const { one, other } = await pair(url, role);
      const to = other.instance;
      const long = { to, ...offer('x'.repeat(32_769)) };
      expect(await one.ask('signal', long)).toMatchObject({ ok: false, code: 'too-large' });
      const many = { to, candidates: Array.from({ length: 33 }, (_none, n) => candidate(n)) };
      expect(await one.ask('candidates', many)).toMatchObject({ ok: false, code: 'too-large' });
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

    test.each(['websocket', 'polling'])(
      'who sends a message beyond the limit by %s loses that socket and nobody else does',
      async (transport) => {
        const { url, rtc } = await startServer();
        const { one, other } = await pair(url, role);
        const flooder = await pair(url, role, { transports: [transport] });
        flooder.one.tell('signal', { to: flooder.other.instance, ...offer('x'.repeat(70_000)) });
        expect(await flooder.one.disconnects.next()).toMatch(/^transport (close|error)$/);
        expect(await flooder.other.peers.next()).toEqual({ instance: flooder.one.instance, state: 'away' });
        await expectSilence(one, other, flooder.other);
        await expectRelays({ one, other });
        expect(rtc.seated).toBe(3);
      },
    );

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
      expect(await one.ice()).toMatchObject({ ok: false, code: 'rate-limited', retryAfter: expect.any(Number) });
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
});
