/** What a template may give to the elements, whatever draws it: properties by their names, and an event's handler. */
import type { RtcCall, RtcVideo } from '../dist/client/index.js';

export type { RtcCall, RtcVideo };

type CallProperty =
  | 'room'
  | 'server'
  | 'as'
  | 'answer'
  | 'ringTimeout'
  | 'silent'
  | 'displayName'
  | 'inviteUrl'
  | 'autojoin'
  | 'micMuted'
  | 'cameraOff'
  | 'videoHeight'
  | 'statsInterval'
  | 'dataSaver'
  | 'audioOnly'
  | 'noPersist'
  | 'iceTransportPolicy'
  | 'token'
  | 'tokenProvider'
  | 'iceServers'
  | 'fileLimits'
  | 'controls'
  | 'layout'
  | 'selfView'
  | 'toolbar'
  | 'shortcuts'
  | 'theme'
  | 'labels';

type VideoProperty =
  | 'srcObject'
  | 'label'
  | 'showLabel'
  | 'videoOff'
  | 'placeholderText'
  | 'muted'
  | 'volume'
  | 'micMuted'
  | 'micMutedLabel'
  | 'meter'
  | 'mirror'
  | 'fit'
  | 'sinkId'
  | 'unblockLabel';

export type RtcCallProperties = Partial<Pick<RtcCall, CallProperty>>;
export type RtcVideoProperties = Partial<Pick<RtcVideo, VideoProperty>>;

/** By its type, such as `rtc-state-change`. */
export type RtcEvents = Pick<GlobalEventHandlersEventMap, keyof GlobalEventHandlersEventMap & `rtc-${string}`>;
/** `onrtc-state-change` (React, Svelte), or `on:rtc-state-change` (Solid). */
export type RtcHandlers<Prefix extends string> = {
  [Type in keyof RtcEvents as `${Prefix}${Type}`]?: (event: RtcEvents[Type]) => void;
};
