import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { TURN_TTL_S, iceFor, type TurnConfig } from '../../server/turn.js';

const NOW = 1_700_000_000_999;
const NOTHING: TurnConfig = {
  stun: [],
  turn: [],
  turnSecret: undefined,
  turnUsername: undefined,
  turnCredential: undefined,
  relayOnly: false,
};
const COTURN: TurnConfig = { ...NOTHING, turn: ['turn:t.example', 'turns:t.example'], turnSecret: ['north'] };

const turnOf = (config: TurnConfig, subject = 'ann', now = NOW) => {
  const server = iceFor(config, subject, now).servers.at(-1);
  return { username: '', credential: '', ...server };
};

test('without settings there is no ICE server', () => {
  expect(iceFor(NOTHING, 'ann', NOW)).toEqual({ servers: [], ttl: 0 });
});

test('STUN servers need no credentials and hold for ever', () => {
  const ice = iceFor({ ...NOTHING, stun: ['stun:a.example', 'stun:b.example'] }, 'ann', NOW);
  expect(ice).toEqual({ servers: [{ urls: ['stun:a.example', 'stun:b.example'] }], ttl: 0 });
});

test('STUN comes before TURN', () => {
  const { servers } = iceFor({ ...COTURN, stun: ['stun:a.example'] }, 'ann', NOW);
  expect(servers.map(({ urls }) => urls)).toEqual([['stun:a.example'], ['turn:t.example', 'turns:t.example']]);
});

describe('credentials made with a secret', () => {
  test('are what coturn computes from the same secret: base64(HMAC-SHA1(secret, "expiry:name"))', () => {
    const { username, credential } = turnOf(COTURN);
    expect(credential).toBe(createHmac('sha1', 'north').update(username).digest('base64'));
  });

  test('are those of a calculation made elsewhere', () => {
    // printf '1700003600:49915e0d7d4b402e' | openssl dgst -sha1 -hmac north -binary | base64
    expect(turnOf(COTURN, 'ann')).toMatchObject({
      username: '1700003600:49915e0d7d4b402e',
      credential: 'K9MJ33MwLdSwuaMRHIa3UcwHNIQ=',
    });
  });

  test('expire in whole seconds an hour from now, and say so', () => {
    expect(TURN_TTL_S).toBe(3_600);
    expect(turnOf(COTURN).username).toMatch(/^1700003600:/);
    expect(iceFor(COTURN, 'ann', NOW).ttl).toBe(3_600);
  });

  test('follow the clock', () => {
    const later = turnOf(COTURN, 'ann', NOW + 1_000);
    expect(later.username).toMatch(/^1700003601:/);
    expect(later.credential).not.toBe(turnOf(COTURN).credential);
  });

  test('name the client by a hash, so that a log at the relay tells no secret', () => {
    const owner = 'the-owner-secret-of-ann';
    const { username } = turnOf(COTURN, owner);
    expect(username).not.toContain(owner);
    expect(username).toMatch(/^\d+:[0-9a-f]{16}$/);
  });

  test('are the same for one client in one second, and differ between clients', () => {
    expect(turnOf(COTURN, 'ann', NOW - 999)).toEqual(turnOf(COTURN, 'ann', NOW));
    expect(turnOf(COTURN, 'ann').username).not.toBe(turnOf(COTURN, 'bob').username);
    expect(turnOf(COTURN, 'ann').credential).not.toBe(turnOf(COTURN, 'bob').credential);
  });

  test('depend on the secret, which does not travel', () => {
    expect(turnOf({ ...COTURN, turnSecret: ['south'] }).credential).not.toBe(turnOf(COTURN).credential);
    expect(JSON.stringify(iceFor(COTURN, 'ann', NOW))).not.toContain('north');
  });
});

describe('fixed credentials', () => {
  const fixed: TurnConfig = { ...NOTHING, turn: ['turn:t.example'], turnUsername: 'ann', turnCredential: 'password' };

  test('are handed on as they are and hold for ever', () => {
    expect(iceFor(fixed, 'whoever', NOW)).toEqual({
      servers: [{ urls: ['turn:t.example'], username: 'ann', credential: 'password' }],
      ttl: 0,
    });
  });

  test('are told to nobody where there is no TURN server', () => {
    expect(iceFor({ ...fixed, turn: [] }, 'ann', NOW)).toEqual({ servers: [], ttl: 0 });
    expect(iceFor({ ...COTURN, turn: [] }, 'ann', NOW)).toEqual({ servers: [], ttl: 0 });
  });
});
