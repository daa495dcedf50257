/** The ICE servers a seated client is told of, with credentials made for it where coturn shares a secret with us. */
import { createHash, createHmac } from 'node:crypto';
import type { Ice, IceServer } from '../shared/protocol.js';

export interface TurnConfig {
  readonly stun: readonly string[];
  readonly turn: readonly string[];
  /** coturn's `static-auth-secret` (`use-auth-secret`, draft-uberti-behave-turn-rest-00). */
  readonly turnSecret: string | undefined;
  readonly turnUsername: string | undefined;
  readonly turnCredential: string | undefined;
}

/** Seconds that made credentials hold for new allocations; a relay that runs is not ended by their expiry. */
export const TURN_TTL_S = 3_600;

const isServer = (server: IceServer | null): server is IceServer => server !== null;

/** `subject` names the client to coturn's log and quota: only its hash travels. */
export function iceFor(config: TurnConfig, subject: string, now: number): Ice {
  const stun: IceServer | null = config.stun.length > 0 ? { urls: [...config.stun] } : null;
  const servers = [stun, turnServer(config, subject, now)].filter(isServer);
  return { servers, ttl: config.turn.length > 0 && config.turnSecret ? TURN_TTL_S : 0 };
}

function turnServer(config: TurnConfig, subject: string, now: number): IceServer | null {
  if (config.turn.length === 0) return null;
  return { urls: [...config.turn], ...credentials(config, subject, now) };
}

function credentials(config: TurnConfig, subject: string, now: number): Pick<IceServer, 'username' | 'credential'> {
  if (config.turnSecret === undefined) return fixedCredentials(config);
  const who = createHash('sha256').update(subject).digest('hex').slice(0, 16);
  const username = `${Math.floor(now / 1000) + TURN_TTL_S}:${who}`;
  return { username, credential: createHmac('sha1', config.turnSecret).update(username).digest('base64') };
}

function fixedCredentials({ turnUsername, turnCredential }: TurnConfig): Pick<IceServer, 'username' | 'credential'> {
  if (turnUsername === undefined || turnCredential === undefined) return {};
  return { username: turnUsername, credential: turnCredential };
}
