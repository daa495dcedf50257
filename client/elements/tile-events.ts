/** What a tile tells of its picture and sound beyond playing them. */
import { RtcEvent } from './events.js';

/** No new picture came for so long, though the track lives and the tab is seen. */
export class RtcVideoStalledEvent extends RtcEvent {
  declare readonly forMs: number;

  constructor(forMs: number) {
    super('rtc-video-stalled', { forMs });
  }
}

/** `rtc-speaking-change` of a tile: somebody in its stream began to speak, or ceased to. */
export class RtcVideoSpeakingEvent extends RtcEvent {
  declare readonly speaking: boolean;

  constructor(speaking: boolean) {
    super('rtc-speaking-change', { speaking });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-video-stalled': RtcVideoStalledEvent;
  }
}
