/** What the elements tell a page: `Event` subclasses with an `rtc-` name; they bubble and cross shadow roots. */
import type { Call, CallEvents, DeclineReason } from '../call/call.js';
import type { RtcError } from '../call/errors.js';
import type { RingEnd, RingOutcome } from '../call/bell.js';
import type { CallState } from '../call/state.js';
import type {
  RtcCameraChangeEvent,
  RtcJoinedEvent,
  RtcLeftEvent,
  RtcMicChangeEvent,
  RtcPeerJoinedEvent,
  RtcPeerLeftEvent,
  RtcPeerUpdateEvent,
  RtcQualityChangeEvent,
  RtcScreenChangeEvent,
} from './change-events.js';
import type { RtcDevice, SelectedDevices } from './device-list.js';
import type { PanelName } from './panels.js';

/** What all of them share. */
export abstract class RtcEvent extends Event {
  constructor(type: string, fields: object = {}, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
    Object.assign(this, fields);
  }
}

/** The element is there, with its first picture drawn: its methods can be called. */
export class RtcReadyEvent extends RtcEvent {
  constructor() {
    super('rtc-ready');
  }
}

/** Somebody is about to join; cancel it to keep them out, and call `join()` later. */
export class RtcBeforeJoinEvent extends RtcEvent {
  declare readonly room: string;

  constructor(room: string) {
    super('rtc-before-join', { room }, true);
  }
}

/** The call is in another state. */
export class RtcStateChangeEvent extends RtcEvent {
  declare readonly state: CallState;
  declare readonly previous: CallState;

  constructor(state: CallState, previous: CallState) {
    super('rtc-state-change', { state, previous });
  }
}

/** Something failed that a person was told of: a device, the page, or a refusal of the server. */
export class RtcErrorEvent extends RtcEvent {
  declare readonly error: RtcError;

  constructor(error: RtcError) {
    super('rtc-error', { error });
  }
}

/** A caller rings here, or this side rings; cancel it where the page shows that itself. */
export class RtcRingEvent extends RtcEvent {
  declare readonly direction: 'incoming' | 'outgoing';
  declare readonly peer: { readonly name: string };
  readonly #call: Call;

  constructor({ direction, peer }: CallEvents['ring'], call: Call) {
    super('rtc-ring', { direction, peer }, true);
    this.#call = call;
  }

  /** Lets the caller in; nothing for an outgoing one. */
  accept(options?: { camera?: boolean }): void {
    this.#call.accept(options);
  }

  /** Turns the caller away, or rings no more. */
  decline(reason?: DeclineReason): void {
    this.#call.decline(reason);
    this.#call.cancel();
  }
}

/** It rings no more. */
export class RtcRingEndEvent extends RtcEvent {
  declare readonly direction: 'incoming' | 'outgoing';
  declare readonly outcome: RingOutcome;
  /** What was said with `declined`. */
  declare readonly reason: string | undefined;

  constructor({ direction, outcome, reason }: RingEnd) {
    super('rtc-ring-end', { direction, outcome, reason });
  }
}

/** A device was plugged in or out, or another one was chosen. */
export class RtcDeviceChangeEvent extends RtcEvent {
  declare readonly devices: readonly RtcDevice[];
  declare readonly selected: SelectedDevices;

  constructor(devices: readonly RtcDevice[], selected: SelectedDevices) {
    super('rtc-device-change', { devices, selected });
  }
}

/** A panel opened, or the open one closed. */
export class RtcPanelChangeEvent extends RtcEvent {
  declare readonly panel: PanelName | null;

  constructor(panel: PanelName | null) {
    super('rtc-panel-change', { panel });
  }
}

/** The browser wants a click before it plays sound; cancel it to show a button of one's own that calls `play()`. */
export class RtcAutoplayBlockedEvent extends RtcEvent {
  constructor() {
    super('rtc-autoplay-blocked', {}, true);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-ready': RtcReadyEvent;
    'rtc-before-join': RtcBeforeJoinEvent;
    'rtc-state-change': RtcStateChangeEvent;
    'rtc-joined': RtcJoinedEvent;
    'rtc-left': RtcLeftEvent;
    'rtc-peer-joined': RtcPeerJoinedEvent;
    'rtc-peer-left': RtcPeerLeftEvent;
    'rtc-peer-update': RtcPeerUpdateEvent;
    'rtc-mic-change': RtcMicChangeEvent;
    'rtc-camera-change': RtcCameraChangeEvent;
    'rtc-screen-change': RtcScreenChangeEvent;
    'rtc-quality-change': RtcQualityChangeEvent;
    'rtc-error': RtcErrorEvent;
    'rtc-ring': RtcRingEvent;
    'rtc-ring-end': RtcRingEndEvent;
    'rtc-device-change': RtcDeviceChangeEvent;
    'rtc-panel-change': RtcPanelChangeEvent;
    'rtc-autoplay-blocked': RtcAutoplayBlockedEvent;
  }
}
