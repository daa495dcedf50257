/** What the elements tell a page: `Event` subclasses with an `rtc-` name; they bubble and cross shadow roots. */
import type { RtcError } from '../call/errors.js';
import type { CallState } from '../call/state.js';
import type { PanelName } from './panels.js';

const TRAVELS: EventInit = { bubbles: true, composed: true };

/** The call is in another state. */
export class RtcStateChangeEvent extends Event {
  readonly state: CallState;
  readonly previous: CallState;

  constructor(state: CallState, previous: CallState) {
    super('rtc-state-change', TRAVELS);
    this.state = state;
    this.previous = previous;
  }
}

/** Something failed that a person was told of: a device, the page, or a refusal of the server. */
export class RtcErrorEvent extends Event {
  readonly error: RtcError;

  constructor(error: RtcError) {
    super('rtc-error', TRAVELS);
    this.error = error;
  }
}

/** A panel opened, or the open one closed. */
export class RtcPanelChangeEvent extends Event {
  readonly panel: PanelName | null;

  constructor(panel: PanelName | null) {
    super('rtc-panel-change', TRAVELS);
    this.panel = panel;
  }
}

/** The browser wants a click before it plays sound; cancel it to show a button of one's own that calls `play()`. */
export class RtcAutoplayBlockedEvent extends Event {
  constructor() {
    super('rtc-autoplay-blocked', { ...TRAVELS, cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-state-change': RtcStateChangeEvent;
    'rtc-error': RtcErrorEvent;
    'rtc-panel-change': RtcPanelChangeEvent;
    'rtc-autoplay-blocked': RtcAutoplayBlockedEvent;
  }
}
