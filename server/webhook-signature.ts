/** The signature of a webhook, as Standard Webhooks 1.0 has it: HMAC-SHA256 over id, time and body, one for each secret. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';

const instant = v.pipe(v.string(), v.isoTimestamp());
const room = v.pipe(v.string(), v.minLength(1));
const reasons = ['hung-up', 'closed', 'lost', 'removed'] as const;

const schema = v.variant('type', [
  v.object({ type: v.literal('room.opened'), timestamp: instant, data: v.object({ room }) }),
  v.object({ type: v.literal('call.started'), timestamp: instant, data: v.object({ room, call: v.string() }) }),
  v.object({
    type: v.literal('call.ended'),
    timestamp: instant,
    data: v.object({ room, call: v.string(), started: instant, seconds: v.number(), reason: v.picklist(reasons) }),
  }),
]);

/**
 * `room.opened`: somebody sits in it, and nobody did. `call.started`: both are there. `call.ended`: one of them is gone for good, at
 * `timestamp`; `seconds` after it had started.
 */
export type WebhookEvent = v.InferOutput<typeof schema>;

export interface WebhookHeaders {
  readonly 'webhook-id': string;
  /** Seconds since the epoch. */
  readonly 'webhook-timestamp': string;
  /** `v1,` and base64, for each secret, with spaces between. */
  readonly 'webhook-signature': string;
}

export type Verified =
  | { readonly ok: true; readonly id: string; readonly event: WebhookEvent }
  | { readonly ok: false; readonly fault: 'headers' | 'time' | 'signature' | 'body' };

export interface VerifyOptions {
  /** How far the clocks may differ, and how old a message may be. */
  readonly toleranceSeconds?: number;
  readonly now?: number;
}

const TOLERANCE_S = 300;

/** `whsec_` and base64, as such secrets are often written, or any text. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);

const sign = (secret: string, id: string, timestamp: string, body: string): Buffer =>
  createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest();

export function signWebhook(secrets: readonly string[], id: string, body: string, now: number): WebhookHeaders {
  const timestamp = String(Math.floor(now / 1_000));
  const signatures = secrets.map((secret) => `v1,${sign(secret, id, timestamp, body).toString('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/**
 * For whoever receives: whether this is ours, untouched and new. `body` is the text as it came, before any parsing. What comes again
 * has the same `id`: remember those for an hour.
 */
export function verifyWebhook(
  body: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  secrets: string | readonly string[],
  { toleranceSeconds = TOLERANCE_S, now = Date.now() }: VerifyOptions = {},
): Verified {
  const [id, timestamp, signature] = (['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const).map(
    (name) => headers[name],
  );
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string')
    return { ok: false, fault: 'headers' };
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, fault: 'headers' };
  if (Math.abs(now / 1_000 - Number(timestamp)) > toleranceSeconds) return { ok: false, fault: 'time' };
  const given = signature.split(' ').filter((part) => part.startsWith('v1,'));
  const wanted = [secrets].flat().map((secret) => sign(secret, id, timestamp, body));
  if (!given.some((part) => wanted.some((one) => isSame(one, part.slice('v1,'.length)))))
    return { ok: false, fault: 'signature' };
  const event = v.safeParse(schema, parseJson(body));
  return event.success ? { ok: true, id, event: event.output } : { ok: false, fault: 'body' };
}

function isSame(wanted: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, 'base64');
  return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
