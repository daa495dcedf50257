import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signWebhook, verifyWebhook, type WebhookEvent } from '../../server/webhook-signature.js';
import { isWebhookUrl } from '../../server/webhook-url.js';

const NOW = 1_700_000_000_000;
const [SECRET, OTHER] = ['a-secret-of-the-tests-only', 'the-secret-that-comes-next'];
const EVENT: WebhookEvent = {
  type: 'call.ended',
  timestamp: '2026-11-27T10:00:00.000Z',
  data: { room: 'r', call: 'c', started: '2026-11-27T09:59:00.000Z', seconds: 60, reason: 'hung-up' },
};
const BODY = JSON.stringify(EVENT);
const headers = (secrets = [SECRET], body = BODY) => ({ ...signWebhook(secrets, 'msg_1', body, NOW) });
const verify = (
  changed: Record<string, string | undefined> = {},
  body = BODY,
  secrets: string | string[] = SECRET,
  now = NOW,
) => verifyWebhook(body, { ...headers(), ...changed }, secrets, { now });

describe('a signature', () => {
  test('is HMAC-SHA256 over id, time and body, as Standard Webhooks have it', () => {
    const mac = createHmac('sha256', SECRET).update(`msg_1.1700000000.${BODY}`).digest('base64');
    expect(headers()).toEqual({
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': `v1,${mac}`,
    });
  });

  test('by the example of Standard Webhooks itself', () => {
    // https://github.com/standard-webhooks/standard-webhooks: the vector of its reference libraries.
    const signed = signWebhook(
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '{"test": 2432232314}',
      1_614_265_330_000,
    );
    expect(signed['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('is told as a value with its event', () => {
    expect(verify()).toEqual({ ok: true, id: 'msg_1', event: EVENT });
  });

  test.each([[[SECRET, OTHER]], [[OTHER, SECRET]]])(
    'of each secret is believed by who knows one of them',
    (secrets) => {
      const both = signWebhook(secrets, 'msg_1', BODY, NOW);
      for (const known of [SECRET, OTHER])
        expect(verifyWebhook(BODY, { ...both }, known, { now: NOW })).toMatchObject({ ok: true });
      expect(verify({}, BODY, secrets)).toMatchObject({ ok: true });
    },
  );
});

describe('not believed is', () => {
  test.each([
    ['another body', {}, BODY.replace('60', '61')],
    ['another id', { 'webhook-id': 'msg_2' }, BODY],
    ['another time', { 'webhook-timestamp': '1700000001' }, BODY],
    [
      'a signature of another version',
      { 'webhook-signature': headers()['webhook-signature'].replace('v1,', 'v2,') },
      BODY,
    ],
    ['no signature in it', { 'webhook-signature': 'v1,' }, BODY],
  ])('%s', (_what, changed, body) => {
    expect(verify(changed, body)).toEqual({ ok: false, fault: 'signature' });
  });

  test('another secret', () => {
    expect(verify({}, BODY, OTHER)).toEqual({ ok: false, fault: 'signature' });
    expect(verify({}, BODY, [])).toEqual({ ok: false, fault: 'signature' });
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('a message without %s', (name) => {
    expect(verify({ [name]: undefined })).toEqual({ ok: false, fault: 'headers' });
  });

  test('what is too old, or from the future', () => {
    expect(verify({}, BODY, SECRET, NOW + 301_000)).toEqual({ ok: false, fault: 'time' });
    expect(verify({}, BODY, SECRET, NOW - 301_000)).toEqual({ ok: false, fault: 'time' });
    expect(verify({}, BODY, SECRET, NOW + 299_000)).toMatchObject({ ok: true });
  });

  test.each(['no JSON', '{}', '{"type":"call.sold","data":{}}'])('%s, though signed', (body) => {
    expect(verifyWebhook(body, headers([SECRET], body), SECRET, { now: NOW })).toEqual({ ok: false, fault: 'body' });
  });
});

describe('a webhook may go to', () => {
  test.each([
    'https://www.example.com/calls?a=b',
    'http://localhost:8080/calls',
    'http://backend/calls',
    'http://127.0.0.1',
    'http://10.1.2.3',
    'http://172.31.0.1',
    'http://192.168.1.1:80',
    'http://[::1]:8080',
    'http://[fd00::1]',
    'http://shop.internal',
  ])('%s', (url) => expect(isWebhookUrl(url)).toBe(true));

  test.each([
    'http://www.example.com',
    'http://172.32.0.1',
    'http://8.8.8.8',
    'http://[2001:db8::1]',
    'https://ann:pw@www.example.com',
    'ftp://localhost',
    'localhost:8080',
    '',
  ])('not %s', (url) => expect(isWebhookUrl(url)).toBe(false));
});
