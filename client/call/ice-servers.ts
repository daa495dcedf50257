/** The ICE servers a peer connection gathers with, and their renewal before TURN credentials expire. */
import type { Ice } from '../../shared/protocol.js';
import { elapsedSince, moment } from './clock.js';

/** Renewed when this share of their time is over. */
const RENEW_AT = 0.8;

export class IceServers {
  readonly #policy: RTCIceTransportPolicy;
  readonly #own: () => RTCIceServer[] | undefined;
  #ice: Ice = { servers: [], ttl: 0 };
  #kept = moment();

  /** @param own what the page wants instead of the server's */
  constructor(policy: RTCIceTransportPolicy, own: () => RTCIceServer[] | undefined = () => undefined) {
    this.#policy = policy;
    this.#own = own;
  }

  get configuration(): RTCConfiguration {
    return {
      iceServers: this.#own() ?? this.#ice.servers,
      // Of a page without types it may be any word: browsers throw at it.
      iceTransportPolicy: this.#ice.relay || this.#policy === 'relay' ? 'relay' : 'all',
    };
  }

  keep(ice: Ice): void {
    this.#ice = ice;
    this.#kept = moment();
  }

  /** Most of the credentials' time is over. */
  get stale(): boolean {
    return this.#ice.ttl > 0 && elapsedSince(this.#kept) > this.#ice.ttl * 1_000 * RENEW_AT;
  }

  /** `ask` may answer null: then the old ones have to do. */
  async fresh(ask: () => Promise<Ice | null>): Promise<RTCConfiguration> {
    const ice = this.stale ? await ask() : null;
    if (ice) this.keep(ice);
    return this.configuration;
  }
}
