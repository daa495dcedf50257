/** Everything between two routers: it knows public addresses only, and it can lose what passes. */
import { ROLES } from '../../shared/protocol.js';
import { PLANS, RELAY, SERVER } from './addresses.js';
import { Namespace } from './namespace.js';

/** Each packet that a person sends passes `arriving` once, wherever it goes; `leaving` is for silence only. */
const RULES = `table inet lab {
  chain arriving {
    type filter hook prerouting priority -300; policy accept;
  }
  chain leaving {
    type filter hook output priority -300; policy accept;
  }
}
`;
const PASS = 'flush chain inet lab arriving\nflush chain inet lab leaving\n';

export class Internet {
  readonly namespace: Namespace;

  private constructor(namespace: Namespace) {
    this.namespace = namespace;
  }

  static async open(): Promise<Internet> {
    const namespace = await Namespace.open('internet');
    await namespace.set('net.ipv4.ip_forward', 1);
    await namespace.set('net.ipv4.conf.all.rp_filter', 0);
    await namespace.set('net.ipv4.conf.default.rp_filter', 0);
    for (const address of [SERVER, RELAY]) await namespace.ip(`addr add ${address}/32 dev lo`);
    await namespace.ip('route add blackhole 10.0.0.0/8');
    await namespace.nft(RULES);
    return new Internet(namespace);
  }

  /** The provider's ends, one for each person's router. */
  async connect(routers: Readonly<Record<(typeof ROLES)[number], Namespace>>): Promise<void> {
    for (const role of ROLES) {
      await routers[role].cable('wan', this.namespace, role);
      await this.namespace.ip(`addr add ${PLANS[role].wan.gateway}/25 dev ${role}`);
    }
  }

  /** Of all that people send; between two of them nothing is counted twice. */
  async lose(percent: number): Promise<void> {
    await this.namespace.nft(`${PASS}add rule inet lab arriving ${lossRule(percent)}\n`);
  }

  async cut(): Promise<void> {
    await this.namespace.nft(`${PASS}add rule inet lab arriving drop\nadd rule inet lab leaving drop\n`);
  }

  async heal(): Promise<void> {
    await this.namespace.nft(PASS);
  }

  async close(): Promise<void> {
    await this.namespace.close();
  }
}

export const lossRule = (percent: number): string => `numgen random mod 1000 < ${Math.round(percent * 10)} drop`;
