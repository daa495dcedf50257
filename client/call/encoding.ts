/** How each slot's track is sent: sound before pictures. Data for `RTCRtpSender.setParameters`, no SDP. */

/** What a sender and its encoding are told; `undefined` takes a limit away. What a browser does not know, it ignores. */
export interface Encoding {
  readonly priority?: RTCPriorityType;
  readonly networkPriority?: RTCPriorityType;
  readonly degradationPreference?: RTCDegradationPreference;
  readonly maxBitrate?: number | undefined;
  readonly maxFramerate?: number | undefined;
  readonly scaleResolutionDownBy?: number;
}

/** bit/s. */
const SCREEN_BITRATE = 2_500_000;

/**
 * A connection begins with an estimate of 300 kbit/s: a whole picture of a 720p camera would take twice as long to come
 * as one of half the width (measured in Chromium 156: 291 against 129 to 150 ms to the first frame).
 */
export const FIRST_PICTURE: Encoding = {
  priority: 'low',
  networkPriority: 'low',
  degradationPreference: 'balanced',
  scaleResolutionDownBy: 2,
};
export const SOUND: Encoding = { priority: 'high', networkPriority: 'high' };
/** Text that is blurred cannot be read; text that moves less often can. */
export const SCREEN: Encoding = {
  priority: 'medium',
  networkPriority: 'medium',
  degradationPreference: 'maintain-resolution',
  maxBitrate: SCREEN_BITRATE,
};
export const SCREEN_SOUND: Encoding = { priority: 'medium', networkPriority: 'medium' };
