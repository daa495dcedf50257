/** Everything a page can use. Classes only: importing this has no effect; `rtc-call/define.js` registers the elements. */
export { Call } from './call/call.js';
export type { ByteStream } from './data/byte-stream.js';
export type { RtcChannel, RtcChannelState } from './data/channel.js';
export type { Chat, ChatEntry, ChatEvents, ChatNews, SendLine } from './data/chat.js';
export type { Answerer, RequestOptions } from './data/questions.js';
export type { ChannelOptions, LineState } from '../shared/messages.js';
export type { CallEvents, CallOptions, CallSettings, DeclineReason, OpenDevices, TokenProvider } from './call/call.js';
export type { RtcCallStats, RtcCounters, RtcDirectionStats, RtcPath, RtcPictureStats } from './call/call-stats.js';
export type { DeviceCheck, RelayCheck, RtcPrecallResult, ServerCheck } from './call/precall.js';
export type { RemotePeer } from './call/pairing.js';
export type { Quality, Reason } from './call/quality.js';
export { RtcError } from './call/errors.js';
export type { Lacking, RtcErrorCode } from './call/errors.js';
export type { RingEnd, RingOutcome } from './call/bell.js';
export type { CallState, EndReason, StateName } from './call/state.js';
export { Media } from './call/media.js';
export type { DeviceKind, DeviceState } from './call/media.js';
export { ScreenShare } from './call/screen-share.js';
export type { Files, SendFileOptions } from './data/files/files.js';
export type { FileLimits } from './data/files/limits.js';
export type { Transfer, TransferState } from './data/files/transfer.js';
export type { FileError, FileErrorCode } from './data/files/errors.js';
export { createRoom, inviteLink, readInvite } from './call/invite.js';
export { RtcCall } from './elements/rtc-call.js';
export { RtcVideo } from './elements/rtc-video.js';
export type { RtcVideoPlayEvent, RtcVideoResizeEvent } from './elements/video-events.js';
export type { RtcVideoSpeakingEvent, RtcVideoStalledEvent } from './elements/tile-events.js';
export type * from './elements/change-events.js';
export type * from './elements/data-events.js';
export type { RtcStatsEvent } from './elements/stats-event.js';
export type { Cause } from './elements/changes.js';
export {
  RtcAutoplayBlockedEvent,
  RtcBeforeJoinEvent,
  RtcDeviceChangeEvent,
  RtcErrorEvent,
  RtcPanelChangeEvent,
  RtcReadyEvent,
  RtcRingEndEvent,
  RtcRingEvent,
  RtcStateChangeEvent,
} from './elements/events.js';
export type { DeviceName, RtcDevice, SelectedDevices } from './elements/device-list.js';
export type { Layout, SelfView } from './elements/layout.js';
export type { PanelName } from './elements/panels.js';
export type { RtcSpeakingChangeEvent } from './elements/speaking.js';
export type { AllLabels, Labels } from './locales/labels.js';
