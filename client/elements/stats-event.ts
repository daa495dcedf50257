/** Figures of a call as a page asked for them. */
import type { RtcCallStats } from '../call/call-stats.js';
import { RtcEvent } from './events.js';

/** Only where the page set `stats-interval`. */
export class RtcStatsEvent extends RtcEvent {
  declare readonly stats: RtcCallStats;

  constructor(stats: RtcCallStats) {
    super('rtc-stats', { stats });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-stats': RtcStatsEvent;
  }
}
