/** One end of a call without its server: a Link, and everything that it said. */
import { Link, type LinkOptions, type LinkStatus } from '../../../client/call/link.js';
import type { Quality } from '../../../client/call/quality.js';
import type { Slot } from '../../../client/call/slots.js';
import type { ControlMessage } from '../../../shared/messages.js';
import type { Signal } from '../../../shared/protocol.js';

export interface StationOptions {
  readonly name: string;
  readonly polite: boolean;
  readonly tracks: LinkOptions['tracks'];
  readonly send: (signal: Signal) => void;
  /** What a restart waits for. */
  readonly refresh: () => Promise<RTCConfiguration>;
  /** The server is there and says that the other page is, too. */
  readonly inReach: () => boolean;
  /** Where `recordConnections` puts them. */
  readonly made: readonly RTCPeerConnection[];
}

export class Station {
  readonly name: string;
  readonly polite: boolean;
  readonly link: Link;
  readonly connection: RTCPeerConnection;
  readonly statuses: LinkStatus[] = [];
  readonly messages: ControlMessage[] = [];
  readonly failures: unknown[] = [];
  /** What the link was when the other side's goodbye was told. */
  statusAtBye: LinkStatus | null = null;
  opened = 0;
  refreshed = 0;
  /** How often it asked for another connection. */
  broken = 0;
  /** Whenever the other side began or ceased to take some of its media; a name: does not take it. */
  readonly reached: (Slot | undefined)[] = [];
  readonly qualities: (Quality | null)[] = [];

  constructor({ name, polite, tracks, send, refresh, inReach, made }: StationOptions) {
    this.name = name;
    this.polite = polite;
    this.link = new Link({
      configuration: {},
      tracks,
      send,
      refresh: () => {
        this.refreshed += 1;
        return refresh();
      },
      onstatus: (status) => void this.statuses.push(status),
      inReach,
      onopen: () => (this.opened += 1),
      onmessage: (message) => {
        this.messages.push(message);
        if (message.type === 'bye') this.statusAtBye = this.link.status;
      },
      onconnection: () => undefined,
      onreach: (refused) => void this.reached.push(refused),
      onbroken: () => (this.broken += 1),
      onquality: () => void this.qualities.push(this.link.quality),
      onfailure: (error) => void this.failures.push(error),
    });
    const connection = made.at(-1);
    if (!connection) throw new Error('recordConnections() comes first');
    this.connection = connection;
  }

  async offerTo(other: Station): Promise<void> {
    await this.link.offerTo({ pair: other.name, polite: this.polite, configuration: {}, send: true });
  }

  awaitFrom(other: Station): void {
    this.link.expectFrom({ pair: other.name, polite: this.polite, configuration: {} });
  }
}
