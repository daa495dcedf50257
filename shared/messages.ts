/** Every word that crosses the control channel: the negotiated data channel with id 0, ordered and reliable. */
import type { Signal } from './protocol.js';

/** Why a device that its person wants on is not. */
export const TROUBLES = ['lost', 'interrupted', 'blocked', 'busy'] as const;
export type Trouble = (typeof TROUBLES)[number];
export interface Troubles {
  mic?: Trouble;
  camera?: Trouble;
}

/** What the other person sends: shown as badges and placeholders. The newest one holds. */
export interface MediaState {
  mic: boolean;
  camera: boolean;
  screen?: boolean;
  trouble?: Troubles;
}

/** How well each direction goes by the sender's account: 5 is as good as it gets, 0: nothing arrives. */
export interface QualityView {
  sending: Level;
  receiving: Level;
  /** The sender's computer cannot keep up with its picture. */
  busy: boolean;
  /** The sender's picture is down to one now and then. */
  stills: boolean;
}
export type Level = 0 | 1 | 2 | 3 | 4 | 5;

export type ControlMessage =
  /**
   * `elapsed`: milliseconds since the call began, by the sender's account; after a reload it is the only one.
   * `saving`: the sender wants few bytes, of the other side too.
   */
  | ({ type: 'media'; name?: string; elapsed?: number; saving?: boolean } & MediaState)
  /** Once a second at most, and only when it changed. */
  | ({ type: 'quality' } & QualityView)
  /** Negotiation while the server is away. */
  | { type: 'signal'; signal: Signal }
  /** `hang-up` ends the call; `closing` says that the page goes, perhaps to reload. */
  | { type: 'bye'; reason: 'hang-up' | 'closing' };
