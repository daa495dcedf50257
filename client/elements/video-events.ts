/** What a tile tells of its picture. */
import { RtcEvent } from './events.js';

/** Pictures come, or come again after they had stalled. */
export class RtcVideoPlayEvent extends RtcEvent {
  constructor() {
    super('rtc-video-play');
  }
}

/** The picture has another size. */
export class RtcVideoResizeEvent extends RtcEvent {
  declare readonly width: number;
  declare readonly height: number;

  constructor(width: number, height: number) {
    super('rtc-video-resize', { width, height });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-video-play': RtcVideoPlayEvent;
    'rtc-video-resize': RtcVideoResizeEvent;
  }
}
