/** The ICE servers a seated client is told of, with credentials made for it where coturn shares a secret with us. */
import { createHash, createHmac } from 'node:crypto';
import type { Ice, IceServer } from '../shared/protocol.js';

export interface TurnConfig {
  readonly stun: readonly string[];
  readonly turn: readonly string[];
  /** coturn's `static-auth-secret` (`use-auth-secret`, draft-uberti-behave-turn-rest-00); more than one while it is changed. */
  readonly turnSecret: readonly string[] | undefined;
  readonly turnUsername: string | undefined;
  readonly turnCredential: string | undefined;
  readonly relayOnly: boolean;
}

export type Credentials = Pick<IceServer, 'username' | 'credential'>;
/** Which of the secrets this server believes. */
export type SecretOf = (url: string) => string | undefined;

/** Seconds that made credentials hold for new allocations; a relay that runs is not ended by their expiry. */
export const TURN_TTL_S = 3_600;

/** `subject` names the client to coturn's log and quota: only its hash travels. */
export function iceFor(
  config: TurnConfig,
  subject: string,
  now: number,
  secretOf: SecretOf = () => config.turnSecret?.[0],
): Ice {
  const stun: IceServer[] = config.stun.length > 0 ? [{ urls: [...config.stun] }] : [];
  const servers = [...stun, ...turnServers(config, subject, now, secretOf)];
  const ttl = config.turn.length > 0 && config.turnSecret ? TURN_TTL_S : 0;
  return { servers, ttl, ...(config.relayOnly ? { relay: true } : {}) };
}

/** One for each secret that is in use. */
function turnServers(config: TurnConfig, subject: string, now: number, secretOf: SecretOf): IceServer[] {
  const secrets = new Set(config.turn.map(secretOf));
  return [...secrets].map((secret) => ({
    urls: config.turn.filter((url) => secretOf(url) === secret),
    ...credentialsFor(config, secret, subject, now),
  }));
}

export function credentialsFor(
  config: TurnConfig,
  secret: string | undefined,
  subject: string,
  now: number,
): Credentials {
  if (secret === undefined) return fixedCredentials(config);
  const who = createHash('sha256').update(subject).digest('hex').slice(0, 16);
  const username = `${Math.floor(now / 1000) + TURN_TTL_S}:${who}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

function fixedCredentials({ turnUsername, turnCredential }: TurnConfig): Credentials {
  if (turnUsername === undefined || turnCredential === undefined) return {};
  return { username: turnUsername, credential: turnCredential };
}
