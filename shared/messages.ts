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

export type ControlMessage =
  /** `elapsed`: milliseconds since the call began, by the sender's account; after a reload it is the only one. */
  | ({ type: 'media'; name?: string; elapsed?: number } & MediaState)
  /** Negotiation while the server is away. */
  | { type: 'signal'; signal: Signal }
  /** `hang-up` ends the call; `closing` says that the page goes, perhaps to reload. */
  | { type: 'bye'; reason: 'hang-up' | 'closing' };
