/** What a page hears of who speaks. */
import { RtcEvent } from './events.js';

export type Side = 'local' | 'remote';

/**
 * `remote`: the other person began to speak, or paused. `local`: the person speaks though their microphone is muted (of an
 * open one nothing is told); for a hint of the page's own.
 */
export class RtcSpeakingChangeEvent extends RtcEvent {
  declare readonly side: Side;
  declare readonly speaking: boolean;

  constructor(side: Side, speaking: boolean) {
    super('rtc-speaking-change', { side, speaking });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-speaking-change': RtcSpeakingChangeEvent;
  }
}
