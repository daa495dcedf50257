/**
 * Introduces two people: seats them on connection, tells each who sits opposite, relays their signals.
 * Knows sockets and the seats' rules; keeps no message and no state of a call.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { DefaultEventsMap, Namespace } from 'socket.io';
import { ROLES, opposite } from '../shared/protocol.js';
import type {
  Answer,
  Bye,
  Candidates,
  ClientEvents,
  Acknowledged,
  Ice,
  LeaveReason,
  PeerNews,
  RefusalCode,
  RefusalData,
  Ring,
  RingAnswer,
  Role,
  ServerEvents,
} from '../shared/protocol.js';
import { parseCandidatesTo, parseLeave, parseSignalTo, type Parsed } from '../shared/parse.js';
import { parseRingAnswer, parseRingTo } from '../shared/parse-ring.js';
import { clientAddress, householdOf } from './addresses.js';
import type { Admission, Admitted } from './admission.js';
import { guarded } from './guarded.js';
import { Allowance, type Limits } from './limits.js';
import { Letters, type Arrival } from './letters.js';
import type { Log } from './log.js';
import { Observer, type SignalKind } from './observer.js';
import { keyOf, placeOf, toPeer, type ClientSocket, type Place, type SignalingServer } from './place.js';
import { NO_POST, type Post } from './post.js';
import { Renewals } from './renewals.js';
import {
  CLOSING_MS,
  LEASE_MS,
  SeatsUnavailable,
  type Seat,
  type SeatRefusal,
  type Seats,
  type Sitter,
} from './seats.js';

/** How long the other client may take to acknowledge a description. */
const RELAY_TIMEOUT_MS = 5_000;
/** The post between two servers takes its time, too; the server that holds the other socket counts the rest. */
const POST_MS = 500;
/** What the two clients count of a ring ends it; this only forgets one that nobody counts. */
const RING_SLACK_MS = 5_000;
/** So long the same credentials do for the next gathering, too. */
const FRESH_MS = 10_000;
/** Between those of a draining server who are told and the next ones. */
const DRAIN_STEP_MS = 10;
/** Of one client, that wait for their answers: a page that comes back rings again. */
const MAX_RINGS = 8;
/** Any of those may be answered by then. */
const RINGS_WAIT_MS = 1_000;

type RoleNamespace = Namespace<ClientEvents, ServerEvents, DefaultEventsMap, ClientSocket['data']>;
type Acknowledge = (answer: Answer) => void;
type AcknowledgeRing = (answer: Answer<RingAnswer>) => void;
type Handle<T> = (payload: T, ack: Acknowledge) => void | Promise<void>;

export interface SignalingOptions {
  readonly seats: Seats;
  readonly node: string;
  readonly log: Log;
  readonly ice: (subject: string) => Ice;
  readonly admission: Pick<Admission, 'admit'>;
  readonly limits: Pick<Limits, 'credentials' | 'rooms'>;
  /** How many to believe of X-Forwarded-For. */
  readonly trustProxy: number;
  /** Between this server and others on the same store; none where it is alone. */
  readonly post?: Post;
  /** What is counted, published and shown. */
  readonly observer?: Observer;
}

const refusal = ({ code, field, retryAfter }: RefusalData): Error =>
  Object.assign(new Error(code), {
    data: { code, ...(field === undefined ? {} : { field }), ...(retryAfter === undefined ? {} : { retryAfter }) },
  });
const kindOf = (signal: Acknowledged): SignalKind => ('restart' in signal ? 'restart' : signal.description.type);

export class Signaling {
  readonly #options: SignalingOptions;
  readonly #letters: Letters;
  readonly #observer: Observer;
  /** The socket on each seat that this process holds. */
  readonly #holders = new Map<string, ClientSocket>();
  /** Ends of leases that run, so that the person opposite is told. */
  readonly #departures = new Map<string, NodeJS.Timeout>();
  /** Seats that one connection may ask for: a refused one may be asked for again on the same connection. */
  readonly #knocks = new WeakMap<ClientSocket['conn'], Allowance>();
  readonly #renewals: Renewals;
  #draining = false;
  #closing = false;

  constructor(io: SignalingServer, options: SignalingOptions) {
    this.#options = options;
    this.#observer = options.observer ?? new Observer();
    this.#letters = this.#correspond(options.post ?? NO_POST);
    for (const role of ROLES) this.#open(io.of(`/${role}`), role);
    this.#renewals = new Renewals({
      sockets: () => this.#holders.values(),
      renew: (socket) => this.#renew(socket),
      onfailed: (socket, error) => this.#failed(socket, error),
      onround: () => options.limits.rooms.sweep(),
    });
  }

  /** Seats with a socket on them. */
  get size(): number {
    return this.#holders.size;
  }

  /** Those on which somebody sits. */
  get connections(): ReadonlySet<ClientSocket['conn']> {
    return new Set([...this.#holders.values()].map(({ conn }) => conn));
  }

  /** The store is back, perhaps without a memory. */
  renewAll(): Promise<void> {
    return this.#renewals.all();
  }

  /**
   * Sends away who sits in a room, or on one seat of it: they are told `kicked`, the other one that they left. They may come
   * again, unless the room is locked. Resolves to whether somebody sat there.
   */
  async remove(room: string, role?: Role): Promise<boolean> {
    const removed = await Promise.all((role ? [role] : ROLES).map((each) => this.#remove(room, each)));
    return removed.includes(true);
  }

  /** Keeps out, or lets in again, whoever has no seat in a room. */
  lock(room: string, on: boolean): Promise<void> {
    return this.#options.seats.lock(room, on);
  }

  async #remove(room: string, role: Role): Promise<boolean> {
    const { seats, node } = this.#options;
    const { [role]: seat, [opposite(role)]: across = null } = await seats.look(room);
    const holder = this.#holders.get(keyOf(room, role));
    if (holder) this.#bye(holder, { code: 'kicked' });
    const freed = seat !== undefined && (await seats.leave(room, role, seat)).ok;
    if (!freed) return false;
    if (seat.node !== node) this.#letters.kick(room, role, seat);
    this.#tellSeat(room, opposite(role), across, seat, { instance: seat.instance, state: 'left' });
    return true;
  }

  /**
   * Newcomers are refused, and those on seats are sent elsewhere one after another within `spreadMs`, so that they do not all come
   * back in the same moment. Nobody is told anything of the person opposite: their calls go on.
   */
  async drain(spreadMs: number): Promise<void> {
    this.#draining = true;
    const sockets = [...this.#holders.values()];
    const perStep = Math.ceil((sockets.length * DRAIN_STEP_MS) / Math.max(spreadMs, DRAIN_STEP_MS));
    for (let told = 0; told < sockets.length; told += perStep) {
      for (const socket of sockets.slice(told, told + perStep)) this.#bye(socket, { code: 'shutdown' });
      await delay(DRAIN_STEP_MS);
    }
  }

  close(): void {
    this.#closing = true;
    this.#letters.close();
    this.#renewals.close();
    for (const timer of this.#departures.values()) clearTimeout(timer);
    this.#departures.clear();
  }

  #correspond(post: Post): Letters {
    return new Letters(post, {
      holder: (room, role) => this.#holders.get(keyOf(room, role)),
      tell: (socket, node, news, arrival) => this.#tellHere(socket, node, news, arrival),
      hand: (socket, message, answer) => this.#hand(socket, message, answer),
      ring: (socket, ring, answer) => this.#handRing(socket, ring, answer),
      retire: (socket) => this.#serve(socket, () => this.#retireHere(socket)),
      bye: (socket, bye) => this.#bye(socket, bye),
    });
  }

  #open(namespace: RoleNamespace, role: Role): void {
    namespace.use((socket, next) =>
      guarded(
        () => this.#letIn(socket, role, next),
        (error) => this.#notLetIn(socket, error),
      ),
    );
    // The seat is claimed here and not in the middleware: who vanishes there gets no `disconnect`.
    namespace.on('connection', (socket) => this.#arrive(socket));
  }

  /** One connection that asks too often, whatever it is told, is ended: a new one counts for its address. */
  async #letIn(socket: ClientSocket, role: Role, next: (error?: Error) => void): Promise<void> {
    const { conn, data } = socket;
    const knocks = this.#knocks.get(conn) ?? new Allowance();
    this.#knocks.set(conn, knocks);
    if (!knocks.take()) return conn.close();
    const { household, ...admitted } = await this.#admit(socket, role);
    if (!admitted.ok) this.#observer.emit('refused', admitted.code, 'handshake');
    if (!admitted.ok) return next(refusal(admitted));
    data.place = placeOf(role, household, admitted, this.#options);
    // An offer of 10 kB, and a token, would stay in memory for as long as the socket.
    socket.handshake.auth = {};
    next();
  }

  #notLetIn({ conn }: ClientSocket, error: unknown): void {
    this.#options.log.error({ err: error }, 'could not be let in');
    conn.close();
  }

  async #admit({ handshake }: ClientSocket, role: Role): Promise<Admitted & { household: string }> {
    const { admission, trustProxy, log } = this.#options;
    const household = householdOf(clientAddress(handshake.headers, handshake.address, trustProxy));
    if (this.#draining) return { household, ok: false, code: 'unavailable' };
    try {
      return { household, ...(await admission.admit(handshake.auth, role, household)) };
    } catch (error) {
      log.error({ err: error }, 'could not be admitted');
      return { household, ok: false, code: 'unavailable' };
    }
  }

  #arrive(socket: ClientSocket): void {
    socket.on('disconnect', (reason) => this.#serve(socket, () => this.#lost(socket, reason)));
    const on = this.#listener(socket);
    on('signal', parseSignalTo, (message, ack) => this.#relay(socket, message, ack));
    on('candidates', parseCandidatesTo, (message) => this.#relayCandidates(socket, message));
    on('ring', parseRingTo, (message, ack: AcknowledgeRing) => this.#ring(socket, message, ack));
    on('leave', parseLeave, ({ reason }, ack) => this.#leave(socket, reason, ack));
    on('ice', noPayload, (_none, ack) => this.#freshIce(socket, ack));
    this.#serve(
      socket,
      () => this.#seat(socket),
      () => this.#bye(socket, { code: 'unavailable' }),
    );
  }

  /** Listeners that survive bad input, a missing acknowledgement and whatever a store throws. */
  #listener(socket: ClientSocket) {
    const { place } = socket.data;
    return <T>(event: keyof ClientEvents, parse: (value: unknown) => Parsed<T>, handle: Handle<T>): void => {
      socket.on(event, (...received: unknown[]) => {
        const last = received.at(-1);
        const ack: Acknowledge = typeof last === 'function' ? (answer) => void last(answer) : () => undefined;
        const payload = place.allowance.take() ? parse(received[0]) : limited(place.allowance.wait);
        if (!payload.ok) this.#observer.emit('refused', payload.code, 'event');
        if (!payload.ok) return ack(payload);
        if (place.status !== 'seated') return ack({ ok: false, code: 'unavailable' });
        this.#serve(
          socket,
          () => handle(payload.value, ack),
          () => ack({ ok: false, code: 'unavailable' }),
        );
      });
    };
  }

  /** Whatever a client makes this server do goes through here: nothing of it may end the process. */
  #serve(socket: ClientSocket, work: () => void | Promise<void>, failed?: () => void): void {
    guarded(work, (error) => this.#failed(socket, error, failed));
  }

  #failed(socket: ClientSocket, error: unknown, failed?: () => void): void {
    // That the store is away is said once, by who asks it.
    const level = error instanceof SeatsUnavailable ? 'debug' : 'error';
    const { log } = socket.data.place;
    log[level]({ err: error }, 'could not be served');
    if (failed) guarded(failed, (another) => log.error({ err: another }, 'could not be told so'));
  }

  async #seat(socket: ClientSocket): Promise<void> {
    const { place } = socket.data;
    const { seats, limits } = this.#options;
    const crowded = limits.rooms.enter(place.household, place.room);
    if (crowded > 0) return this.#bye(socket, { code: 'rate-limited', retryAfter: crowded });
    socket.once('disconnect', () => limits.rooms.leave(place.household, place.room));
    const [claim, ice] = await Promise.all([seats.claim(place.room, place.role, place.claimant), this.#makeIce(place)]);
    if (!claim.ok) return this.#bye(socket, { code: told(claim.code), ...(await this.#busy(place)) });
    this.#retireElsewhere(place, claim.previous);
    if (!ice.ok) return this.#sendAway(socket, ice);
    if (this.#draining) return this.#bye(socket, { code: 'shutdown' });
    if (!socket.connected) return this.#part(place, LEASE_MS);
    this.#hold(socket);
    place.log.info(claim.opposite ? 'arrived, the other seat is taken' : 'arrived, the other seat is free');
    this.#introduce(socket, claim.opposite, ice.ice);
  }

  /** The seat is kept for who may try again soon. */
  async #sendAway(socket: ClientSocket, { ok: _no, ...refused }: { ok: false } & RefusalData): Promise<void> {
    this.#bye(socket, refused);
    await this.#part(socket.data.place, LEASE_MS);
  }

  /** Whether this is the seat before a callee who takes one call after another. */
  async #busy({ room, role }: Place): Promise<{ busy?: true }> {
    const atADesk = role === 'caller' && (await this.#options.seats.look(room)).callee?.answer === 'manual';
    return atADesk ? { busy: true } : {};
  }

  /** The newcomer's offer goes first: it is what the picture waits for. */
  #introduce(socket: ClientSocket, opposite: Seat | null, ice: Ice): void {
    const { place } = socket.data;
    this.#observer.emit('seated', place, toPeer(opposite));
    place.across = opposite;
    const there = opposite?.here ? opposite : null;
    const offer = there ? place.offer : undefined;
    this.#tellAcross(place, there, toPeer({ ...place.claimant, here: true, expires: 0 }), { again: true, offer });
    place.offer = undefined;
    const peer = toPeer(opposite);
    place.told = JSON.stringify(peer);
    socket.emit('welcome', { peer, ice });
  }

  #hold(socket: ClientSocket): void {
    const { place } = socket.data;
    const key = keyOf(place.room, place.role);
    const previous = this.#holders.get(key);
    clearTimeout(this.#departures.get(key));
    this.#departures.delete(key);
    this.#holders.set(key, socket);
    place.status = 'seated';
    place.beat = this.#renewals.beat;
    if (previous) this.#retire(previous, socket);
  }

  /** An older instance is told that it was replaced; an older socket of the same instance is only a ghost. */
  #retire(previous: ClientSocket, { data, conn }: ClientSocket): void {
    if (previous.data.place.claimant.instance !== data.place.claimant.instance)
      return this.#bye(previous, { code: 'replaced' });
    previous.data.place.status = 'parted';
    // A second CONNECT on one transport: ending the first socket would end the namespace for both.
    if (previous.conn !== conn) previous.disconnect();
  }

  /** The server before ends its socket of this person. */
  #retireElsewhere(place: Place, previous: Seat | null): void {
    if (previous && previous.node !== place.claimant.node) this.#letters.retire(previous.node, place);
  }

  /** Another server has seated this person, as the store says. */
  async #retireHere(socket: ClientSocket): Promise<void> {
    const { room, role, claimant } = socket.data.place;
    const { [role]: seat } = await this.#options.seats.look(room);
    if (seat?.instance === claimant.instance && seat.node === claimant.node) return;
    if (seat && seat.instance !== claimant.instance) this.#bye(socket, { code: 'replaced' });
    else this.#drop(socket);
  }

  /** A ghost: its page has another socket by now. If it is alive all the same, it comes back by itself. */
  #drop(socket: ClientSocket): void {
    const { place } = socket.data;
    place.status = 'parted';
    this.#release(socket);
    this.#observer.emit('moved', place);
    socket.conn.close();
  }

  #relay(socket: ClientSocket, message: Acknowledged & { to: string }, ack: Acknowledge): void | Promise<void> {
    const { to, ...signal } = message;
    const other = this.#addressee(socket, to);
    if (other) return this.#hand(other, { ...signal, from: socket.data.place.claimant.instance }, ack);
    return this.#letters
      .ask(socket, 'signal', message, RELAY_TIMEOUT_MS + POST_MS)
      .then((answer) => ack(verdictOf(answer)));
  }

  #hand(other: ClientSocket, message: Acknowledged & { from: string }, ack: Acknowledge): void {
    const began = performance.now();
    other.timeout(RELAY_TIMEOUT_MS).emit('signal', message, (error, answer: unknown) => {
      this.#serve(other, () => {
        const verdict = verdictOf(error ? null : answer);
        this.#observer.emit('handed', other.data.place, kindOf(message), performance.now() - began, verdict.ok);
        ack(verdict);
      });
    });
  }

  /** For as long as it rings, the callee's acknowledgement is waited for; what it says is passed back. */
  #ring(socket: ClientSocket, { to, ...ring }: Ring & { to: string }, ack: AcknowledgeRing): void | Promise<void> {
    const { place } = socket.data;
    if (place.role !== 'caller') return ack({ ok: false, code: 'wrong-role' });
    if (place.rings >= MAX_RINGS) return ack(limited(RINGS_WAIT_MS));
    const other = this.#addressee(socket, to);
    place.rings += 1;
    const answered = (answer: unknown): void => {
      place.rings -= 1;
      const said = parseRingAnswer(answer);
      this.#observer.emit('rang', place, said.ok ? said.outcome : 'failed');
      ack(said);
    };
    if (other) return this.#handRing(other, { ...ring, from: place.claimant.instance }, answered);
    return this.#letters.ask(socket, 'ring', { to, ...ring }, ring.for + RING_SLACK_MS + POST_MS).then(answered);
  }

  #handRing(other: ClientSocket, ring: Ring & { from: string }, answered: (answer: unknown) => void): void {
    other.timeout(ring.for + RING_SLACK_MS).emit('ring', ring, (error, answer: unknown) => {
      this.#serve(other, () => answered(error ? null : answer));
    });
  }

  #relayCandidates(socket: ClientSocket, message: Candidates & { to: string }): void {
    const { to, candidates } = message;
    const from = socket.data.place.claimant.instance;
    this.#observer.emit('candidates');
    const other = this.#addressee(socket, to);
    if (other) other.emit('candidates', { candidates, from });
    else this.#letters.candidates(socket, message);
  }

  /** The seat opposite, if the instance that is meant still sits there: a signal for another pair is dropped. */
  #addressee(socket: ClientSocket, instance: string): ClientSocket | undefined {
    const other = this.#opposite(socket.data.place);
    return other?.data.place.claimant.instance === instance ? other : undefined;
  }

  async #freshIce(socket: ClientSocket, ack: (answer: Answer<{ ice: Ice }>) => void): Promise<void> {
    ack(await this.#makeIce(socket.data.place));
  }

  /**
   * Credentials for whoever has, or takes, this seat. Clients ask whenever they look whether the server is there: for a moment they
   * get the same ones again, and where their address has had too many, for as long as those are good for another call.
   */
  async #makeIce(place: Place): Promise<Answer<{ ice: Ice }>> {
    const { ice, limits } = this.#options;
    const age = Date.now() - (place.ice?.at ?? -Infinity);
    if (place.ice && age < FRESH_MS) return { ok: true, ice: place.ice.made };
    const wait = await limits.credentials.take(place.household);
    if (wait === 0) place.ice = { made: ice(place.claimant.owner), at: Date.now() };
    else if (!place.ice || age > (place.ice.made.ttl * 1_000) / 2) return limited(wait);
    return { ok: true, ice: place.ice.made };
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
    const left: PeerNews = { instance: place.claimant.instance, state: 'left' };
    try {
      const freed = await seats.leave(place.room, place.role, place.claimant);
      // A newer page of the same person has the seat by now: the call goes on with that one.
      if (!freed.ok && (await seats.look(place.room))[place.role]) return void this.#observer.emit('moved', place);
      this.#hungUp(place, freed.opposite ?? place.across, left);
    } catch (error) {
      // The seat ends with its lease; who sits opposite hears it now.
      this.#hungUp(place, place.across, left);
      throw error;
    }
  }

  #hungUp(place: Place, across: Sitter | null, left: PeerNews): void {
    place.log.info('hung up');
    this.#observer.emit('vacated', place, 'hung-up', Date.now());
    this.#tellAcross(place, across, left);
  }

  async #lost(socket: ClientSocket, reason: string): Promise<void> {
    const { place } = socket.data;
    // Whoever loses this server comes back to another one, or to its successor, and is not missed meanwhile.
    if (place.status !== 'seated' || this.#closing) return;
    place.status = 'parted';
    this.#release(socket);
    place.log.info({ reason }, 'socket lost, seat kept');
    await this.#part(place, LEASE_MS);
  }

  async #part(place: Place, graceMs: number): Promise<void> {
    const away = toPeer({ ...place.claimant, here: false, expires: 0 });
    try {
      const parted = await this.#options.seats.part(place.room, place.role, place.claimant, graceMs);
      // Another server's by now, or forgotten by the store.
      if (!parted.ok) return void this.#observer.emit('moved', place);
      this.#expect(place, graceMs);
      this.#tellAcross(place, parted.opposite, away);
    } catch (error) {
      // The store may be back by then.
      if (!this.#holders.has(keyOf(place.room, place.role))) this.#expect(place, graceMs);
      this.#tellAcross(place, place.across, away);
      throw error;
    }
  }

  /** Whoever does not come back is missed when the lease ends. */
  #expect(place: Place, graceMs: number): void {
    this.#observer.emit('away', place);
    const key = keyOf(place.room, place.role);
    clearTimeout(this.#departures.get(key));
    const ended = (): void => {
      this.#departures.delete(key);
      guarded(
        () => this.#leaseEnded(place, graceMs),
        (error) => this.#unread(place, error),
      );
    };
    this.#departures.set(key, setTimeout(ended, graceMs + 1).unref());
  }

  #unread(place: Place, error: unknown): void {
    place.log.debug({ err: error }, 'seat could not be read');
    this.#observer.emit('moved', place);
  }

  /** Where another server has seated them meanwhile, that one has told of it. */
  async #leaseEnded(place: Place, graceMs: number): Promise<void> {
    const { [place.role]: seat, [opposite(place.role)]: across = null } = await this.#options.seats.look(place.room);
    if (seat) return void (seat.node !== place.claimant.node && this.#observer.emit('moved', place));
    const reason = graceMs === CLOSING_MS ? 'closed' : 'lost';
    this.#observer.emit('vacated', place, reason, Date.now() - graceMs);
    this.#tellAcross(place, across, null);
  }

  /** Tells of what it finds opposite. */
  async #renew(socket: ClientSocket): Promise<void> {
    const { place } = socket.data;
    const claim = await this.#options.seats.renew(place.room, place.role, place.claimant);
    if (place.status !== 'seated') return;
    if (claim.ok) this.#compare(socket, claim.opposite);
    else if (claim.code === 'moved') this.#drop(socket);
    else this.#bye(socket, { code: claim.code });
  }

  /** What the store says of the seat opposite, beside what this client knows. */
  #compare(socket: ClientSocket, across: Seat | null): void {
    const { place } = socket.data;
    const before = place.across;
    place.missed = !across && before !== null && !place.missed;
    if (place.missed) return;
    place.across = across;
    const moved = across !== null && across.instance === before?.instance && across.node !== before.node;
    this.#tell(socket, toPeer(across), moved);
  }

  /** Tells the person opposite of this seat, wherever they are. */
  #tellAcross({ room, role, claimant }: Place, across: Sitter | null, news: PeerNews, more: Arrival = {}): void {
    this.#tellSeat(room, opposite(role), across, claimant, news, more);
  }

  /** `holder` is who sits there as far as the store knows; `about` is whom the news are of. */
  #tellSeat(
    room: string,
    role: Role,
    holder: Sitter | null,
    about: Sitter,
    news: PeerNews,
    arrival: Arrival = {},
  ): void {
    const socket = this.#holders.get(keyOf(room, role));
    if (holder && holder.node !== this.#options.node) this.#letters.news(room, role, holder, about, news, arrival);
    else if (socket) this.#tellHere(socket, about.node, news, arrival);
  }

  /** The newcomer's offer comes right after the news of them. */
  #tellHere(socket: ClientSocket, node: string, news: PeerNews, { again = false, offer }: Arrival): void {
    const gone = news === null || news.state === 'left';
    socket.data.place.across = gone ? null : { instance: news.instance, node };
    this.#tell(socket, news, again);
    if (offer && news) this.#hand(socket, { description: offer, from: news.instance }, () => undefined);
  }

  /** The socket opposite, if this server holds it. */
  #opposite({ room, role, across, claimant }: Place): ClientSocket | undefined {
    if (across && across.node !== claimant.node) return undefined;
    return this.#holders.get(keyOf(room, opposite(role)));
  }

  /** Says it once; `again` repeats it to a client whose peer came back, so that it resyncs. */
  #tell(socket: ClientSocket | undefined, news: PeerNews, again = false): void {
    const words = JSON.stringify(news);
    if (!socket || (socket.data.place.told === words && !again)) return;
    socket.data.place.told = words;
    this.#observer.emit('told', socket.data.place, news);
    socket.emit('peer', news);
  }

  #bye(socket: ClientSocket, bye: Bye): void {
    const { place } = socket.data;
    const held = place.status === 'seated';
    place.status = 'parted';
    place.log.info({ code: bye.code }, 'sent away');
    this.#release(socket);
    this.#observer.emit('refused', bye.code, 'seat');
    if (held && bye.code === 'kicked') this.#observer.emit('vacated', place, 'removed', Date.now());
    else if (held) this.#observer.emit('moved', place);
    socket.emit('bye', bye);
    socket.disconnect();
  }

  #release(socket: ClientSocket): void {
    const key = keyOf(socket.data.place.room, socket.data.place.role);
    if (this.#holders.get(key) === socket) this.#holders.delete(key);
  }
}

const limited = (retryAfter: number) => ({ ok: false, code: 'rate-limited', retryAfter }) as const;

/** A claim is never `moved`: it is what moves. */
const told = (code: SeatRefusal): RefusalCode => (code === 'moved' ? 'unavailable' : code);

const noPayload = (): Parsed<undefined> => ({ ok: true, value: undefined });

/** The other client is a stranger too: of its answer only the yes counts, and that it could not apply what it got. */
function verdictOf(answer: unknown): Answer {
  const said: { ok?: unknown; code?: unknown } = typeof answer === 'object' && answer !== null ? answer : {};
  if (said.ok === true) return { ok: true };
  return { ok: false, code: said.code === 'bad-request' ? said.code : 'peer-gone' };
}
