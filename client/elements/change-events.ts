/** What the element tells of a call that goes on; loaded with what finds it out. */
import type { Role } from '../../shared/protocol.js';
import type { RemotePeer } from '../call/pairing.js';
import type { Quality } from '../call/quality.js';
import type { EndReason } from '../call/state.js';
import type { Cause } from './changes.js';
import { RtcEvent } from './events.js';

/** This side has a seat. */
export class RtcJoinedEvent extends RtcEvent {
  declare readonly room: string;
  declare readonly role: Role;

  constructor(room: string, role: Role) {
    super('rtc-joined', { room, role });
  }
}

/** This side had a seat and has none any more; `durationMs` of the call, 0 if there was none. */
export class RtcLeftEvent extends RtcEvent {
  declare readonly room: string;
  declare readonly reason: EndReason;
  declare readonly durationMs: number;

  constructor(room: string, reason: EndReason, durationMs: number) {
    super('rtc-left', { room, reason, durationMs });
  }
}

export class RtcPeerJoinedEvent extends RtcEvent {
  declare readonly peer: RemotePeer;

  constructor(peer: RemotePeer) {
    super('rtc-peer-joined', { peer });
  }
}

/** `peer`: as they were last. */
export class RtcPeerLeftEvent extends RtcEvent {
  declare readonly peer: RemotePeer;

  constructor(peer: RemotePeer) {
    super('rtc-peer-left', { peer });
  }
}

/** The other person's name, microphone, camera or screen is another. */
export class RtcPeerUpdateEvent extends RtcEvent {
  declare readonly peer: RemotePeer;

  constructor(peer: RemotePeer) {
    super('rtc-peer-update', { peer });
  }
}

/** The own microphone is heard no more, or again. */
export class RtcMicChangeEvent extends RtcEvent {
  declare readonly muted: boolean;
  declare readonly by: Cause;

  constructor(muted: boolean, by: Cause) {
    super('rtc-mic-change', { muted, by });
  }
}

/** The own camera is seen no more, or again. */
export class RtcCameraChangeEvent extends RtcEvent {
  declare readonly off: boolean;
  declare readonly by: Cause;

  constructor(off: boolean, by: Cause) {
    super('rtc-camera-change', { off, by });
  }
}

/** A screen is shared, or no more. */
export class RtcScreenChangeEvent extends RtcEvent {
  declare readonly sharing: boolean;
  declare readonly side: 'local' | 'remote';

  constructor(sharing: boolean, side: 'local' | 'remote') {
    super('rtc-screen-change', { sharing, side });
  }
}

/** How good the call is, while it is connected; null while it is not. */
export class RtcQualityChangeEvent extends RtcEvent {
  declare readonly quality: Quality | null;

  constructor(quality: Quality | null) {
    super('rtc-quality-change', { quality });
  }
}
