/** How each slot's track is sent: sound before pictures. Data for `RTCRtpSender.setParameters`, no SDP. */

import type { Slot } from './slots.js';

/** What a sender and its encoding are told; `undefined` takes a limit away. What a browser does not know, it ignores. */
export interface Encoding {
  readonly priority?: RTCPriorityType;
  readonly networkPriority?: RTCPriorityType;
  readonly degradationPreference?: RTCDegradationPreference;
  readonly maxBitrate?: number | undefined;
  readonly maxFramerate?: number | undefined;
  readonly scaleResolutionDownBy?: number;
  readonly active?: boolean;
}

/** bit/s of a screen. */
const SCREEN_BITRATE = 2_500_000;

/**
 * Told once the call is up: Chromium forgets what a microphone's sender was told before its first negotiation. The
 * camera's priority is `low` by itself, and the rest of it is the ladder's.
 */
export const ENCODINGS: Readonly<Record<Exclude<Slot, 'camera'>, Encoding>> = {
  mic: { priority: 'high', networkPriority: 'high' },
  // Text that is blurred cannot be read; text that moves less often can.
  screen: {
    priority: 'medium',
    networkPriority: 'medium',
    degradationPreference: 'maintain-resolution',
    maxBitrate: SCREEN_BITRATE,
  },
  screenAudio: { priority: 'medium', networkPriority: 'medium' },
};
