import { describe, expect, test, vi } from 'vitest';
import { CLOSING_MS, LEASE_MS, type Seats } from '../../server/seats.js';
import { ROLES, opposite } from '../../shared/protocol.js';
import { connect, offer, person, randomId, seat } from '../support/client.js';
import { expectRelays, expectSilence, pair } from '../support/pair.js';
import { inEveryHouse } from '../support/houses.js';

vi.setConfig({ testTimeout: 30_000 });

const RENEWAL_MS = 10_000;
const RELAY_TIMEOUT_MS = 5_000;

inEveryHouse((_start, startOnTestTime) => {
  describe.each(ROLES)('for the %s', (role) => {
    const across = opposite(role);

    describe('a lease', () => {
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
    });

    describe('a renewal', () => {
      /** A pair on a server whose renewals come when the test says so. */
      async function renewed() {
        const { url, seats, pass } = await startOnTestTime();
        return { ...(await pair(url, role)), url, seats, pass, renew: () => pass(RENEWAL_MS) };
      }

      test('tells nothing where nothing changed, and keeps the seats', async () => {
        const { one, other, seats, renew, room } = await renewed();
        for (let round = 0; round < 5; round += 1) await renew();
        await expectSilence(one, other);
        expect((await seats.look(room))[role]).toMatchObject({ instance: one.instance, here: true });
      });

      test('seats again whom the store forgot', async () => {
        const { one, other, seats, renew, room } = await renewed();
        await forget(seats, room);
        await renew();
        expect((await seats.look(room))[role]).toMatchObject({ instance: one.instance });
        expect((await seats.look(room))[across]).toMatchObject({ instance: other.instance });
        await renew();
        await expectSilence(one, other);
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

      test('tells that somebody opposite is gone whose server ended without a word, and their seat is free', async () => {
        const { one, other, url, seats, pass, room } = await renewed();
        await other.leave('hang-up');
        await one.peers.next();
        await seats.claim(room, across, { owner: randomId(), instance: randomId(), node: 'a server that ends' });
        await pass(RENEWAL_MS);
        expect(await one.peers.next()).toMatchObject({ state: 'here' });
        // Nobody renews it any more.
        await pass(LEASE_MS - RENEWAL_MS - 1);
        await expectSilence(one);
        expect(await connect(url, across, person({ room })).byes.next()).toEqual({ code: 'occupied' });
        await pass(RENEWAL_MS + 1);
        expect(await one.peers.next()).toBeNull();
        const next = connect(url, across, person({ room }));
        expect(await next.welcomes.next()).toMatchObject({ peer: { instance: one.instance } });
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
        await forget(seats, room);
        await seats.claim(room, role, { owner: randomId(), instance: randomId(), node: 'another server' });
        await renew();
        expect(await one.byes.next()).toEqual({ code: 'occupied' });
      });
    });

    describe('a signal', () => {
      test('that the person opposite never acknowledges is not there', async () => {
        const { url, pass } = await startOnTestTime();
        const { one, other } = await pair(url, role);
        other.onsignal = () => undefined;
        const answer = one.signal(other.instance, offer());
        await other.signals.next();
        await pass(RELAY_TIMEOUT_MS);
        expect(await answer).toEqual({ ok: false, code: 'peer-gone' });
      });
    });
  });
});

/** As after a restart of a store without a memory. */
async function forget(seats: Seats, room: string): Promise<void> {
  const { caller, callee } = await seats.look(room);
  if (caller) await seats.leave(room, 'caller', caller);
  if (callee) await seats.leave(room, 'callee', callee);
}
