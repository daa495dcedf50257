import { describe, expect, test, vi } from 'vitest';
import type { Answer, PeerNews, Ring, RingAnswer, Role } from '../../shared/protocol.js';
import { connect, person, randomId, seat, type TestClient, type Way } from '../support/client.js';
import { Inbox } from '../support/inbox.js';
import { expectRelays, expectSilence, pair } from '../support/pair.js';
import { inEveryHouse } from '../support/houses.js';

vi.setConfig({ testTimeout: 30_000 });

type Ack = (answer: Answer<RingAnswer>) => void;
interface Rung {
  readonly ring: Ring & { from: string };
  readonly ack: Ack;
}

/** The rings that somebody hears. */
function rings({ socket }: TestClient): Inbox<Rung> {
  const inbox = new Inbox<Rung>('ring');
  socket.on('ring', (ring, ack) => inbox.put({ ring, ack }));
  return inbox;
}

const ringOf = (to: string, more: Partial<Ring> = {}) => ({ to, id: randomId(), for: 45_000, ...more });
const accepted = { ok: true, outcome: 'accepted' };

async function couple(url: Way): Promise<{ caller: TestClient; callee: TestClient; heard: Inbox<Rung> }> {
  const { one: callee, other: caller } = await pair(url, 'callee');
  return { caller, callee, heard: rings(callee) };
}

inEveryHouse((start, startOnTestTime) => {
  describe('a callee who answers by hand', () => {
    test('is announced as such to who comes, and to who waits', async () => {
      const { url } = await start();
      const room = randomId();
      const callee = await seat(url, 'callee', person({ room, answer: 'manual' }));
      const caller = connect(url, 'caller', person({ room }));
      expect(await caller.welcomes.next()).toMatchObject({ peer: { instance: callee.instance, answer: 'manual' } });
      expect(await callee.peers.next()).toEqual({ instance: caller.instance, state: 'here' });
      const again = await seat(url, 'callee', { ...callee.person, instance: randomId() });
      expect(await caller.peers.next()).toMatchObject({ instance: again.instance, answer: 'manual' });
    });

    test('makes the seat before them busy, not full', async () => {
      const { url } = await start();
      const room = randomId();
      await seat(url, 'callee', person({ room, answer: 'manual' }));
      await seat(url, 'caller', person({ room }));
      expect(await connect(url, 'caller', person({ room })).byes.next()).toEqual({ code: 'occupied', busy: true });
      expect(await connect(url, 'callee', person({ room })).byes.next()).toEqual({ code: 'occupied' });
    });

    test('who answers by themselves makes it full', async () => {
      const { url } = await start();
      const { room } = await pair(url, 'callee');
      expect(await connect(url, 'caller', person({ room })).byes.next()).toEqual({ code: 'occupied' });
    });
  });

  describe('a ring', () => {
    test('reaches the callee opposite, stamped by the server, and says no more than the protocol has', async () => {
      const { url } = await start();
      const { caller, callee, heard } = await couple(url);
      const ring = ringOf(callee.instance);
      caller.tell('ring', { ...ring, from: 'forged', more: 'of it' });
      const { id, for: ms } = ring;
      expect((await heard.next()).ring).toEqual({ id, for: ms, from: caller.instance });
    });

    test.each([
      [accepted],
      [{ ok: true, outcome: 'declined' }],
      [{ ok: true, outcome: 'declined', reason: 'later' }],
      [{ ok: true, outcome: 'declined', reason: 'x'.repeat(200) }],
      [{ ok: true, outcome: 'busy' }],
      [{ ok: true, outcome: 'no-answer' }],
    ])('comes back with what the callee said: %j', async (answer) => {
      const { url } = await start();
      const { caller, callee, heard } = await couple(url);
      const asked = caller.ask('ring', ringOf(callee.instance));
      (await heard.next()).ack(answer as Answer<RingAnswer>);
      expect(await asked).toEqual(answer);
    });

    test.each([
      [undefined],
      ['accepted'],
      [{ outcome: 'accepted' }],
      [{ ok: true, outcome: 'maybe' }],
      [{ ok: true, outcome: 'declined', reason: 7 }],
      [{ ok: false, code: 'kicked' }],
    ])('that is answered with %j was answered by nobody', async (answer) => {
      const { url } = await start();
      const { caller, callee, heard } = await couple(url);
      const asked = caller.ask('ring', ringOf(callee.instance));
      (await heard.next()).ack(answer as never);
      expect(await asked).toEqual({ ok: false, code: 'peer-gone' });
    });

    test('carries as many of the words that it was declined with as fit', async () => {
      const { url } = await start();
      const { caller, callee, heard } = await couple(url);
      const asked = caller.ask('ring', ringOf(callee.instance));
      (await heard.next()).ack({ ok: true, outcome: 'declined', reason: 'x'.repeat(5_000) });
      expect(await asked).toEqual({ ok: true, outcome: 'declined', reason: 'x'.repeat(200) });
    });

    test("carries no sign that would forge the interface's own texts", async () => {
      const { url } = await start();
      const { caller, callee, heard } = await couple(url);
      const asked = caller.ask('ring', ringOf(callee.instance));
      (await heard.next()).ack({ ok: true, outcome: 'declined', reason: ' \u202Enot\u0000 now\u2028 ' });
      expect(await asked).toEqual({ ok: true, outcome: 'declined', reason: 'not now' });
    });

    test('is for the one opposite, and for nobody else', async () => {
      const { url } = await start();
      const { caller, callee, heard } = await couple(url);
      const elsewhere = await couple(url);
      for (const to of [randomId(), caller.instance, elsewhere.callee.instance])
        expect(await caller.ask('ring', ringOf(to))).toEqual({ ok: false, code: 'peer-gone' });
      expect(await callee.ask('ring', ringOf(caller.instance))).toEqual({ ok: false, code: 'wrong-role' });
      for (const inbox of [heard, elsewhere.heard]) expect(inbox.unread).toEqual([]);
    });

    test.each([
      ['nothing', undefined],
      ['a text', 'ring'],
      ['no name', { for: 1_000, id: undefined }],
      ['a name to guess', { id: 'call' }],
      ['a name of a megabyte', { id: 'x'.repeat(1_000) }],
      ['no time', { for: undefined }],
      ['no time at all', { for: 0 }],
      ['more than two minutes', { for: 120_001 }],
      ['all the time', { for: Number.MAX_VALUE }],
      ['a time in words', { for: 'ever' }],
    ])('with %s is refused, and who sent it stays seated', async (_what, more) => {
      const { url } = await start();
      const { caller, callee, heard } = await couple(url);
      const ring = typeof more === 'object' ? { ...ringOf(callee.instance), ...more } : more;
      expect(await caller.ask('ring', ring)).toMatchObject({ ok: false, code: 'bad-request' });
      expect(heard.unread).toEqual([]);
      await expectSilence(callee);
      await expectRelays({ one: caller, other: callee });
    });

    test('that nobody hears the answer of harms nobody', async () => {
      const { url } = await start();
      const { caller, callee, heard } = await couple(url);
      caller.tell('ring', ringOf(callee.instance));
      (await heard.next()).ack({ ok: true, outcome: 'accepted' });
      await expectRelays({ one: caller, other: callee });
    });

    test('may be rung again after a page has come back, but not without end', async () => {
      const { url } = await start();
      const { caller, callee, heard } = await couple(url);
      const first = caller.ask('ring', ringOf(callee.instance));
      for (let rung = 0; rung < 7; rung += 1) caller.tell('ring', ringOf(callee.instance));
      expect(await caller.ask('ring', ringOf(callee.instance))).toEqual({
        ok: false,
        code: 'rate-limited',
        retryAfter: 1_000,
      });
      (await heard.next()).ack({ ok: true, outcome: 'busy' });
      expect(await first).toMatchObject({ outcome: 'busy' });
      const asked = caller.ask('ring', ringOf(callee.instance));
      for (let rung = 0; rung < 7; rung += 1) await heard.next();
      (await heard.next()).ack({ ok: true, outcome: 'accepted' });
      expect(await asked).toEqual(accepted);
    });

    test('that the callee never answers is forgotten soon after its time', async () => {
      const { url, pass } = await startOnTestTime();
      const { caller, callee, heard } = await couple(url);
      const asked = caller.socket.emitWithAck('ring', ringOf(callee.instance, { for: 3_000 }));
      await heard.next();
      await pass(9_000);
      expect(await asked).toEqual({ ok: false, code: 'peer-gone' });
    });

    test.each<[string, (caller: TestClient) => unknown, PeerNews]>([
      ['hangs up', (caller) => caller.leave('hang-up'), { instance: '', state: 'left' }],
      ['closes the page', (caller) => caller.leave('closing'), { instance: '', state: 'away' }],
      ['loses the network', (caller) => caller.cut(), { instance: '', state: 'away' }],
    ])('of a caller who %s ends with the news of it', async (_what, go, news) => {
      const { url } = await start();
      const { caller, callee, heard } = await couple(url);
      caller.tell('ring', ringOf(callee.instance));
      const { ack } = await heard.next();
      await go(caller);
      expect(await callee.peers.next()).toEqual({ ...news, instance: caller.instance });
      ack({ ok: true, outcome: 'accepted' });
      await callee.caughtUp();
    });
  });

  test.each<Role>(['caller', 'callee'])(
    'an answer of another kind in the handshake of the %s is refused',
    async (role) => {
      const { url } = await start();
      const { refusals } = connect(url, role, person({ answer: 'never' as 'manual' }));
      expect(await refusals.next()).toMatchObject({ data: { code: 'bad-request' } });
    },
  );
});
