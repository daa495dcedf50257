/** A person's router: NAT that keeps ports and filters by address and port, and a public address that can change. */
import type { Role } from '../../shared/protocol.js';
import { PLANS, type Plan } from './addresses.js';
import { lossRule } from './internet.js';
import { Namespace } from './namespace.js';

/**
 * Unsolicited packets to the router itself are dropped in silence: an answer would tell the sender, and conntrack would
 * keep the entry, whose port the host's own packet to that sender could not have any more.
 */
const RULES = `table inet lab {
  chain input {
    type filter hook input priority 0; policy accept;
    iifname "wan" ct state new meta l4proto { tcp, udp } drop
  }
  chain forward {
    type filter hook forward priority 0; policy drop;
    jump fault
    ct state invalid drop
    jump firewall
    ct state established,related accept
    iifname "lan" accept
  }
  chain fault {
  }
  chain firewall {
  }
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    oifname "wan" masquerade
  }
}
`;

const FIREWALLS = {
  open: [],
  tcp: ['meta l4proto udp drop'],
  'tcp 443': ['meta l4proto udp drop', 'iifname "lan" tcp dport != 443 drop'],
} as const;
export type Firewall = keyof typeof FIREWALLS;

/** How long packets may wait where a rate is limited. */
const QUEUE_MS = 300;

export class Router {
  readonly namespace: Namespace;
  readonly #plan: Plan;
  #given = 0;
  #limited = false;

  private constructor(namespace: Namespace, plan: Plan) {
    this.namespace = namespace;
    this.#plan = plan;
  }

  static async open(role: Role): Promise<Router> {
    const namespace = await Namespace.open(`${role}-router`);
    await namespace.set('net.ipv4.ip_forward', 1);
    await namespace.set('net.ipv4.conf.all.rp_filter', 0);
    await namespace.set('net.ipv4.conf.default.rp_filter', 0);
    await namespace.nft(RULES);
    // A connection that the router does not know is not taken up in the middle: it hangs, as behind most routers.
    await namespace.set('net.netfilter.nf_conntrack_tcp_loose', 0);
    return new Router(namespace, PLANS[role]);
  }

  /** The public address it has now. */
  get address(): string {
    const { prefix, first, count } = this.#plan.wan;
    return `${prefix}.${first + (this.#given % count)}`;
  }

  /** The host's end of the cable is its `lan` too. */
  async serve(host: Namespace): Promise<void> {
    const { router, host: address } = this.#plan.lan;
    await this.namespace.cable('lan', host, 'lan');
    await this.namespace.ip(`addr add ${router}/24 dev lan`);
    await host.ip(`addr add ${address}/24 dev lan`);
    await host.ip(`route add default via ${router}`);
  }

  async connect(): Promise<void> {
    await this.namespace.ip(`addr add ${this.address}/25 dev wan`);
    await this.namespace.ip(`route add default via ${this.#plan.wan.gateway}`);
  }

  /** Masquerading forgets its entries with the address they were made for; nobody tells the host. */
  async changeAddress(): Promise<void> {
    const before = this.address;
    this.#given += 1;
    await this.namespace.run(
      'ip',
      ['-batch', '-'],
      `addr del ${before}/25 dev wan
addr add ${this.address}/25 dev wan
route replace default via ${this.#plan.wan.gateway}
`,
    );
  }

  /** Of what passes, in each direction. */
  async lose(percent: number): Promise<void> {
    await this.namespace.nft(`flush chain inet lab fault\nadd rule inet lab fault ${lossRule(percent)}\n`);
  }

  async cut(): Promise<void> {
    await this.namespace.nft('flush chain inet lab fault\nadd rule inet lab fault drop\n');
  }

  async heal(): Promise<void> {
    await this.namespace.nft('flush chain inet lab fault\n');
    if (this.#limited) await this.rate(null);
  }

  /** What may pass from now on, running connections too. */
  async allow(firewall: Firewall): Promise<void> {
    const rules = FIREWALLS[firewall].map((rule) => `add rule inet lab firewall ${rule}\n`);
    await this.namespace.nft(`flush chain inet lab firewall\n${rules.join('')}`);
  }

  /** In each direction; null is no limit. */
  async rate(kbit: number | null): Promise<void> {
    for (const end of ['lan', 'wan']) {
      if (this.#limited) await this.namespace.run('tc', ['qdisc', 'del', 'dev', end, 'root']);
      if (kbit === null) continue;
      const limit = ['rate', `${kbit}kbit`, 'burst', '4k', 'latency', `${QUEUE_MS}ms`];
      await this.namespace.run('tc', ['qdisc', 'add', 'dev', end, 'root', 'tbf', ...limit]);
    }
    this.#limited = kbit !== null;
  }

  async close(): Promise<void> {
    await this.namespace.close();
  }
}
