/** Who may ask for a seat: reads the handshake and its token. Claims nothing; one answer for every token that is not good. */
import { createHash } from 'node:crypto';
import { parseHandshake } from '../shared/parse.js';
import type { Handshake, RefusalCode, RefusalData, Role } from '../shared/protocol.js';
import type { Limit } from './limits.js';
import type { Seats } from './seats.js';
import type { Claims, Tokens } from './tokens.js';

/** `named`: the name is the token's. */
export type Admitted = { ok: true; handshake: Handshake; named?: true } | ({ ok: false } & RefusalData);

export interface AdmissionOptions {
  /** Null: open mode, a room's name is its key. */
  readonly tokens: Tokens | null;
  readonly failures: Limit;
  readonly seats: Pick<Seats, 'look'>;
}

/** What somebody sends who tries. An old page, an old token and a token for the other seat are mistakes of honest people. */
const TRIES: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['unauthorized', 'bad-request', 'too-large']);

export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** The handshake as it holds: the owner and the name are the token's. `household`: whose tries are counted. */
  async admit(auth: unknown, role: Role, household: string): Promise<Admitted> {
    const { failures } = this.#options;
    const [retryAfter, admitted] = await Promise.all([failures.wait(household), this.#judge(auth, role)]);
    if (retryAfter > 0) return { ok: false, code: 'rate-limited', retryAfter };
    if (!admitted.ok && TRIES.has(admitted.code)) await failures.take(household);
    return admitted;
  }

  async #judge(auth: unknown, role: Role): Promise<Admitted> {
    const parsed = parseHandshake(auth);
    if (!parsed.ok) return parsed;
    const { token, ...handshake } = parsed.value;
    const { tokens } = this.#options;
    if (!tokens) return { ok: true, handshake };
    const verdict = await tokens.read(token ?? '');
    if (!('claims' in verdict)) return verdict;
    if (verdict.claims.room !== handshake.room) return { ok: false, code: 'unauthorized' };
    if ((verdict.claims.role ?? role) !== role) return { ok: false, code: 'wrong-role' };
    const own = owned(handshake, verdict.claims);
    if (verdict.ok || (await this.#sits(own, role)))
      return { ok: true, handshake: own, ...(verdict.claims.name ? { named: true } : {}) };
    return { ok: false, code: 'expired' };
  }

  /** The same person in the same page, whose seat is still kept: they come back, and a token's end ends no call. */
  async #sits({ room, owner, instance }: Handshake, role: Role): Promise<boolean> {
    const { [role]: seat } = await this.#options.seats.look(room);
    return seat?.owner === owner && seat.instance === instance;
  }
}

/** A token's owner has a colon, so that no owner which a page makes up is anybody's `sub`. */
function owned(handshake: Handshake, { sub, name }: Claims): Handshake {
  const owner = sub === undefined ? {} : { owner: `sub:${createHash('sha256').update(sub).digest('base64url')}` };
  return { ...handshake, ...owner, ...(name === undefined ? {} : { name }) };
}
