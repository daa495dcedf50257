/** What a tile tells of its picture and sound beyond playing them. */

const TRAVELS: EventInit = { bubbles: true, composed: true };

/** No new picture came for so long, though the track lives and the tab is seen. */
export class RtcVideoStalledEvent extends Event {
  readonly forMs: number;

  constructor(forMs: number) {
    super('rtc-video-stalled', TRAVELS);
    this.forMs = forMs;
  }
}

/** `rtc-speaking-change` of a tile: somebody in its stream began to speak, or ceased to. */
export class RtcVideoSpeakingEvent extends Event {
  readonly speaking: boolean;

  constructor(speaking: boolean) {
    super('rtc-speaking-change', TRAVELS);
    this.speaking = speaking;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-video-stalled': RtcVideoStalledEvent;
  }
}
