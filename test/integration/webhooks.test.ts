import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { verifyWebhook, type WebhookEvent } from '../../server/index.js';
import type { Delivered } from '../../server/status-model.js';
import { Webhooks, type WebhooksOptions } from '../../server/webhooks.js';
import { person, seat } from '../support/client.js';
import { aloneOnTestTime } from '../support/houses.js';
import { expectRelays, pair } from '../support/pair.js';
import { Receiver, type Received } from '../support/receiver.js';
import { startServer } from '../support/server.js';
import { until } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

const SECRET = 'a-secret-of-the-tests-only';

function read({ headers, body }: Received): WebhookEvent {
  const verified = verifyWebhook(body, headers, SECRET);
  if (!verified.ok) throw new Error(verified.fault);
  return verified.event;
}

async function told() {
  const receiver = new Receiver();
  const url = await receiver.start();
  return { receiver, webhooks: [url], webhookSecret: [SECRET] };
}

describe('whoever is told of calls', () => {
  test('hears that a room opens, a call starts and ends, in this order, signed', async () => {
    const { receiver, ...options } = await told();
    const { url } = await startServer(options);
    const { one, room } = await pair(url, 'caller');
    await one.leave('hang-up');
    const events = [await receiver.received.next(), await receiver.received.next(), await receiver.received.next()].map(
      read,
    );
    expect(events).toEqual([
      { type: 'room.opened', timestamp: expect.any(String), data: { room } },
      { type: 'call.started', timestamp: expect.any(String), data: { room, call: expect.any(String) } },
      {
        type: 'call.ended',
        timestamp: expect.any(String),
        data: { room, call: expect.any(String), started: events[1]?.timestamp, seconds: 0, reason: 'hung-up' },
      },
    ]);
    const calls = events.map(({ data }) => ('call' in data ? data.call : null));
    expect(calls[1]).toBe(calls[2]);
  });

  test('hears nothing of a reload, a lost socket and a socket that comes back', async () => {
    const { receiver, ...options } = await told();
    const { url } = await startServer(options);
    const { one, other, room } = await pair(url, 'caller');
    one.cut();
    const back = await seat(url, 'caller', one.person);
    await back.leave('closing');
    const reloaded = await seat(url, 'caller', person({ room, owner: one.person.owner }));
    await expectRelays({ one: reloaded, other });
    await reloaded.leave('hang-up');
    const types = [await receiver.received.next(), await receiver.received.next(), await receiver.received.next()].map(
      (each) => read(each).type,
    );
    expect(types).toEqual(['room.opened', 'call.started', 'call.ended']);
    expect(receiver.received.unread).toEqual([]);
  });

  test('hears of who closed the page, or was lost, when their lease ends', async () => {
    const { receiver, ...options } = await told();
    const { url, pass } = await aloneOnTestTime(options);
    for (const [how, ms, reason] of [
      ['closing', 6_001, 'closed'],
      ['cut', 30_001, 'lost'],
    ] as const) {
      const { one, other } = await pair(url, 'caller');
      if (how === 'cut') one.cut();
      else await one.leave('closing');
      await other.peers.next();
      await pass(ms);
      for (const type of ['room.opened', 'call.started']) expect(read(await receiver.received.next()).type).toBe(type);
      expect(read(await receiver.received.next())).toMatchObject({ type: 'call.ended', data: { reason } });
      await other.leave('hang-up');
    }
  });

  test('hears that a person was removed', async () => {
    const { receiver, ...options } = await told();
    const { url, rtc } = await startServer({ ...options, apiToken: ['a-token-of-the-tests-only'] });
    const { room } = await pair(url, 'caller');
    await fetch(`${url}/api/rooms/${room}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer a-token-of-the-tests-only' },
    });
    await receiver.received.next();
    await receiver.received.next();
    expect(read(await receiver.received.next())).toMatchObject({ type: 'call.ended', data: { reason: 'removed' } });
    expect(rtc.seated).toBe(0);
  });

  test('does not slow a call down by not answering', async () => {
    const { receiver, ...options } = await told();
    receiver.status = 0;
    const { url } = await startServer(options);
    await expectRelays(await pair(url, 'caller'));
    expect((await receiver.received.next()).body).toContain('room.opened');
  });
});

describe('a receiver that fails', () => {
  const event = (room: string): WebhookEvent => ({
    type: 'room.opened',
    timestamp: new Date().toISOString(),
    data: { room },
  });

  async function sender(more: Partial<WebhooksOptions> = {}) {
    const receiver = new Receiver();
    const done: Delivered[] = [];
    const urls = [await receiver.start()];
    const webhooks = new Webhooks({
      urls,
      secrets: [SECRET],
      log: pino({ level: 'silent' }),
      retryMs: [1, 1],
      ondone: (result) => done.push(result),
      ...more,
    });
    onTestFinished(() => webhooks.close());
    return { receiver, webhooks, done };
  }

  test.each([500, 404, 302])('with %i is tried again, with the same key, until it takes it', async (status) => {
    const { receiver, webhooks, done } = await sender();
    receiver.statuses = [status, status];
    webhooks.tell(event('r'));
    const tries = [await receiver.received.next(), await receiver.received.next(), await receiver.received.next()];
    await until('the delivery', () => done.length === 3);
    expect(done).toEqual(['retried', 'retried', 'delivered']);
    expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const each of tries) expect(read(each)).toMatchObject({ data: { room: 'r' } });
  });

  test('by saying nothing is tried again, and given up in the end', async () => {
    const { receiver, webhooks, done } = await sender({ timeoutMs: 20 });
    receiver.status = 0;
    webhooks.tell(event('r'));
    await until('the end', () => done.includes('given-up'));
    expect(done).toEqual(['retried', 'retried', 'given-up']);
  });

  test('gets what is told of one room in its order, whatever fails', async () => {
    const { receiver, webhooks } = await sender();
    receiver.statuses = [500];
    for (const type of ['one', 'two', 'three']) webhooks.tell({ ...event('r'), timestamp: type });
    const bodies = [];
    for (let count = 0; count < 4; count += 1)
      bodies.push(/"timestamp":"(\w+)"/.exec((await receiver.received.next()).body)?.[1]);
    expect(bodies).toEqual(['one', 'one', 'two', 'three']);
  });

  test('does not make the others of another room wait', async () => {
    const { receiver, webhooks } = await sender({ timeoutMs: 60_000 });
    receiver.statuses = [0];
    webhooks.tell(event('a'));
    await receiver.received.next();
    webhooks.tell(event('b'));
    expect((await receiver.received.next()).body).toContain('"room":"b"');
  });

  test('has a queue of a limited length; what comes then is dropped', async () => {
    const { receiver, webhooks, done } = await sender({ maxQueued: 2, timeoutMs: 60_000 });
    receiver.status = 0;
    for (let count = 0; count < 5; count += 1) webhooks.tell(event('r'));
    expect(done).toEqual(['dropped', 'dropped', 'dropped']);
    expect(webhooks.state).toMatchObject({ queued: 2, dropped: 3 });
  });

  test('is tried once more when the server stops, without waiting for its turn', async () => {
    const { receiver, webhooks, done } = await sender({ retryMs: [3_600_000] });
    receiver.statuses = [500];
    webhooks.tell(event('r'));
    webhooks.tell(event('r'));
    await until('the first try', () => done.length === 1);
    await webhooks.drain(10_000);
    expect(done).toEqual(['retried', 'delivered', 'delivered']);
    webhooks.tell(event('r'));
    expect(webhooks.state.queued).toBe(0);
  });

  test('does not hold the server up for longer than it may take', async () => {
    const { receiver, webhooks, done } = await sender({ timeoutMs: 3_600_000 });
    receiver.status = 0;
    webhooks.tell(event('r'));
    await receiver.received.next();
    await webhooks.drain(10);
    await until('the end', () => done.includes('given-up'));
  });
});
