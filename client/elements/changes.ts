/** What a page is told of and can style by: from two looks at a call, what became different. Pure. */
import type { Call } from '../call/call.js';
import type { DeviceKind, DeviceState } from '../call/media.js';
import type { RemotePeer } from '../call/pairing.js';
import type { Quality } from '../call/quality.js';
import type { CallState, EndReason } from '../call/state.js';
import {
  RtcCameraChangeEvent,
  RtcJoinedEvent,
  RtcLeftEvent,
  RtcMicChangeEvent,
  RtcPeerJoinedEvent,
  RtcPeerLeftEvent,
  RtcPeerUpdateEvent,
  RtcQualityChangeEvent,
  RtcScreenChangeEvent,
} from './change-events.js';

/** Who turned a device on or off: a press of the element's buttons, the page, or nobody: it is in trouble. */
export type Cause = 'user' | 'api' | 'device' | 'system';

/** One look at a device, and who turned it last. */
export interface DeviceLook extends DeviceState {
  readonly wanted: boolean;
  readonly by: Cause;
}

/** One look at a call, whatever happens to it later. */
export interface Look {
  readonly room: string;
  readonly state: CallState;
  readonly peer: RemotePeer | null;
  readonly quality: Quality | null;
  readonly sharing: boolean;
  readonly mic: DeviceLook;
  readonly camera: DeviceLook;
}

/** Not `off`: it is wanted and works, or nobody has asked for it yet. */
interface Heard {
  readonly off: boolean;
  readonly by: Cause;
}

/** What a page knows of a call. */
export interface Known extends Omit<Look, 'mic' | 'camera'> {
  readonly mic: Heard;
  readonly camera: Heard;
}

/** Without a call, and of devices what was so before. */
export const withoutCall = ({ room, mic, camera }: Known): Known => ({
  room,
  state: { name: 'idle' },
  peer: null,
  quality: null,
  sharing: false,
  mic,
  camera,
});

export function lookAt(call: Call, room: string, by: Readonly<Record<DeviceKind, Cause>>): Look {
  const device = (kind: DeviceKind): DeviceLook => ({
    ...call.media.state(kind),
    wanted: call.wants(kind),
    by: by[kind],
  });
  const { state, peer, quality } = call;
  return { room, state, peer, quality, sharing: call.screen.state.on, mic: device('mic'), camera: device('camera') };
}

/** Another look than the one `before`; null before the first. */
export const know = (look: Look, before: Known | null): Known => ({
  ...look,
  mic: hear(look.mic, before?.mic),
  camera: hear(look.camera, before?.camera),
});

/** A device that is being tried again is as it was. */
function hear({ wanted, busy, problem, by }: DeviceLook, before?: Heard): Heard {
  if (!wanted) return { off: true, by };
  if (busy && before && inTrouble(before)) return before;
  if (problem) return { off: true, by: problem.code === 'device-interrupted' ? 'system' : 'device' };
  return { off: false, by };
}

export function eventsBetween(before: Known, after: Known): Event[] {
  const { room, peer, mic, camera, state, sharing, quality } = after;
  const [old, seated, wasSeated] = [before.peer, 'role' in state, 'role' in before.state];
  const events: (Event | false | null)[] = [
    'role' in state && !wasSeated && new RtcJoinedEvent(room, state.role),
    !old && peer && new RtcPeerJoinedEvent(peer),
    old && peer && JSON.stringify(old) !== JSON.stringify(peer) && new RtcPeerUpdateEvent(peer),
    before.mic.off !== mic.off && new RtcMicChangeEvent(mic.off, causeOf(before.mic, mic)),
    before.camera.off !== camera.off && new RtcCameraChangeEvent(camera.off, causeOf(before.camera, camera)),
    before.sharing !== sharing && new RtcScreenChangeEvent(sharing, 'local'),
    shares(before) !== shares(after) && new RtcScreenChangeEvent(shares(after), 'remote'),
    before.quality !== quality && new RtcQualityChangeEvent(quality),
    old && !peer && new RtcPeerLeftEvent(old),
    wasSeated && !seated && new RtcLeftEvent(before.room, ...endOf(before.state, state)),
  ];
  return events.filter((event) => event instanceof Event);
}

/** `:state(…)` beside the state's own name. */
export const marksOf = ({ mic, camera, peer, sharing, quality }: Known): Readonly<Record<string, boolean>> => ({
  'mic-muted': mic.off,
  'camera-off': camera.off,
  'peer-muted': peer?.mic === false,
  sharing,
  'peer-sharing': peer?.screen ?? false,
  'poor-network': quality?.reason?.endsWith('network') ?? false,
});

const shares = ({ peer }: Known): boolean => peer?.screen ?? false;

const inTrouble = ({ off, by }: Heard): boolean => off && (by === 'device' || by === 'system');

/** What ends a trouble is what caused it. */
const causeOf = (before: Heard, { by }: Heard): Cause => (inTrouble(before) ? before.by : by);

/** An element that is taken out of the page, or gets another room, hangs up. */
function endOf(before: CallState, state: CallState): [EndReason, number] {
  if (state.name === 'ended') return [state.reason, state.lasted];
  return ['hung-up', 'since' in before ? Date.now() - before.since : 0];
}
