/**
 * Every word that crosses a socket. Both ends import this file; nothing else defines the wire.
 * The namespace a client connects to is its role; connecting is joining; acknowledgements carry the answers.
 */

/** Travels in the handshake; a server refuses another major wire with `version`. */
export const PROTOCOL_VERSION = 1;

/** A room's two seats. The role decides every asymmetry: the caller is impolite, the callee polite (glare). */
export type Role = 'caller' | 'callee';
export const ROLES: readonly Role[] = ['caller', 'callee'];
export const opposite = (role: Role): Role => (role === 'caller' ? 'callee' : 'caller');

/** What a client does about each refusal: give up, try again with back-off, or wait to be told of a `peer`. */
export const REFUSALS = {
  'bad-request': 'final',
  'too-large': 'final',
  version: 'final',
  unauthorized: 'final',
  'wrong-role': 'final',
  expired: 'final',
  occupied: 'final',
  locked: 'final',
  replaced: 'final',
  kicked: 'final',
  'rate-limited': 'retry',
  unavailable: 'retry',
  shutdown: 'retry',
  'peer-gone': 'wait',
} as const satisfies Record<string, 'final' | 'retry' | 'wait'>;
export type RefusalCode = keyof typeof REFUSALS;

/** The answer in an acknowledgement: an expected refusal is a value, never an exception. */
export type Answer<T extends object = object> = ({ ok: true } & T) | ({ ok: false } & RefusalData);

/** `RTCSessionDescriptionInit` of those types that travel (webrtc-pc 4.6.1). */
export interface SessionDescription {
  type: 'offer' | 'answer';
  sdp: string;
  /**
   * Counts the offers of one page life; an answer carries the number of the offer that it answers. What is late (an
   * offer older than one that came, an answer to an offer that was replaced) is known by it and dropped.
   */
  id?: number;
}

/** `RTCIceCandidateInit` (webrtc-pc 4.8.1); an empty `candidate` ends its generation. */
export interface IceCandidate {
  candidate: string;
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
  usernameFragment?: string | null;
}

export interface Description {
  description: SessionDescription;
}
export interface Candidates {
  candidates: IceCandidate[];
}
/**
 * The callee's word for a path that is lost: the caller offers, so that offers do not cross. An offer that is taken back for
 * another's would cost the picture (docs/decisions/0014).
 */
export interface RestartRequest {
  restart: true;
}
/** What the other client acknowledges. */
export type Acknowledged = Description | RestartRequest;
/** One step of a negotiation. */
export type Signal = Acknowledged | Candidates;

/** `RTCIceServer` (webrtc-pc 4.2.2). */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** What gathering needs; credentials in it hold for `ttl` seconds, 0 = as long as the server runs. */
export interface Ice {
  servers: IceServer[];
  ttl: number;
  /** By the TURN servers only, so that nobody learns the other one's address. */
  relay?: true;
}

/** `auth` of the Socket.IO handshake. */
export interface Handshake {
  v: number;
  room: string;
  /** Who may reclaim the seat: a random secret of this browser tab. A token's `sub` takes its place. */
  owner: string;
  /** Where the server asks for one: a JWT that says which room and seat are this person's. Never in a URL. */
  token?: string | undefined;
  /** Random 128 bits of one page life, or of one RTCPeerConnection that the client rebuilt by itself. */
  instance: string;
  /** Shown to the other person. */
  name?: string;
  /** A callee whose person answers by hand: the caller rings, and offers once it was let in. */
  answer?: 'manual';
  /** The newcomer's offer, handed to whoever waits; forgotten where nobody does. */
  offer?: SessionDescription;
}

/** `hang-up` frees the seat and ends the call on both sides; `closing` says that the page goes, perhaps to reload. */
export type LeaveReason = 'hang-up' | 'closing';

/** Who sits opposite. `away`: the socket is lost or the page is closing, and the seat's lease runs. */
export interface PeerInfo {
  instance: string;
  state: 'here' | 'away';
  name?: string;
  /** The name is their token's: what their page calls them besides does not count. */
  named?: true;
  answer?: 'manual';
}

/** The last news of a peer that hung up; the seat is free. */
export interface PeerLeft {
  instance: string;
  state: 'left';
}
export type PeerNews = PeerInfo | PeerLeft | null;

export interface Welcome {
  peer: PeerInfo | null;
  ice: Ice;
}

/** The longest that somebody may be rung for, in milliseconds. */
export const MAX_RING_MS = 120_000;
/** Characters of what is said with a `declined`. */
export const MAX_REASON = 200;

/** The caller asks a callee who answers by hand to be let in. */
export interface Ring {
  /** Names this call, known to these two alone: after a reload of either page the same name is let in without another ring. */
  id: string;
  /** Milliseconds that it may last. */
  for: number;
}

/** The callee's own acknowledgement of a ring, passed back. */
export interface RingAnswer {
  outcome: 'accepted' | 'declined' | 'busy' | 'no-answer';
  /** With `declined`: a text of theirs, or `busy` or `later`, which the caller's page says in its own language. */
  reason?: string;
}

export interface ServerEvents {
  /** The seat is yours. If `peer` is `here` and the handshake held an offer, the offer was handed on. */
  welcome: (welcome: Welcome) => void;
  peer: (news: PeerNews) => void;
  /** Stamped by the server with the sender's instance. Acknowledged once it was applied, or with `bad-request` if it cannot be. */
  signal: (message: Acknowledged & { from: string }, ack: (answer: Answer) => void) => void;
  candidates: (message: Candidates & { from: string }) => void;
  /** Acknowledged when the person has answered. */
  ring: (message: Ring & { from: string }, ack: (answer: Answer<RingAnswer>) => void) => void;
  /** The last word before the server disconnects the namespace. */
  bye: (bye: Bye) => void;
}

export interface ClientEvents {
  /** Acknowledged after the other client acknowledged; `bad-request`: it could not apply the description. */
  signal: (message: Acknowledged & { to: string }, ack: (answer: Answer) => void) => void;
  /** In batches and without acknowledgement: a candidate that is lost costs little. */
  candidates: (message: Candidates & { to: string }) => void;
  /** Fresh TURN credentials, before another gathering. */
  ice: (ack: (answer: Answer<{ ice: Ice }>) => void) => void;
  leave: (message: { reason: LeaveReason }, ack: (answer: Answer) => void) => void;
  /** From the caller to the callee opposite. */
  ring: (message: Ring & { to: string }, ack: (answer: Answer<RingAnswer>) => void) => void;
}

export interface Bye extends RefusalData {
  /** With `occupied`: the callee answers by hand and is taken, so another try may find them free. */
  busy?: true | undefined;
}

/** What `connect_error` carries in `data` when a handshake is refused, and what a refusing acknowledgement carries. */
export interface RefusalData {
  code: RefusalCode;
  /** With `bad-request` and `too-large`: which field it was about, as a path such as `offer.sdp`. */
  field?: string;
  /** With `rate-limited`: milliseconds after which another try may do. */
  retryAfter?: number;
}
