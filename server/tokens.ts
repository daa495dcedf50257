/**
 * Tokens (JWT, RFC 7519): whether one is ours, and what it says. The algorithm is pinned by what is configured, never by the
 * token: HS256 with the secrets, or RS256, ES256 and EdDSA with the public keys of a JWKS (RFC 7517), each by its key's type.
 */
import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  SignJWT,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';
import * as v from 'valibot';
import { MAX_NAME, plain, room } from '../shared/parse.js';
import { ROLES, type Role } from '../shared/protocol.js';
import { ConfigError } from './config.js';
import { guarded } from './guarded.js';
import type { Log } from './log.js';
import type { Config } from './settings.js';

const SYMMETRIC = ['HS256'];
const ASYMMETRIC = ['RS256', 'ES256', 'EdDSA'];
/** Keys that were fetched so long ago are fetched anew, and used until the new ones are there. */
const KEYS_MS = 600_000;
/** Between two fetches for a key that is not known. */
const COOLDOWN_MS = 30_000;
const FETCH_MS = 5_000;
/** How long a token holds that is made here, if nothing else is said: long enough to join. */
const TTL_S = 600;

const role = v.picklist(ROLES);
const claims = v.object({
  room,
  role: v.exactOptional(role),
  sub: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(255))),
  name: v.exactOptional(plain(MAX_NAME)),
});

/** What a token says, beside when it ends and who it is for. */
export interface Claims {
  /** The one room it opens. */
  room: string;
  /** The one seat; either without it. */
  role?: Role;
  /** Who may reclaim the seat; without it, whoever holds the browser tab. */
  sub?: string;
  /** Shown to the other person, whatever the page says. */
  name?: string;
}

/** `expired`: everything else about it is right. `unavailable`: the keys cannot be fetched. */
export type Verdict =
  | { ok: true; claims: Claims }
  | { ok: false; code: 'unauthorized' | 'unavailable' }
  | { ok: false; code: 'expired'; claims: Claims };

export type TokenConfig = Pick<Config, 'tokenSecret' | 'tokenKeys' | 'tokenAudience' | 'tokenIssuer' | 'tokenLeeway'>;
/** Verifies with one of its keys. Throws what jose throws. */
type Verify = (token: string, options: JWTVerifyOptions) => Promise<JWTPayload>;

export class Tokens {
  readonly #verify: Verify;
  readonly #options: JWTVerifyOptions;
  readonly #log: Log;

  constructor(verify: Verify, config: TokenConfig, log: Log) {
    this.#verify = verify;
    this.#log = log;
    this.#options = {
      audience: config.tokenAudience,
      ...(config.tokenIssuer === undefined ? {} : { issuer: config.tokenIssuer }),
      clockTolerance: config.tokenLeeway,
      requiredClaims: ['exp', 'room'],
    };
  }

  async read(token: string): Promise<Verdict> {
    try {
      return told(await this.#verify(token, this.#options), (known) => ({ ok: true, claims: known }));
    } catch (error) {
      // The signature and all other claims were right by then.
      if (error instanceof errors.JWTExpired)
        return told(error.payload, (known) => ({ ok: false, code: 'expired', claims: known }));
      if (ofTheToken(error)) return { ok: false, code: 'unauthorized' };
      this.#log.warn({ err: error }, 'the keys that tokens are signed for could not be fetched');
      return { ok: false, code: 'unavailable' };
    }
  }
}

function told(payload: JWTPayload, verdict: (known: Claims) => Verdict): Verdict {
  const result = v.safeParse(claims, payload);
  return result.success ? verdict(result.output) : { ok: false, code: 'unauthorized' };
}

/** Faults of a token, as against those of a JWKS and of the way to it. */
const OF_THE_TOKEN = [
  errors.JWTInvalid,
  errors.JWTClaimValidationFailed,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
];
const ofTheToken = (error: unknown): boolean => OF_THE_TOKEN.some((kind) => error instanceof kind);

/** Null in open mode. Throws a ConfigError where a file of keys cannot be used. */
export function createTokens(config: TokenConfig, log: Log): Tokens | null {
  if (config.tokenSecret) return new Tokens(withSecrets(config.tokenSecret), config, log);
  if (config.tokenKeys === undefined) return null;
  const isFetched = /^https?:/.test(config.tokenKeys);
  return new Tokens(isFetched ? withUrl(config.tokenKeys, log) : withFile(config.tokenKeys), config, log);
}

/** Any of them: a new one is added in front, and the old one taken out when its tokens have expired. */
function withSecrets(secrets: readonly string[]): Verify {
  const keys = secrets.map((secret) => createSecretKey(Buffer.from(secret)));
  return (token, options) => withAny(keys, (key) => jwtVerify(token, key, { ...options, algorithms: SYMMETRIC }));
}

type Keys = Parameters<typeof createLocalJWKSet>[0];
type FindKey = JWTVerifyGetKey;

function withKeySet(find: FindKey): Verify {
  return async (token, options) => {
    const pinned = { ...options, algorithms: ASYMMETRIC };
    try {
      return (await jwtVerify(token, find, pinned)).payload;
    } catch (error) {
      // No `kid`, and several keys of its type: one after another.
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      return withAny(error, (key) => jwtVerify(token, key, pinned));
    }
  };
}

async function withAny<Key>(
  keys: Iterable<Key> | AsyncIterable<Key>,
  verify: (key: Key) => Promise<{ payload: JWTPayload }>,
): Promise<JWTPayload> {
  let failure: unknown = new errors.JWKSNoMatchingKey();
  for await (const key of keys) {
    try {
      return (await verify(key)).payload;
    } catch (error) {
      failure = error;
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw failure;
}

function withUrl(address: string, log: Log): Verify {
  const options = { cacheMaxAge: Infinity, cooldownDuration: COOLDOWN_MS, timeoutDuration: FETCH_MS };
  const keys = createRemoteJWKSet(new URL(address), options);
  const verify = withKeySet(keys);
  let fetchedAt = Date.now();
  const fetch = (): void => {
    fetchedAt = Date.now();
    guarded(
      () => keys.reload(),
      (error) => log.warn({ err: error }, 'keys could not be fetched: those before hold'),
    );
  };
  fetch();
  return (token, more) => {
    if (Date.now() - fetchedAt > KEYS_MS) fetch();
    return verify(token, more);
  };
}

const isPublic = (key: Record<string, unknown>): boolean => key['d'] === undefined && key['k'] === undefined;

function withFile(path: string): Verify {
  try {
    const keys = JSON.parse(readFileSync(path, 'utf8')) as Keys;
    const verify = withKeySet(createLocalJWKSet(keys));
    if (keys.keys.length === 0 || !keys.keys.every((key) => isPublic({ ...key })))
      throw new TypeError('it has to hold public keys, and no others');
    return verify;
  } catch (error) {
    throw new ConfigError([
      `tokenKeys: ${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

export interface NewToken extends Claims {
  /** One of the server's `TOKEN_SECRET`. */
  readonly secret: string;
  /** Seconds that it holds: 600 by default. A call that runs is not ended by it. */
  readonly ttl?: number;
  readonly audience?: string;
  readonly issuer?: string;
}

/** A token for one person: HS256, as any JWT library makes it. Throws a ConfigError where it could open nothing. */
export async function createToken({
  secret,
  ttl = TTL_S,
  audience = 'rtc-call',
  issuer,
  ...rest
}: NewToken): Promise<string> {
  const known = v.safeParse(claims, rest);
  const faults = [
    ...(known.success ? [] : known.issues.map((issue) => `${v.getDotPath(issue) ?? 'the token'} cannot be used`)),
    ...(secret.length < 32 ? ['secret must have at least 32 characters'] : []),
    ...(Number.isSafeInteger(ttl) && ttl > 0 ? [] : ['ttl must be a whole number of seconds']),
  ];
  if (!known.success || faults.length > 0) throw new ConfigError(faults);
  const token = new SignJWT({ ...known.output })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1_000) + ttl);
  if (issuer !== undefined) token.setIssuer(issuer);
  return token.sign(createSecretKey(Buffer.from(secret)));
}
