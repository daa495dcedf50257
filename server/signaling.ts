/**
 * Introduces two people: seats them on connection, tells each who sits opposite, relays their signals.
 * Knows sockets and the seats' rules; keeps no message and no state of a call.
 */
import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io';
import { ROLES, opposite } from '../shared/protocol.js';
import type {
  Answer,
  Candidates,
  ClientEvents,
  Acknowledged,
  Handshake,
  Ice,
  LeaveReason,
  PeerInfo,
  PeerNews,
  RefusalCode,
  Ring,
  RingAnswer,
  Role,
  ServerEvents,
} from '../shared/protocol.js';
import { parseCandidatesTo, parseHandshake, parseLeave, parseSignalTo, type Parsed } from '../shared/parse.js';
import { parseRingAnswer, parseRingTo } from '../shared/parse-ring.js';
import { Allowance } from './limits.js';
import { roomTag, type Log } from './log.js';
import { CLOSING_MS, LEASE_MS, type Claimant, type Seat, type Seats } from './seats.js';

/** How often the server renews the seats whose sockets it holds, and tells of what it finds opposite. */
const RENEWAL_MS = 10_000;
/** How long the other client may take to acknowledge a description. */
const RELAY_TIMEOUT_MS = 5_000;
/** What the two clients count of a ring ends it; this only forgets one that nobody counts. */
const RING_SLACK_MS = 5_000;
/** Of one client, that wait for their answers: a page that comes back rings again. */
const MAX_RINGS = 8;

interface Place {
  readonly role: Role;
  readonly room: string;
  readonly claimant: Claimant;
  readonly allowance: Allowance;
  readonly log: Log;
  offer: Handshake['offer'];
  /** Rings of this client that nobody has answered. */
  rings: number;
  /** `parted`: said goodbye, or the seat is another's; its disconnect means nothing any more. */
  status: 'arriving' | 'seated' | 'parted';
  /** What this client was last told of the seat opposite. */
  told: string;
}
type Data = { place: Place };
export type SignalingServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, Data>;
type RoleNamespace = Namespace<ClientEvents, ServerEvents, DefaultEventsMap, Data>;
type Acknowledge = (answer: Answer) => void;
type AcknowledgeRing = (answer: Answer<RingAnswer>) => void;
type Handle<T> = (payload: T, ack: Acknowledge) => void | Promise<void>;
type ClientSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, Data>;

export interface SignalingOptions {
  readonly seats: Seats;
  readonly node: string;
  readonly log: Log;
  readonly ice: (subject: string) => Ice;
}

const keyOf = (room: string, role: Role): string => `${role} ${room}`;
const toPeer = (seat: Seat | null): PeerInfo | null =>
  seat && {
    instance: seat.instance,
    state: seat.here ? 'here' : 'away',
    ...(seat.name === undefined ? {} : { name: seat.name }),
    ...(seat.answer === undefined ? {} : { answer: seat.answer }),
  };
const refusal = (code: RefusalCode): Error => Object.assign(new Error(code), { data: { code } });

export class Signaling {
  readonly #options: SignalingOptions;
  /** The socket on each seat that this process holds. */
  readonly #holders = new Map<string, ClientSocket>();
  /** Ends of leases that run, so that the person opposite is told. */
  readonly #departures = new Map<string, NodeJS.Timeout>();
  readonly #renewals: NodeJS.Timeout;

  constructor(io: SignalingServer, options: SignalingOptions) {
    this.#options = options;
    for (const role of ROLES) this.#open(io.of(`/${role}`), role);
    this.#renewals = setInterval(() => this.#renewAll(), RENEWAL_MS).unref();
  }

  /** Seats with a socket on them. */
  get size(): number {
    return this.#holders.size;
  }

  close(): void {
    clearInterval(this.#renewals);
    for (const timer of this.#departures.values()) clearTimeout(timer);
    this.#departures.clear();
  }

  #open(namespace: RoleNamespace, role: Role): void {
    namespace.use((socket, next) => {
      const handshake = parseHandshake(socket.handshake.auth);
      if (!handshake.ok) return next(refusal(handshake.code));
      socket.data.place = this.#place(role, handshake.value);
      return next();
    });
    // The seat is claimed here and not in the middleware: who vanishes there gets no `disconnect`.
    namespace.on('connection', (socket) => this.#arrive(socket));
  }

  #place(role: Role, { room, owner, instance, name, answer, offer }: Handshake): Place {
    const { node, log } = this.#options;
    return {
      role,
      room,
      claimant: { owner, instance, node, ...(name ? { name } : {}), ...(answer ? { answer } : {}) },
      allowance: new Allowance(),
      log: log.child({ room: roomTag(room), role, instance: instance.slice(0, 6) }),
      offer,
      rings: 0,
      status: 'arriving',
      told: '',
    };
  }

  #arrive(socket: ClientSocket): void {
    socket.on('disconnect', (reason) => this.#run(socket, () => this.#lost(socket, reason)));
    const on = this.#listener(socket);
    on('signal', parseSignalTo, (message, ack) => this.#relay(socket, message, ack));
    on('candidates', parseCandidatesTo, (message) => this.#relayCandidates(socket, message));
    on('ring', parseRingTo, (message, ack: AcknowledgeRing) => this.#ring(socket, message, ack));
    on('leave', parseLeave, ({ reason }, ack) => this.#leave(socket, reason, ack));
    on('ice', noPayload, (_none, ack) => this.#freshIce(socket, ack));
    this.#run(socket, () => this.#seat(socket));
  }

  /** Listeners that survive bad input, a missing acknowledgement and whatever a store throws. */
  #listener(socket: ClientSocket) {
    const { place } = socket.data;
    return <T>(event: keyof ClientEvents, parse: (value: unknown) => Parsed<T>, handle: Handle<T>): void => {
      socket.on(event, (...received: unknown[]) => {
        const last = received.at(-1);
        const ack: Acknowledge = typeof last === 'function' ? (answer) => void last(answer) : () => undefined;
        if (!place.allowance.take()) return ack({ ok: false, code: 'rate-limited' });
        const payload = parse(received[0]);
        if (!payload.ok) return ack(payload);
        if (place.status !== 'seated') return ack({ ok: false, code: 'unavailable' });
        this.#run(
          socket,
          () => handle(payload.value, ack),
          () => ack({ ok: false, code: 'unavailable' }),
        );
      });
    };
  }

  #run(socket: ClientSocket, work: () => void | Promise<void>, failed?: () => void): void {
    Promise.resolve()
      .then(work)
      .catch((error: unknown) => {
        socket.data.place.log.error({ err: error }, 'could not be served');
        failed?.();
      });
  }

  async #seat(socket: ClientSocket): Promise<void> {
    const { place } = socket.data;
    const claim = await this.#options.seats.claim(place.room, place.role, place.claimant);
    if (!claim.ok) return this.#bye(socket, claim.code, await this.#atADesk(place));
    if (!socket.connected) return this.#part(place, LEASE_MS);
    this.#hold(socket);
    place.log.info(claim.opposite ? 'arrived, the other seat is taken' : 'arrived, the other seat is free');
    this.#introduce(socket, claim.opposite);
  }

  /** Whether this is the seat before a callee who takes one call after another. */
  async #atADesk({ room, role }: Place): Promise<boolean> {
    return role === 'caller' && (await this.#options.seats.look(room, 'callee'))?.answer === 'manual';
  }

  /** The newcomer's offer goes first: it is what the picture waits for. */
  #introduce(socket: ClientSocket, opposite: Seat | null): void {
    const { place } = socket.data;
    const other = this.#opposite(place);
    if (other) this.#tell(other, toPeer({ ...place.claimant, here: true, expires: 0 }), true);
    if (other && place.offer && opposite?.here)
      this.#hand(other, { description: place.offer, from: place.claimant.instance }, () => undefined);
    place.offer = undefined;
    const peer = toPeer(opposite);
    place.told = JSON.stringify(peer);
    socket.emit('welcome', { peer, ice: this.#options.ice(place.claimant.owner) });
  }

  #hold(socket: ClientSocket): void {
    const { place } = socket.data;
    const key = keyOf(place.room, place.role);
    const previous = this.#holders.get(key);
    clearTimeout(this.#departures.get(key));
    this.#departures.delete(key);
    this.#holders.set(key, socket);
    place.status = 'seated';
    if (previous) this.#retire(previous, socket);
  }

  /** An older instance is told that it was replaced; an older socket of the same instance is only a ghost. */
  #retire(previous: ClientSocket, { data, conn }: ClientSocket): void {
    if (previous.data.place.claimant.instance !== data.place.claimant.instance) return this.#bye(previous, 'replaced');
    previous.data.place.status = 'parted';
    // A second CONNECT on one transport: ending the first socket would end the namespace for both.
    if (previous.conn !== conn) previous.disconnect();
  }

  #relay(socket: ClientSocket, { to, ...signal }: Acknowledged & { to: string }, ack: Acknowledge): void {
    const other = this.#addressee(socket, to);
    if (!other) return ack({ ok: false, code: 'peer-gone' });
    this.#hand(other, { ...signal, from: socket.data.place.claimant.instance }, ack);
  }

  #hand(other: ClientSocket, message: Acknowledged & { from: string }, ack: Acknowledge): void {
    other.timeout(RELAY_TIMEOUT_MS).emit('signal', message, (error, answer: unknown) => {
      ack(!error && accepted(answer) ? { ok: true } : { ok: false, code: 'peer-gone' });
    });
  }

  /** For as long as it rings, the callee's acknowledgement is waited for; what it says is passed back. */
  #ring(socket: ClientSocket, { to, ...ring }: Ring & { to: string }, ack: AcknowledgeRing): void {
    const { place } = socket.data;
    const other = this.#addressee(socket, to);
    if (place.role !== 'caller') return ack({ ok: false, code: 'wrong-role' });
    if (!other) return ack({ ok: false, code: 'peer-gone' });
    if (place.rings >= MAX_RINGS) return ack({ ok: false, code: 'rate-limited' });
    place.rings += 1;
    other
      .timeout(ring.for + RING_SLACK_MS)
      .emit('ring', { ...ring, from: place.claimant.instance }, (error, answer: unknown) => {
        place.rings -= 1;
        ack(parseRingAnswer(error ? null : answer));
      });
  }

  #relayCandidates(socket: ClientSocket, { to, candidates }: Candidates & { to: string }): void {
    const from = socket.data.place.claimant.instance;
    this.#addressee(socket, to)?.emit('candidates', { candidates, from });
  }

  /** The seat opposite, if the instance that is meant still sits there: a signal for another pair is dropped. */
  #addressee(socket: ClientSocket, instance: string): ClientSocket | undefined {
    const other = this.#opposite(socket.data.place);
    return other?.data.place.claimant.instance === instance ? other : undefined;
  }

  #freshIce(socket: ClientSocket, ack: (answer: Answer<{ ice: Ice }>) => void): void {
    ack({ ok: true, ice: this.#options.ice(socket.data.place.claimant.owner) });
  }

  async #leave(socket: ClientSocket, reason: LeaveReason, ack: (answer: Answer) => void): Promise<void> {
    const { place } = socket.data;
    place.status = 'parted';
    this.#release(socket);
    if (reason === 'closing') await this.#part(place, CLOSING_MS);
    else await this.#free(place);
    ack({ ok: true });
  }

  async #free(place: Place): Promise<void> {
    const { seats } = this.#options;
    const freed = await seats.leave(place.room, place.role, place.claimant.instance);
    // A newer page of the same person has the seat by now: the call goes on with that one.
    if (!freed && (await seats.look(place.room, place.role))) return;
    place.log.info('hung up');
    this.#tell(this.#opposite(place), { instance: place.claimant.instance, state: 'left' });
  }

  async #lost(socket: ClientSocket, reason: string): Promise<void> {
    const { place } = socket.data;
    if (place.status !== 'seated') return;
    place.status = 'parted';
    this.#release(socket);
    place.log.info({ reason }, 'socket lost, seat kept');
    await this.#part(place, LEASE_MS);
  }

  async #part(place: Place, graceMs: number): Promise<void> {
    const { seats } = this.#options;
    if (!(await seats.part(place.room, place.role, place.claimant.instance, graceMs))) return;
    const key = keyOf(place.room, place.role);
    clearTimeout(this.#departures.get(key));
    this.#departures.set(key, setTimeout(() => this.#leaseEnded(place), graceMs + 1).unref());
    await this.#tellOf(place);
  }

  #leaseEnded(place: Place): void {
    this.#departures.delete(keyOf(place.room, place.role));
    this.#tellOf(place).catch((error: unknown) => place.log.error({ err: error }, 'seat could not be read'));
  }

  /** Tells the person opposite what the store holds of this seat now. */
  async #tellOf(place: Place): Promise<void> {
    const seat = await this.#options.seats.look(place.room, place.role);
    this.#tell(this.#opposite(place), toPeer(seat));
  }

  #renewAll(): void {
    for (const socket of this.#holders.values()) this.#run(socket, () => this.#renew(socket));
  }

  async #renew(socket: ClientSocket): Promise<void> {
    const { place } = socket.data;
    const claim = await this.#options.seats.renew(place.room, place.role, place.claimant);
    if (place.status !== 'seated') return;
    if (claim.ok) this.#tell(socket, toPeer(claim.opposite));
    else this.#bye(socket, claim.code);
  }

  #opposite({ room, role }: Place): ClientSocket | undefined {
    return this.#holders.get(keyOf(room, opposite(role)));
  }

  /** Says it once; `again` repeats it to a client whose peer came back, so that it resyncs. */
  #tell(socket: ClientSocket | undefined, news: PeerNews, again = false): void {
    const words = JSON.stringify(news);
    if (!socket || (socket.data.place.told === words && !again)) return;
    socket.data.place.told = words;
    socket.emit('peer', news);
  }

  #bye(socket: ClientSocket, code: RefusalCode, busy = false): void {
    socket.data.place.status = 'parted';
    socket.data.place.log.info({ code }, 'sent away');
    this.#release(socket);
    socket.emit('bye', busy ? { code, busy } : { code });
    socket.disconnect();
  }

  #release(socket: ClientSocket): void {
    const key = keyOf(socket.data.place.room, socket.data.place.role);
    if (this.#holders.get(key) === socket) this.#holders.delete(key);
  }
}

const noPayload = (): Parsed<undefined> => ({ ok: true, value: undefined });

/** The other client is a stranger too: of its answer only the yes counts. */
const accepted = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true;
