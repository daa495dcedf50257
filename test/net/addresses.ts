/** Who has which address: networks that are kept free for examples (RFC 5737) play the internet. */
import type { Role } from '../../shared/protocol.js';

/** Of the server, and of the relay: both may want port 443, so each has its own. */
export const SERVER = '203.0.113.10';
export const RELAY = '203.0.113.20';

export interface Plan {
  readonly lan: { readonly router: string; readonly host: string };
  readonly wan: { readonly gateway: string; readonly prefix: string; readonly first: number; readonly count: number };
}

/** Behind each person's router, and before it: a provider with many addresses to give. */
export const PLANS: Readonly<Record<Role, Plan>> = {
  caller: {
    lan: { router: '10.1.0.1', host: '10.1.0.2' },
    wan: { gateway: '198.51.100.1', prefix: '198.51.100', first: 2, count: 120 },
  },
  callee: {
    lan: { router: '10.2.0.1', host: '10.2.0.2' },
    wan: { gateway: '198.51.100.129', prefix: '198.51.100', first: 130, count: 120 },
  },
};
