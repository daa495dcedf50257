/** What whoever runs a server can ask it: health, figures, the HTTP API, the status page. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MemorySeats } from '../../server/seats.js';
import type { Status } from '../../server/status-model.js';
import { connect, offer, person, randomId, seat } from '../support/client.js';
import { Coturn, coturnInstalled } from '../support/coturn.js';
import { expectRelays, pair } from '../support/pair.js';
import { startServer } from '../support/server.js';
import { until } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

const TOKEN = 'a-token-of-the-tests-only';
const NEXT = 'the-token-that-comes-next';
const bearer = (token = TOKEN): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
const withApi = () => startServer({ apiToken: [TOKEN, NEXT] });

async function json(url: string, init: RequestInit = bearer()): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, init);
  return { status: response.status, body: await response.json() };
}

/** Figures by name and labels. */
async function metrics(url: string, token = TOKEN): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`, bearer(token))).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line): [string, number] => [line.replace(/ \S+$/, ''), Number(/\S+$/.exec(line)?.[0])]));
}

describe('readiness', () => {
  test('is told to everybody, with what there is', async () => {
    const { url } = await startServer();
    expect(await json(`${url}/readyz`, {})).toEqual({
      status: 200,
      body: { ready: true, draining: false, redis: 'none', turn: [] },
    });
  });

  test('is off from the first moment of a drain, while the process is alive', async () => {
    const { url, rtc } = await startServer();
    await seat(url, 'caller');
    const drained = rtc.drain();
    expect(await json(`${url}/readyz`, {})).toMatchObject({ status: 503, body: { ready: false, draining: true } });
    expect(await json(`${url}/healthz`, {})).toEqual({ status: 200, body: { ok: true } });
    await drained;
  });

  test('a drain sends people away little by little, so that they do not come back in one moment', async () => {
    const { url, rtc } = await startServer();
    await Promise.all(Array.from({ length: 60 }, () => seat(url, 'caller')));
    const drained = rtc.drain();
    expect(rtc.seated).toBe(50);
    await drained;
    expect(rtc.seated).toBe(0);
  });

  test.skipIf(!coturnInstalled)('stays on while a TURN server is away, and shows it', async () => {
    const coturn = new Coturn();
    onTestFinished(() => coturn.stop());
    await coturn.start();
    const away = 'turn:127.0.0.1:1?transport=tcp';
    const { url } = await startServer({ turn: [coturn.urls('udp'), away], turnSecret: [coturn.secret] });
    const state = async (): Promise<unknown> => (await json(`${url}/readyz`, {})).body;
    await until('both answers', async () => !JSON.stringify(await state()).includes('waiting'));
    expect(await state()).toMatchObject({
      ready: true,
      turn: [
        { url: coturn.urls('udp'), state: 'open', ms: expect.any(Number) },
        { url: away, state: 'unreachable', ms: null },
      ],
    });
  });
});

describe('without a token', () => {
  test.each(['/metrics', '/api/status', '/api/rooms', '/status'])('%s is not there', async (path) => {
    const { url } = await startServer();
    expect(await json(url + path, bearer())).toMatchObject({ status: 404, body: { error: { code: 'off' } } });
  });
});

describe('with a token', () => {
  test.each(['/metrics', '/api/status', '/api/rooms', '/api/rooms/r'])(
    '%s is told to its holders only',
    async (path) => {
      const { url } = await withApi();
      for (const init of [{}, bearer('another-token-altogether'), { headers: { authorization: TOKEN } }]) {
        const response = await fetch(url + path, init);
        expect(response.status).toBe(401);
        expect(response.headers.get('www-authenticate')).toBe('Bearer');
        expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } });
      }
      for (const token of [TOKEN, NEXT]) expect((await fetch(url + path, bearer(token))).status).not.toBe(401);
    },
  );

  test('nobody can try many: an address that failed ten times waits, whatever it says', async () => {
    const { url } = await withApi();
    for (let tried = 0; tried < 10; tried += 1)
      expect((await fetch(`${url}/api/rooms`, bearer('guess'))).status).toBe(401);
    for (const token of ['guess', TOKEN]) {
      const response = await fetch(`${url}/api/rooms`, bearer(token));
      expect(response.status).toBe(429);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  test('for the figures alone nobody gets into the API', async () => {
    const { url } = await startServer({ metricsToken: ['a-token-for-figures-only'], apiToken: [TOKEN] });
    const figures = bearer('a-token-for-figures-only');
    expect((await fetch(`${url}/metrics`, figures)).status).toBe(200);
    expect((await fetch(`${url}/api/rooms`, figures)).status).toBe(401);
  });

  test('answers may not be kept by anybody on the way', async () => {
    const { url } = await withApi();
    expect((await fetch(`${url}/api/rooms`, bearer())).headers.get('cache-control')).toBe('no-store');
  });
});

describe('the figures', () => {
  test('count a call from its seats to its end', async () => {
    const { url } = await withApi();
    const { one, other } = await pair(url, 'callee');
    await other.signal(one.instance, offer());
    await one.signal(other.instance, { description: { type: 'answer', sdp: 'v=0' } });
    one.socket.emit('candidates', { to: other.instance, candidates: [{ candidate: '' }] });
    await other.candidates.next();
    let figures = await metrics(url);
    expect(figures.get('rtc_seats')).toBe(2);
    expect(figures.get('rtc_sockets')).toBe(2);
    expect(figures.get('rtc_calls')).toBe(1);
    expect(figures.get('rtc_calls_started_total')).toBe(1);
    expect(figures.get('rtc_call_setup_seconds_count')).toBe(1);
    expect(figures.get('rtc_relays_total{event="offer",ok="true"}')).toBe(1);
    expect(figures.get('rtc_relays_total{event="answer",ok="true"}')).toBe(1);
    expect(figures.get('rtc_relays_total{event="candidates",ok="unknown"}')).toBe(1);
    expect(figures.get('rtc_relay_delivery_seconds_count')).toBe(2);
    await one.leave('hang-up');
    await until('the end', async () => (figures = await metrics(url)).has('rtc_calls_ended_total{reason="hung-up"}'));
    expect(figures.get('rtc_calls')).toBe(0);
  });

  test('count who comes back, who is refused and how rings end', async () => {
    const { url } = await withApi();
    const { one, other, room } = await pair(url, 'callee');
    one.cut();
    await seat(url, 'callee', one.person);
    await connect(url, 'caller', person({ room })).disconnects.next();
    await connect(url, 'caller', person({ room: 'not a room' })).refusals.next();
    await other.ask('candidates', 'nonsense');
    const rung = seat(url, 'callee', { ...person(), answer: 'manual' });
    const desk = await rung;
    desk.socket.on('ring', (_ring, ack) => ack({ ok: true, outcome: 'declined' }));
    const caller = await seat(url, 'caller', person({ room: desk.person.room }));
    await caller.ask('ring', { to: desk.instance, id: randomId(), for: 1_000 });
    const figures = await metrics(url);
    expect(figures.get('rtc_reconnects_total')).toBe(1);
    expect(figures.get('rtc_refusals_total{code="occupied",at="seat"}')).toBe(1);
    expect(figures.get('rtc_refusals_total{code="bad-request",at="handshake"}')).toBe(1);
    expect(figures.get('rtc_refusals_total{code="bad-request",at="event"}')).toBe(1);
    expect(figures.get('rtc_rings_total{outcome="declined"}')).toBe(1);
  });

  test('are those of their own server: two in a process do not share any', async () => {
    const [one, other] = [await withApi(), await withApi()];
    await seat(one.url, 'caller');
    expect((await metrics(one.url)).get('rtc_seats')).toBe(1);
    expect((await metrics(other.url)).get('rtc_seats')).toBe(0);
  });

  test('tell of the process as dashboards for Node expect it', async () => {
    const { url } = await withApi();
    const figures = await metrics(url);
    for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_heap_size_used_bytes'])
      expect(figures.get(name)).toBeGreaterThan(0);
    expect(figures.get('nodejs_eventloop_lag_p99_seconds')).toSatisfy(Number.isFinite);
  });
});

describe('the API', () => {
  const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

  test('lists the rooms of now, a page at a time', async () => {
    const { url } = await withApi();
    const rooms = [await pair(url, 'caller'), await pair(url, 'caller')].map(({ room }) => room);
    const alone = await seat(url, 'callee');
    const here = { state: 'here' };
    expect((await json(`${url}/api/rooms?limit=2`)).body).toEqual({
      total: 3,
      rooms: rooms.map((room) => ({ room, since: iso, call: { since: iso }, caller: here, callee: here })),
      next: 2,
    });
    expect((await json(`${url}/api/rooms?limit=2&offset=2`)).body).toEqual({
      total: 3,
      rooms: [{ room: alone.person.room, since: iso, call: null, caller: null, callee: here }],
      next: null,
    });
  });

  test.each(['limit=1001', 'limit=-1', 'limit=', 'offset=x', 'limit=1&limit=2'])('takes no %s', async (query) => {
    const { url } = await withApi();
    expect(await json(`${url}/api/rooms?${query}`)).toMatchObject({
      status: 400,
      body: { error: { code: 'bad-request' } },
    });
  });

  test('tells of one room who is there', async () => {
    const { url } = await withApi();
    const { one, other, room } = await pair(url, 'caller');
    one.cut();
    await other.peers.next();
    expect(await json(`${url}/api/rooms/${room}`)).toEqual({
      status: 200,
      body: { room, since: iso, call: { since: iso }, caller: { state: 'away' }, callee: { state: 'here' } },
    });
  });

  test('removes both, who are told so; nobody comes back by themselves', async () => {
    const { url, rtc } = await withApi();
    const { one, other, room } = await pair(url, 'caller');
    expect(await json(`${url}/api/rooms/${room}`, { ...bearer(), method: 'DELETE' })).toEqual({
      status: 200,
      body: { room, removed: true },
    });
    for (const { byes } of [one, other]) expect(await byes.next()).toEqual({ code: 'kicked' });
    expect(rtc.seated).toBe(0);
    expect((await json(`${url}/api/rooms`)).body).toMatchObject({ total: 0 });
  });

  test('locks a room for whoever is not inside, and unlocks it', async () => {
    const { url } = await withApi();
    const inside = await seat(url, 'callee');
    const { room } = inside.person;
    const lock = (method: string) => json(`${url}/api/rooms/${room}/lock`, { ...bearer(), method });
    expect(await lock('PUT')).toEqual({ status: 200, body: { room, locked: true } });
    const third = connect(url, 'caller', person({ room }));
    expect(await third.byes.next()).toEqual({ code: 'locked' });
    expect(third.welcomes.unread).toEqual([]);
    expect(await lock('DELETE')).toEqual({ status: 200, body: { room, locked: false } });
    await seat(url, 'caller', person({ room }));
  });

  test.each([
    ['GET', '/rooms/nobody-is-here', 404, 'not-found'],
    ['DELETE', '/rooms/nobody-is-here', 404, 'not-found'],
    ['GET', '/rooms/not%20a%20room', 400, 'bad-request'],
    ['DELETE', `/rooms/${'x'.repeat(65)}`, 400, 'bad-request'],
    ['PUT', '/rooms/%00/lock', 400, 'bad-request'],
    ['GET', '/nothing', 404, 'not-found'],
    ['POST', '/rooms', 404, 'not-found'],
    ['GET', '/rooms/%', 400, 'bad-request'],
  ])('answers %s %s with %i and %s', async (method, path, status, code) => {
    const { url } = await withApi();
    expect(await json(`${url}/api${path}`, { ...bearer(), method })).toMatchObject({
      status,
      body: { error: { code } },
    });
  });

  test('says that it cannot answer while the seats are away', async () => {
    const seats = new MemorySeats();
    seats.look = () => Promise.reject(new Error('away'));
    const { url } = await startServer({ apiToken: [TOKEN], seats, log: pino({ level: 'silent' }) });
    expect(await json(`${url}/api/rooms/r`)).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
  });

  test('tells the status page all that it shows', async () => {
    const { url } = await withApi();
    await expectRelays(await pair(url, 'caller'));
    const { body } = await json(`${url}/api/status`);
    expect(body).toMatchObject({
      ready: true,
      seats: 2,
      calls: 1,
      rooms: 1,
      totals: { started: 1, refused: {} },
      webhooks: null,
      problems: [{ code: 'no-turn' }, { code: 'open-mode' }, { code: 'any-origin' }],
    } satisfies Partial<Record<keyof Status, unknown>>);
  });
});

describe('the status page', () => {
  const built = existsSync(fileURLToPath(new URL('../../dist/status/status.html', import.meta.url)));

  test.skipIf(!built)('has no right but to its own files and this server', async () => {
    const { url } = await withApi();
    const response = await fetch(`${url}/status`);
    const html = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|sha256|data:|blob:|\*/);
    expect(html).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=/);
    const paths = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => path);
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths)
      expect((await fetch(`${url}/${path}`)).headers.get('cache-control'), path).toContain('immutable');
  });
});

describe('a server by relays only', () => {
  test('says so with its ICE servers', async () => {
    const turn = { turn: ['turn:turn.example.com'], turnSecret: ['a-shared-secret-of-coturn'], turnCheck: 0 };
    const [hiding, open] = [await startServer({ ...turn, relayOnly: true }), await startServer(turn)];
    const welcome = async (url: string) => (await connectAndWait(url)).ice;
    expect(await welcome(hiding.url)).toMatchObject({ relay: true });
    expect(await welcome(open.url)).not.toHaveProperty('relay');
  });
});

const connectAndWait = (url: string) => connect(url, 'caller', person()).welcomes.next();
