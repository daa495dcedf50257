/** One person of the load, whatever the server's language. */
import { randomBytes } from 'node:crypto';
import type { Role } from '../../../shared/protocol.js';
import { Wire } from './wire.js';

export interface Person {
  readonly room: string;
  readonly role: Role;
  /** By which the server knows them. */
  readonly id: string;
  /** The one opposite. */
  readonly to: string;
  /** Sent as soon as the server's language allows it. */
  readonly offer?: string;
  /** Made ahead by who comes first: where offers travel in handshakes it does so too, and is for nobody. */
  readonly prepared?: string;
  /** Signals are acknowledged, also where the language has no word for it: by a short message back. */
  readonly acknowledges: boolean;
}

export abstract class Peer {
  /** Seated: what is sent now arrives. */
  onready: () => void = () => undefined;
  onsignal: () => void = () => undefined;
  oncandidates: () => void = () => undefined;
  /** The oldest signal of mine without an answer has arrived. */
  onacknowledged: () => void = () => undefined;
  /** The connection is over, or never came to be. */
  onclose: () => void = () => undefined;
  protected readonly person: Person;
  protected readonly wire: Wire;

  constructor(port: number, path: string, person: Person) {
    this.person = person;
    this.wire = new Wire(port, path);
    this.wire.ontext = (payload) => this.read(payload);
    this.wire.onclose = () => {
      this.ended();
      this.onclose();
    };
  }

  /** A session description for the one opposite. */
  abstract signal(type: 'offer' | 'answer', sdp: string): void;
  /** So many that were found in one moment. */
  abstract candidates(count?: number): void;
  /** For good, as the language has it: the server knows when this resolves. */
  abstract leave(): Promise<void>;

  protected abstract read(payload: Buffer): void;
  protected ended(): void {}

  /** Resolves once seated; fails where the connection ends before. */
  ready(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.onready = () => resolve(this);
      this.onclose = () => reject(new Error('a connection ended before it was seated'));
    });
  }

  /** From now on an end is no fault. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.onclose = () => resolve();
      this.wire.close();
    });
  }
}

export const randomId = (): string => randomBytes(16).toString('base64url');

/** An SDP of about so many characters; in JSON its line ends take two each. */
export function sdpOf(length: number): string {
  const line = 'a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 goog-remb\r\na=rtcp-fb:96 transport-cc\r\n';
  return `v=0\r\n${line.repeat(Math.ceil(length / line.length))}`.slice(0, length);
}

export const CANDIDATE = {
  candidate:
    'candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag EsAw',
  sdpMid: '0',
  sdpMLineIndex: 0,
};
export const candidatesOf = (count: number): object[] => Array.from({ length: count }, () => CANDIDATE);
