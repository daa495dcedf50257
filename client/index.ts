/** Everything a page can use. Classes only: importing this has no effect; `rtc-call/define.js` registers the elements. */
export { Call } from './call/call.js';
export type { CallEvents, CallOptions, OpenDevices } from './call/call.js';
export type { RemotePeer } from './call/pairing.js';
export type { Quality, Reason } from './call/quality.js';
export { RtcError } from './call/errors.js';
export type { RtcErrorCode } from './call/errors.js';
export type { CallState, EndReason, StateName } from './call/state.js';
export { Media } from './call/media.js';
export type { DeviceKind, DeviceState } from './call/media.js';
export { ScreenShare } from './call/screen-share.js';
export { createRoom, inviteLink, readInvite } from './call/invite.js';
export { RtcCall } from './elements/rtc-call.js';
export { RtcVideo } from './elements/rtc-video.js';
export { RtcErrorEvent, RtcStateChangeEvent } from './elements/events.js';
export type { Labels } from './locales/labels.js';
