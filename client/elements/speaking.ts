/** What a page hears of who speaks. */

export type Side = 'local' | 'remote';

/**
 * `remote`: the other person began to speak, or paused. `local`: the person speaks though their microphone is muted (of an
 * open one nothing is told); for a hint of the page's own.
 */
export class RtcSpeakingChangeEvent extends Event {
  readonly side: Side;
  readonly speaking: boolean;

  constructor(side: Side, speaking: boolean) {
    super('rtc-speaking-change', { bubbles: true, composed: true });
    this.side = side;
    this.speaking = speaking;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-speaking-change': RtcSpeakingChangeEvent;
  }
}
