/** What a template may read and do: no template knows the element or the call. */
import type { RtcError } from '../call/errors.js';
import type { RemotePeer } from '../call/pairing.js';
import type { Quality } from '../call/quality.js';
import type { DeviceState } from '../call/media.js';
import type { Source } from './source.js';
import type { CallState } from '../call/state.js';
import type { Labels } from '../locales/labels.js';
import type { Control } from './controls.js';
import type { PanelName } from './panels.js';
import type { RingerElement } from './ringing.js';

/** What is wrong with a device or with this page. */
export interface Notices {
  list(view: View): unknown;
  /** Each at its own place, empty without a problem. */
  titles(view: View): readonly string[];
  /** Opens the steps that help in the browser that runs. */
  how(labels: Labels, actions: Actions): unknown;
}

/** What a call has beside its pictures and buttons: loaded when it begins, gone when it ends. */
export interface Extras {
  /** The card of who waits for somebody. */
  invite(view: View): unknown;
  /** In the row above the pictures. */
  pills(view: View): unknown;
  /** Beside the button of the camera. */
  buttons(): unknown;
  /** Before the button that opens the menu. */
  chat(view: View): unknown;
  /** What a screen reader says once. */
  news(view: View): readonly string[];
  /** The element was drawn anew. */
  drawn(): void;
  close(): void;
}

export interface View {
  readonly labels: Labels;
  readonly state: CallState;
  readonly mic: DeviceState;
  readonly camera: DeviceState;
  readonly screen: DeviceState;
  /** What is wrong, and no device's fault. */
  readonly problem: RtcError | null;
  readonly peer: RemotePeer | null;
  readonly quality: Quality | null;
  readonly localStream: MediaStream;
  readonly remoteStream: MediaStream | null;
  readonly remoteScreen: MediaStream | null;
  /** Whether the server answers. */
  readonly reachable: boolean;
  readonly tokenMissing: boolean;
  /** The person's own name. */
  readonly name: string;
  /** The other person's last known name, for sentences after they went. */
  readonly peerName: string;
  readonly inviteUrl: string;
  /** Milliseconds since the epoch, for the clock. */
  readonly now: number;
  /** Milliseconds that the other person has been out of reach, where they are. */
  readonly waited: number;
  readonly dismissed: ReadonlySet<RtcError>;
  readonly controls: ReadonlySet<Control>;
  readonly notices: Notices | null;
  readonly extras: Extras | null;
  /** What is over the pictures, once it is loaded. */
  readonly overlay: ((view: View) => unknown) | null;
  /** Something of the interface is wanted, and could not be loaded so far. */
  readonly partMissing: boolean;
  /** Whether the page has put something into a slot that another element's slot is filled with. */
  readonly slotted: (name: string) => boolean;
  /** There are no cameras in this call's interface. */
  readonly audioOnly: boolean;
  /** The speaker; empty for the system's. */
  readonly sinkId: string;
  /** The open one. */
  readonly panel: PanelName | null;
  /** Once it is needed, and there. */
  readonly ringer: RingerElement | null;
  readonly actions: Actions;
}

export interface Actions {
  join(): void;
  leave(): void;
  accept(): void;
  decline(): void;
  toggle(kind: Source): void;
  useDevices(): void;
  /** Opens what had a problem once more. */
  tryAgain(kinds: readonly Source[]): void;
  rename(name: string): void;
  dismiss(problem: RtcError): void;
  openPanel(name: PanelName | null): void;
}
