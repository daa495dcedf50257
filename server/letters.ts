/**
 * Signaling between two servers: what a client here says to somebody whose socket another server holds goes out as a letter, and what
 * comes is read as strictly as if the client itself had sent it.
 */
import { opposite } from '../shared/protocol.js';
import type { Acknowledged, Bye, Candidates, Handshake, PeerNews, Ring, Role } from '../shared/protocol.js';
import { parseBye, parseCandidatesTo, parseSignalTo, type Parsed } from '../shared/parse.js';
import { parseRingTo } from '../shared/parse-ring.js';
import type { ClientSocket, Place } from './place.js';
import { parseTidings, type Letter, type Post, type Tidings } from './post.js';
import type { Sitter } from './seats.js';

/** What is told to the seat opposite of somebody who came. */
export interface Arrival {
  readonly again?: boolean;
  readonly offer?: Handshake['offer'];
}

/** `answer` may be called once, or never. */
type AnswerLetter = (value: unknown) => void;

/** What comes in is done by whoever holds the sockets. */
export interface Hands {
  readonly holder: (room: string, role: Role) => ClientSocket | undefined;
  /** News of somebody who is on the server `node`. */
  readonly tell: (socket: ClientSocket, node: string, news: PeerNews, arrival: Arrival) => void;
  readonly hand: (socket: ClientSocket, message: Acknowledged & { from: string }, answer: AnswerLetter) => void;
  readonly ring: (socket: ClientSocket, ring: Ring & { from: string }, answer: AnswerLetter) => void;
  /** Another server may have seated this person. */
  readonly retire: (socket: ClientSocket) => void;
  readonly bye: (socket: ClientSocket, bye: Bye) => void;
}

export class Letters {
  readonly #post: Post;
  readonly #hands: Hands;

  constructor(post: Post, hands: Hands) {
    this.#post = post;
    this.#hands = hands;
    post.open((letter, answer) => this.#read(letter, answer));
  }

  close(): void {
    this.#post.close();
  }

  /** Null where nobody on another server is meant, or nobody answers within `ms`. */
  ask(socket: ClientSocket, kind: 'signal' | 'ring', body: { to: string }, ms: number): Promise<unknown> {
    const node = nodeAcross(socket.data.place, body.to);
    return node ? this.#post.ask(node, letterOf(socket, kind, body), ms) : Promise.resolve(null);
  }

  candidates(socket: ClientSocket, message: Candidates & { to: string }): void {
    const node = nodeAcross(socket.data.place, message.to);
    if (node) this.#post.tell(node, letterOf(socket, 'candidates', message));
  }

  /** To the server that has had the socket of this person. */
  retire(node: string, { room, role, claimant }: Place): void {
    this.#post.tell(node, { kind: 'retire', room, role, from: claimant.instance, body: null });
  }

  kick(room: string, role: Role, { instance, node }: Sitter): void {
    const bye: Bye = { code: 'kicked' };
    this.#post.tell(node, { kind: 'bye', room, role, from: instance, body: bye });
  }

  /** To `holder` of this seat, of the one opposite. */
  news(
    room: string,
    role: Role,
    holder: Sitter,
    about: Sitter,
    news: PeerNews,
    { again = false, offer }: Arrival,
  ): void {
    const body: Tidings = { to: holder.instance, news, node: about.node, again, ...(offer ? { offer } : {}) };
    this.#post.tell(holder.node, { kind: 'peer', room, role, from: about.instance, body });
  }

  /** What another server says to somebody whose socket is here. */
  #read({ kind, room, role, from, body }: Letter, answer: AnswerLetter): void {
    const socket = this.#hands.holder(room, role);
    if (!socket) return answer(null);
    const { instance } = socket.data.place.claimant;
    if (kind === 'peer') return this.#readNews(socket, from, body);
    if (kind === 'retire') return this.#hands.retire(socket);
    if (kind === 'bye') return from === instance ? this.#hands.bye(socket, parseBye(body)) : undefined;
    if (kind === 'ring') return this.#readRing(socket, from, parseRingTo(body), answer);
    const message = kind === 'signal' ? parseSignalTo(body) : parseCandidatesTo(body);
    if (!message.ok || message.value.to !== instance) return answer(null);
    const { to: _me, ...signal } = message.value;
    if ('candidates' in signal) socket.emit('candidates', { ...signal, from });
    else this.#hands.hand(socket, { ...signal, from }, answer);
  }

  #readRing(socket: ClientSocket, from: string, ring: Parsed<Ring & { to: string }>, answer: AnswerLetter): void {
    if (!ring.ok || ring.value.to !== socket.data.place.claimant.instance) return answer(null);
    const { id, for: ms } = ring.value;
    this.#hands.ring(socket, { id, for: ms, from }, answer);
  }

  /** That somebody went counts from the server that they are at, as far as is known: another one's word of it is late. */
  #readNews(socket: ClientSocket, from: string, body: unknown): void {
    const parsed = parseTidings(body);
    if (!parsed.ok) return;
    const { to, news, node, again, offer } = parsed.value;
    const { across, claimant } = socket.data.place;
    if (to !== claimant.instance) return;
    const goes = news === null || news.state === 'away';
    if (goes && across && (across.instance !== from || across.node !== node)) return;
    this.#hands.tell(socket, node, news, { again, offer });
  }
}

/** The other server that holds the seat opposite, if the instance that is meant sits there. */
function nodeAcross({ across, claimant }: Place, instance: string): string | null {
  return across?.instance === instance && across.node !== claimant.node ? across.node : null;
}

function letterOf({ data }: ClientSocket, kind: Letter['kind'], body: unknown): Letter {
  const { room, role, claimant } = data.place;
  return { kind, room, role: opposite(role), from: claimant.instance, body };
}
