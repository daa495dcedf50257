import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { exportJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { Admission } from '../../server/admission.js';
import { ConfigError } from '../../server/config.js';
import { Limit } from '../../server/limits.js';
import { MemorySeats } from '../../server/seats.js';
import { createToken, createTokens, type TokenConfig } from '../../server/tokens.js';
import { opposite, ROLES, type Handshake } from '../../shared/protocol.js';
import { person } from '../support/client.js';

const SECRET = 'first-secret-of-thirty-two-letters';
const OTHER = 'other-secret-of-thirty-two-letters';
const NOW_S = Math.floor(Date.now() / 1_000);
const TTL_FAULT = 'ttl must be a whole number of seconds';
const log = pino({ level: 'silent' });

const config = (more: Partial<TokenConfig> = {}): TokenConfig => ({
  tokenSecret: undefined,
  tokenKeys: undefined,
  tokenAudience: 'rtc-call',
  tokenIssuer: undefined,
  tokenLeeway: 30,
  ...more,
});

async function read(token: string, more: Partial<TokenConfig> = { tokenSecret: [SECRET] }): Promise<unknown> {
  return createTokens(config(more), log)?.read(token);
}

const good: JWTPayload = { room: 'room', aud: 'rtc-call', exp: NOW_S + 600 };
const key = (secret: string): Uint8Array => new TextEncoder().encode(secret);
const sign = (payload: JWTPayload, secret: Uint8Array | KeyObject = key(SECRET), alg = 'HS256', kid?: string) =>
  new SignJWT(payload).setProtectedHeader({ alg, ...(kid ? { kid } : {}) }).sign(secret);

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token that is signed with a secret', () => {
  test('says which room it opens, and what else it says', async () => {
    expect(await read(await sign(good))).toEqual({ ok: true, claims: { room: 'room' } });
    const all = { room: 'room', role: 'caller', sub: 'ann@example.com', name: 'Ann' };
    expect(await read(await sign({ ...good, ...all, more: { of: 'others' } }))).toEqual({ ok: true, claims: all });
  });

  test('is accepted by any of several secrets, and by no other', async () => {
    const both = { tokenSecret: [OTHER, SECRET] };
    expect(await read(await sign(good), both)).toMatchObject({ ok: true });
    expect(await read(await sign(good, key(OTHER)), both)).toMatchObject({ ok: true });
    const third = key('third-secret-of-thirty-two-letters');
    expect(await read(await sign(good, third), both)).toEqual({ ok: false, code: 'unauthorized' });
  });

  test.each<[string, JWTPayload]>([
    ['for somebody else', { ...good, aud: 'another-service' }],
    ['for nobody', { room: 'room', exp: good.exp ?? 0 }],
    ['that never ends', { room: 'room', aud: 'rtc-call' }],
    ['that ends at no time', { ...good, exp: 'tomorrow' as unknown as number }],
    ['that begins later', { ...good, nbf: NOW_S + 120 }],
    ['of no room', { aud: 'rtc-call', exp: NOW_S + 600 }],
    ['of every room', { ...good, room: '*' }],
    ['of several rooms', { ...good, room: ['room', 'other'] }],
    ['of a third seat', { ...good, role: 'spectator' }],
    ['of nobody in particular', { ...good, sub: '' }],
    ['of an endless somebody', { ...good, sub: 'x'.repeat(256) }],
  ])('%s is none', async (_what, payload) => {
    expect(await read(await sign(payload))).toEqual({ ok: false, code: 'unauthorized' });
  });

  test('may have a name of any length, which is cut', async () => {
    const claims = { name: 'x'.repeat(64) };
    expect(await read(await sign({ ...good, name: 'x'.repeat(300) }))).toMatchObject({ ok: true, claims });
  });

  test('has ended once its time and the leeway are over', async () => {
    expect(await read(await sign({ ...good, exp: NOW_S - 10 }))).toMatchObject({ ok: true });
    const over = await sign({ ...good, exp: NOW_S - 60 });
    expect(await read(over)).toEqual({ ok: false, code: 'expired', claims: { room: 'room' } });
    expect(await read(over, { tokenSecret: [SECRET], tokenLeeway: 120 })).toMatchObject({ ok: true });
  });

  test('that has ended is not called so where it is wrong anyway', async () => {
    const ended = { ...good, exp: NOW_S - 600 };
    const none = { ok: false, code: 'unauthorized' };
    expect(await read(await sign(ended, key(OTHER)))).toEqual(none);
    expect(await read(await sign({ ...ended, aud: 'another' }))).toEqual(none);
    expect(await read(await sign({ ...ended, room: 7 }))).toEqual(none);
  });

  test('has to be of the issuer that is asked for', async () => {
    const asked = { tokenSecret: [SECRET], tokenIssuer: 'https://id.example.com' };
    expect(await read(await sign(good), asked)).toEqual({ ok: false, code: 'unauthorized' });
    expect(await read(await sign({ ...good, iss: 'https://id.example.com' }), asked)).toMatchObject({ ok: true });
  });

  test.each([
    ['nothing', ''],
    ['no JWT', 'token'],
    ['three dots', '...'],
    ['one without a signature', `${part({ alg: 'none' })}.${part(good)}.`],
    ['one with a signature that is none', `${part({ alg: 'none' })}.${part(good)}.${part('signed')}`],
    ['a header that is none', `e30.${part(good)}.AAAA`],
  ])('%s is none', async (_what, token) => {
    expect(await read(token)).toEqual({ ok: false, code: 'unauthorized' });
  });

  test('has the algorithm that is pinned, whatever it says', async () => {
    const long = key(SECRET.repeat(2));
    expect(await read(await sign(good, long, 'HS512'), { tokenSecret: [SECRET.repeat(2)] })).toEqual({
      ok: false,
      code: 'unauthorized',
    });
    const [, payload] = (await sign(good)).split('.');
    const header = part({ alg: 'none' });
    const signature = createHmac('sha256', SECRET).update(`${header}.${payload}`).digest('base64url');
    expect(await read(`${header}.${payload}.${signature}`)).toEqual({ ok: false, code: 'unauthorized' });
  });

  test('may not be changed', async () => {
    const [header, , signature] = (await sign(good)).split('.');
    expect(await read(`${header}.${part({ ...good, room: 'other' })}.${signature}`)).toEqual({
      ok: false,
      code: 'unauthorized',
    });
  });
});

describe('a token that is signed for public keys', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ed = generateKeyPairSync('ed25519');
  const folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  let files = 0;
  const file = (content: unknown): { tokenKeys: string } => {
    const tokenKeys = join(folder, `keys-${(files += 1)}.json`);
    writeFileSync(tokenKeys, typeof content === 'string' ? content : JSON.stringify(content));
    return { tokenKeys };
  };
  const jwk = async (of: KeyObject, kid?: string): Promise<JWK> => ({
    ...(await exportJWK(of)),
    ...(kid ? { kid } : {}),
  });
  const all = async () =>
    file({ keys: [await jwk(rsa.publicKey, 'rsa'), await jwk(ec.publicKey, 'ec'), await jwk(ed.publicKey, 'ed')] });

  test.each([
    ['RS256', rsa, 'rsa'],
    ['ES256', ec, 'ec'],
    ['EdDSA', ed, 'ed'],
  ] as const)('is accepted with %s', async (alg, { privateKey }, kid) => {
    expect(await read(await sign(good, privateKey, alg, kid), await all())).toMatchObject({ ok: true });
    expect(await read(await sign(good, privateKey, alg), await all())).toMatchObject({ ok: true });
  });

  test('is none with the public key as a secret, in whatever form somebody has it', async () => {
    const forms = [
      rsa.publicKey.export({ type: 'spki', format: 'pem' }),
      rsa.publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(await jwk(rsa.publicKey)),
    ];
    for (const form of forms)
      for (const kid of ['rsa', undefined])
        expect(await read(await sign(good, Buffer.from(form), 'HS256', kid), await all())).toEqual({
          ok: false,
          code: 'unauthorized',
        });
  });

  test.each(['RS512', 'PS256'])('is none with %s, which is not asked for', async (alg) => {
    expect(await read(await sign(good, rsa.privateKey, alg, 'rsa'), await all())).toEqual({
      ok: false,
      code: 'unauthorized',
    });
  });

  test('is none by another key, or for one that is not there', async () => {
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const kid of ['ec', 'rsa', 'other', undefined])
      expect(await read(await sign(good, stranger.privateKey, 'ES256', kid), await all())).toEqual({
        ok: false,
        code: 'unauthorized',
      });
  });

  test('finds its key among several of a kind, without saying which', async () => {
    const second = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = file({ keys: [await jwk(ec.publicKey), await jwk(second.publicKey)] });
    expect(await read(await sign(good, ec.privateKey, 'ES256'), keys)).toMatchObject({ ok: true });
    expect(await read(await sign(good, second.privateKey, 'ES256'), keys)).toMatchObject({ ok: true });
    expect(await read(await sign({ ...good, exp: NOW_S - 600 }, second.privateKey, 'ES256'), keys)).toMatchObject({
      code: 'expired',
    });
  });

  test.each<[string, () => unknown]>([
    ['no JSON', () => 'keys'],
    ['no keys', () => ({ keys: [] })],
    ['something else', () => ({ key: 1 })],
    ['a private key', () => ({ keys: [ec.privateKey.export({ format: 'jwk' })] })],
    ['a secret', () => ({ keys: [{ kty: 'oct', k: part('secret') }] })],
  ])('are not read from a file with %s', (_what, content) => {
    expect(() => createTokens(config(file(content())), log)).toThrow(ConfigError);
  });

  test('are not read from a file that is not there', () => {
    expect(() => createTokens(config({ tokenKeys: join(folder, 'none.json') }), log)).toThrow(
      /none\.json cannot be used/,
    );
  });
});

test('without secret and keys there are no tokens', () => {
  expect(createTokens(config(), log)).toBeNull();
});

describe('a token that is made here', () => {
  test('opens what it says, for ten minutes', async () => {
    const token = await createToken({ secret: SECRET, room: 'room', role: 'callee', sub: 'bob', name: 'Bob' });
    const claims = { room: 'room', role: 'callee', sub: 'bob', name: 'Bob' };
    expect(await read(token)).toEqual({ ok: true, claims });
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload;
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
  });

  test('has so much of a long name as is shown', async () => {
    const token = await createToken({ secret: SECRET, room: 'room', name: 'x'.repeat(300) });
    expect(await read(token)).toMatchObject({ ok: true, claims: { name: 'x'.repeat(64) } });
  });

  test('may hold for another time, of an issuer, for an audience', async () => {
    const token = await createToken({ secret: SECRET, room: 'room', ttl: 60, issuer: 'me', audience: 'calls' });
    const asked = { tokenSecret: [SECRET], tokenIssuer: 'me', tokenAudience: 'calls' };
    expect(await read(token, asked)).toMatchObject({ ok: true });
    expect(await read(token)).toMatchObject({ ok: false });
  });

  test.each([
    [{ secret: 'short' }, 'secret must have at least 32 characters'],
    [{ room: 'a room' }, 'room cannot be used'],
    [{ role: 'spectator' }, 'role cannot be used'],
    [{ sub: '' }, 'sub cannot be used'],
    [{ ttl: 0 }, TTL_FAULT],
    [{ ttl: 1.5 }, TTL_FAULT],
    [{ ttl: NaN }, TTL_FAULT],
  ])('is not made of %j', async (wrong, fault) => {
    const asked = { secret: SECRET, room: 'room', ...wrong } as Parameters<typeof createToken>[0];
    await expect(createToken(asked)).rejects.toMatchObject({ name: 'ConfigError', faults: [fault] });
  });
});

describe.each(ROLES)("who asks for the %s's seat", (role) => {
  const admission = (more: { open?: true; failures?: Limit; seats?: MemorySeats } = {}) =>
    new Admission({
      tokens: more.open ? null : createTokens(config({ tokenSecret: [SECRET] }), log),
      failures: more.failures ?? new Limit('failures', 0),
      seats: more.seats ?? new MemorySeats(),
    });
  const auth = async (claims: Partial<JWTPayload> = {}, more: Partial<Handshake> = {}): Promise<Handshake> =>
    person({ room: 'room', ...more, token: await sign({ ...good, ...claims }) });

  test('in open mode needs no token, and one that is there says nothing', async () => {
    const { token: _token, ...who } = await auth({ sub: 'ann', name: 'Ann' }, { name: 'Bea' });
    expect(await admission({ open: true }).admit(who, role, 'home')).toEqual({ ok: true, handshake: who });
    expect(await admission({ open: true }).admit({ ...who, token: 'x' }, role, 'home')).toEqual({
      ok: true,
      handshake: who,
    });
  });

  test('is admitted with a token of the room, for this seat or for either', async () => {
    const { token, ...who } = await auth();
    expect(await admission().admit({ ...who, token }, role, 'home')).toEqual({ ok: true, handshake: who });
    expect(await admission().admit(await auth({ role }), role, 'home')).toMatchObject({ ok: true });
  });

  test('has the name and the owner that the token says', async () => {
    const admitted = await admission().admit(await auth({ sub: 'ann', name: 'Ann' }, { name: 'Bea' }), role, 'home');
    expect(admitted).toMatchObject({ ok: true, handshake: { name: 'Ann', owner: expect.stringMatching(/^sub:/) } });
    const again = await admission().admit(await auth({ sub: 'ann' }), role, 'home');
    const other = await admission().admit(await auth({ sub: 'bob' }), role, 'home');
    const ownerOf = (result: typeof again): string => (result.ok ? result.handshake.owner : '');
    expect(ownerOf(again)).toBe(ownerOf(admitted));
    expect(ownerOf(other)).not.toBe(ownerOf(admitted));
    expect(ownerOf(admitted)).not.toContain('ann');
  });

  test.each<[string, Partial<JWTPayload>, Partial<Handshake>, string]>([
    ['another room', { room: 'other' }, {}, 'unauthorized'],
    ['another audience', { aud: 'other' }, {}, 'unauthorized'],
    ['the other seat', { role: opposite(role) }, {}, 'wrong-role'],
    ['the other seat of another room', { role: opposite(role), room: 'other' }, {}, 'unauthorized'],
    ['a time before', { exp: NOW_S - 600 }, {}, 'expired'],
    ['another room and a time before', { exp: NOW_S - 600, room: 'other' }, {}, 'unauthorized'],
    ['no form', {}, { owner: 'me' }, 'bad-request'],
    ['another version', {}, { v: 2 }, 'version'],
  ])('with a token for %s is refused', async (_what, claims, more, code) => {
    expect(await admission().admit(await auth(claims, more), role, 'home')).toMatchObject({ ok: false, code });
  });

  test('is told the same of a room that is and of one that is not', async () => {
    const seats = new MemorySeats();
    const who = await auth({ room: 'other' });
    const without = await admission({ seats }).admit(who, role, 'home');
    await seats.claim('room', role, { owner: 'o', instance: 'i', node: 'n' });
    await seats.lock('room', true);
    expect(await admission({ seats }).admit(who, role, 'home')).toEqual(without);
    expect(await admission({ seats }).admit(person({ room: 'room' }), role, 'home')).toEqual(without);
  });

  describe('with a token that has ended', () => {
    const ended = { exp: NOW_S - 600, sub: 'ann' };

    async function back(who: Handshake, again: Partial<Handshake> = {}, wait?: number) {
      const first = await admission().admit({ ...who, token: await sign({ ...good, sub: 'ann' }) }, role, 'home');
      let now = 0;
      const seats = new MemorySeats(() => now);
      if (first.ok) await seats.claim('room', role, { ...first.handshake, node: 'n' });
      await seats.part('room', role, { instance: who.instance, node: 'n' }, 30_000);
      now += wait ?? 0;
      return admission({ seats }).admit({ ...who, ...again }, role, 'home');
    }

    test('comes back to a seat that is kept', async () => {
      expect(await back(await auth(ended))).toMatchObject({ ok: true });
    });

    test('does not come back as another page, to another seat, as somebody else or too late', async () => {
      const who = await auth(ended);
      const refused = { ok: false, code: 'expired' };
      expect(await back(who, { instance: person().instance })).toEqual(refused);
      expect(await back(who, { token: await sign({ ...good, ...ended, sub: 'bob' }) })).toEqual(refused);
      expect(await back(who, {}, 30_000)).toEqual(refused);
    });
  });

  describe('in vain too often', () => {
    test('waits, with a good token, too, and others do not', async () => {
      const failures = new Limit('failures', 2);
      const door = admission({ failures });
      for (let n = 0; n < 2; n += 1)
        expect(await door.admit(person(), role, 'home')).toMatchObject({ code: 'unauthorized' });
      expect(await door.admit(await auth(), role, 'home')).toEqual({
        ok: false,
        code: 'rate-limited',
        retryAfter: expect.any(Number),
      });
      expect(await door.admit(await auth(), role, 'elsewhere')).toMatchObject({ ok: true });
    });

    test.each<[string, Partial<JWTPayload>, Partial<Handshake>]>([
      ['an old token', { exp: NOW_S - 600 }, {}],
      ["the other one's token", { role: opposite(role) }, {}],
      ['an old page', {}, { v: 2 }],
      ['nothing wrong', {}, {}],
    ])('is not who comes with %s', async (_what, claims, more) => {
      const door = admission({ failures: new Limit('failures', 1) });
      for (let n = 0; n < 5; n += 1) await door.admit(await auth(claims, more), role, 'home');
      expect(await door.admit(await auth(), role, 'home')).toMatchObject({ ok: true });
    });
  });
});
