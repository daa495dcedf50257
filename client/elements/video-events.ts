/** What a tile tells of its picture. */

const TRAVELS: EventInit = { bubbles: true, composed: true };

/** Pictures come, or come again after they had stalled. */
export class RtcVideoPlayEvent extends Event {
  constructor() {
    super('rtc-video-play', TRAVELS);
  }
}

/** The picture has another size. */
export class RtcVideoResizeEvent extends Event {
  readonly width: number;
  readonly height: number;

  constructor(width: number, height: number) {
    super('rtc-video-resize', TRAVELS);
    this.width = width;
    this.height = height;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-video-play': RtcVideoPlayEvent;
    'rtc-video-resize': RtcVideoResizeEvent;
  }
}
