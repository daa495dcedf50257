/**
 * Introduces two people: seats them on connection, tells each who sits opposite, relays their signals.
 * Knows sockets and the seats' rules; keeps no message and no state of a call.
 */
import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io';
import { ROLES, opposite } from '../shared/protocol.js';
import type {
  Answer,
  Bye,
  Candidates,
  ClientEvents,
  Acknowledged,
  Handshake,
  Ice,
  LeaveReason,
  PeerInfo,
  PeerNews,
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
import { Allowance, type Limits } from './limits.js';
import { roomTag, type Log } from './log.js';
import { CLOSING_MS, LEASE_MS, type Claimant, type Seat, type Seats } from './seats.js';

/** How often the server renews the seats whose sockets it holds, and tells of what it finds opposite. */
const RENEWAL_MS = 10_000;
/** How long the other client may take to acknowledge a description. */
const RELAY_TIMEOUT_MS = 5_000;
/** What the two clients count of a ring ends it; this only forgets one that nobody counts. */
const RING_SLACK_MS = 5_000;
/** So long the same credentials do for the next gathering, too. */
const FRESH_MS = 10_000;
/** Of one client, that wait for their answers: a page that comes back rings again. */
const MAX_RINGS = 8;

interface Place {
  readonly role: Role;
  readonly room: string;
  /** The address that its limits are counted by; never logged. */
  readonly household: string;
  readonly claimant: Claimant;
  readonly allowance: Allowance;
  readonly log: Log;
  offer: Handshake['offer'];
  /** The newest credentials, and when they were made. */
  ice: { readonly made: Ice; readonly at: number } | null;
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
  readonly admission: Pick<Admission, 'admit'>;
  readonly limits: Pick<Limits, 'credentials' | 'rooms'>;
  /** How many to believe of X-Forwarded-For. */
  readonly trustProxy: number;
}

const keyOf = (room: string, role: Role): string => `${role} ${room}`;
const toPeer = (seat: Seat | null): PeerInfo | null =>
  seat && {
    instance: seat.instance,
    state: seat.here ? 'here' : 'away',
    ...(seat.name === undefined ? {} : { name: seat.name }),
    ...(seat.named ? { named: true } : {}),
    ...(seat.answer === undefined ? {} : { answer: seat.answer }),
  };
const refusal = ({ code, retryAfter }: RefusalData): Error =>
  Object.assign(new Error(code), { data: { code, ...(retryAfter === undefined ? {} : { retryAfter }) } });

export class Signaling {
  readonly #options: SignalingOptions;
  /** The socket on each seat that this process holds. */
  readonly #holders = new Map<string, ClientSocket>();
  /** Ends of leases that run, so that the person opposite is told. */
  readonly #departures = new Map<string, NodeJS.Timeout>();
  /** Seats that one connection may ask for: a refused one may be asked for again on the same connection. */
  readonly #knocks = new WeakMap<ClientSocket['conn'], Allowance>();
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
    const { seats } = this.#options;
    const seat = await seats.look(room, role);
    const holder = this.#holders.get(keyOf(room, role));
    if (holder) this.#bye(holder, { code: 'kicked' });
    const freed = seat !== null && (await seats.leave(room, role, seat.instance));
    if (freed) this.#tell(this.#holders.get(keyOf(room, opposite(role))), { instance: seat.instance, state: 'left' });
    return freed;
  }

  close(): void {
    clearInterval(this.#renewals);
    for (const timer of this.#departures.values()) clearTimeout(timer);
    this.#departures.clear();
  }

  #open(namespace: RoleNamespace, role: Role): void {
    namespace.use((socket, next) => void this.#letIn(socket, role, next));
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
    if (!admitted.ok) return next(refusal(admitted));
    data.place = this.#place(role, household, admitted);
    next();
  }

  async #admit({ handshake }: ClientSocket, role: Role): Promise<Admitted & { household: string }> {
    const { admission, trustProxy, log } = this.#options;
    const household = householdOf(clientAddress(handshake.headers, handshake.address, trustProxy));
    try {
      return { household, ...(await admission.admit(handshake.auth, role, household)) };
    } catch (error) {
      log.error({ err: error }, 'could not be admitted');
      return { household, ok: false, code: 'unavailable' };
    }
  }

  #place(role: Role, household: string, { handshake, named }: Extract<Admitted, { ok: true }>): Place {
    const { room, owner, instance, name, answer, offer } = handshake;
    const { node, log } = this.#options;
    return {
      role,
      room,
      household,
      claimant: {
        owner,
        instance,
        node,
        ...(name ? { name } : {}),
        ...(named ? { named } : {}),
        ...(answer ? { answer } : {}),
      },
      allowance: new Allowance(),
      log: log.child({ room: roomTag(room), role, instance: instance.slice(0, 6) }),
      offer,
      ice: null,
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
        if (!place.allowance.take()) return ack(limited(place.allowance.wait));
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
    const { seats, limits } = this.#options;
    const crowded = limits.rooms.enter(place.household, place.room);
    if (crowded > 0) return this.#bye(socket, { code: 'rate-limited', retryAfter: crowded });
    socket.once('disconnect', () => limits.rooms.leave(place.household, place.room));
    const [claim, ice] = await Promise.all([seats.claim(place.room, place.role, place.claimant), this.#makeIce(place)]);
    if (!claim.ok) return this.#bye(socket, { code: claim.code, ...(await this.#busy(place)) });
    if (!ice.ok) return this.#sendAway(socket, ice);
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
    const atADesk = role === 'caller' && (await this.#options.seats.look(room, 'callee'))?.answer === 'manual';
    return atADesk ? { busy: true } : {};
  }

  /** The newcomer's offer goes first: it is what the picture waits for. */
  #introduce(socket: ClientSocket, opposite: Seat | null, ice: Ice): void {
    const { place } = socket.data;
    const other = this.#opposite(place);
    if (other) this.#tell(other, toPeer({ ...place.claimant, here: true, expires: 0 }), true);
    if (other && place.offer && opposite?.here)
      this.#hand(other, { description: place.offer, from: place.claimant.instance }, () => undefined);
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
    this.#options.limits.rooms.sweep();
    for (const socket of this.#holders.values()) this.#run(socket, () => this.#renew(socket));
  }

  async #renew(socket: ClientSocket): Promise<void> {
    const { place } = socket.data;
    const claim = await this.#options.seats.renew(place.room, place.role, place.claimant);
    if (place.status !== 'seated') return;
    if (claim.ok) this.#tell(socket, toPeer(claim.opposite));
    else this.#bye(socket, { code: claim.code });
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

  #bye(socket: ClientSocket, bye: Bye): void {
    socket.data.place.status = 'parted';
    socket.data.place.log.info({ code: bye.code }, 'sent away');
    this.#release(socket);
    socket.emit('bye', bye);
    socket.disconnect();
  }

  #release(socket: ClientSocket): void {
    const key = keyOf(socket.data.place.room, socket.data.place.role);
    if (this.#holders.get(key) === socket) this.#holders.delete(key);
  }
}

const limited = (retryAfter: number) => ({ ok: false, code: 'rate-limited', retryAfter }) as const;

const noPayload = (): Parsed<undefined> => ({ ok: true, value: undefined });

/** The other client is a stranger too: of its answer only the yes counts. */
const accepted = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true;
