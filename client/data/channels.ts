/** The channels of the host page. The side whose log sorts first makes them, or two that open one at once would have two. */
import type { ChannelOptions, Post } from '../../shared/messages.js';
import { MAX_CHANNELS, parseChannel } from '../../shared/parse-data.js';
import { RtcError } from '../call/errors.js';
import { RtcChannel } from './channel.js';

/** Marks them among the channels of a connection; the number after it is their turn. */
const PROTOCOL = /^rtc-call (\d{1,9})$/;
const protocolOf = (turn: number): string => `rtc-call ${turn}`;

export type Connection = Pick<RTCPeerConnection, 'createDataChannel' | 'ondatachannel'>;

export interface ChannelsOptions {
  readonly send: (post: Post) => void;
  /** The other side opened one that this page did not. */
  readonly onchannel: (channel: RtcChannel) => void;
}

type Wanted = Extract<Post, { kind: 'channel' }>;

interface Entry {
  readonly channel: RtcChannel;
  /** This page opened it. */
  readonly own: boolean;
  /** Which of those with this label, as its maker counts; 0 while that is not known. */
  turn: number;
}

export class Channels {
  readonly #options: ChannelsOptions;
  readonly #entries = new Map<string, Entry>();
  #connection: Connection | null = null;
  /** Null before both have met on this connection. */
  #maker: boolean | null = null;
  /** What the other side made before this one had heard its hello. */
  #early: RTCDataChannel[] = [];
  #turns = 0;

  constructor(options: ChannelsOptions) {
    this.#options = options;
  }

  /**
   * The one with this label, opened if there is none.
   * @throws RtcError `bad-request` for an impossible label, or impossible options; `too-large` with 16 of them open
   */
  open(label: string, options: ChannelOptions): RtcChannel {
    const known = this.#entries.get(label);
    if (known) return known.channel;
    if (!parseChannel({ label, options }).ok)
      throw new RtcError('bad-request', 'a label has 1 to 64 characters; options are those of an RTCDataChannel');
    if (this.#entries.size >= MAX_CHANNELS) throw new RtcError('too-large', `${MAX_CHANNELS} channels are open`);
    const entry = this.#add(label, options, true);
    this.#ask(entry);
    this.#make(entry);
    return entry.channel;
  }

  /** Another connection; nothing is made on it before both have met. */
  watch(connection: Connection): void {
    this.#connection = connection;
    connection.ondatachannel = ({ channel }) =>
      void (this.#maker === null ? this.#early.push(channel) : this.#offered(channel));
  }

  /** `maker`: this side makes the channels. */
  met(maker: boolean): void {
    if (maker === this.#maker) return;
    this.#maker = maker;
    for (const entry of this.#entries.values())
      if (maker) this.#make(entry);
      else if (entry.turn > 0) this.#ask(entry); // Their page may have been reloaded, and know nothing of it.
    for (const channel of this.#early.splice(0)) this.#offered(channel);
  }

  detach(): void {
    if (this.#connection) this.#connection.ondatachannel = null;
    this.#connection = this.#maker = null;
    this.#early = [];
    for (const { channel } of this.#entries.values()) channel.rest();
  }

  /** Somebody else is there: of this page's own channels they have not heard. */
  stranger(): void {
    for (const [label, entry] of this.#entries)
      if (entry.own) this.#ask(Object.assign(entry, { turn: 0 }));
      else this.#end(label);
  }

  /** The other side opened one: this one makes it, if it makes them. */
  wanted({ label, options, turn }: Wanted): void {
    const closed = turn > 0 && turn <= this.#turns; // By this page, and they have not heard it yet.
    if (closed || this.#entries.has(label) || this.#maker !== true || this.#entries.size >= MAX_CHANNELS) return;
    this.#turns = Math.max(this.#turns, turn);
    const entry = this.#add(label, options, false);
    this.#options.onchannel(entry.channel);
    this.#make(entry);
  }

  /** The other side closed it; there may be a newer one by now. */
  closed(label: string, turn: number): void {
    const entry = this.#entries.get(label);
    if (entry && (turn === 0 || entry.turn <= turn)) this.#end(label);
  }

  end(): void {
    this.detach();
    for (const label of this.#entries.keys()) this.#end(label);
  }

  #add(label: string, options: ChannelOptions, own: boolean): Entry {
    const channel = new RtcChannel(label, options, () => this.#close(label));
    const entry = { channel, own, turn: 0 };
    this.#entries.set(label, entry);
    return entry;
  }

  /** What is made from now on is newer than what this side had. */
  #ask(entry: Entry): void {
    const { label, options } = entry.channel;
    this.#options.send({ kind: 'channel', label, options, turn: entry.turn });
    if (this.#maker !== true) entry.turn = 0;
  }

  #make(entry: Entry): void {
    if (!this.#connection || this.#maker !== true) return;
    const { channel } = entry;
    entry.turn ||= ++this.#turns;
    const protocol = protocolOf(entry.turn);
    channel.carry(this.#connection.createDataChannel(channel.label, { ...channel.options, protocol }));
  }

  #close(label: string): void {
    const turn = this.#entries.get(label)?.turn ?? 0;
    this.#entries.delete(label);
    this.#options.send({ kind: 'close-channel', label, turn });
  }

  #end(label: string): void {
    this.#entries.get(label)?.channel.end();
    this.#entries.delete(label);
  }

  /** Its maker has it; a page that did not open it is told. */
  #offered(channel: RTCDataChannel): void {
    const turn = Number(PROTOCOL.exec(channel.protocol)?.[1] ?? NaN);
    const asked = parseChannel({ label: channel.label, options: optionsOf(channel) });
    if (this.#maker !== false || Number.isNaN(turn) || !asked.ok) return channel.close();
    const { label, options } = asked.value;
    const before = this.#entries.get(label);
    if (before && before.turn !== 0 && before.turn < turn) this.#end(label); // Its maker closed that, and opened another.
    const known = this.#entries.get(label);
    if (!known && this.#entries.size >= MAX_CHANNELS) return channel.close();
    const entry = known ?? this.#add(label, options, false);
    entry.turn = turn;
    if (!known) this.#options.onchannel(entry.channel);
    entry.channel.carry(channel);
  }
}

function optionsOf({ ordered, maxRetransmits, maxPacketLifeTime }: RTCDataChannel): ChannelOptions {
  return {
    ordered,
    ...(maxRetransmits === null ? {} : { maxRetransmits }),
    ...(maxPacketLifeTime === null ? {} : { maxPacketLifeTime }),
  };
}
