/** What a template may read and do: no template knows the element or the call. */
import type { RtcError } from '../call/errors.js';
import type { RemotePeer } from '../call/pairing.js';
import type { Quality } from '../call/quality.js';
import type { DeviceState } from '../call/media.js';
import type { Source } from './notices.js';
import type { CallState } from '../call/state.js';
import type { Labels } from '../locales/labels.js';
import type { Control } from './controls.js';
import type { Layout, SelfView } from './layout.js';
import type { PanelElement, PanelName } from './panels.js';

export interface View {
  readonly labels: Labels;
  readonly state: CallState;
  readonly mic: DeviceState;
  readonly camera: DeviceState;
  readonly screen: DeviceState;
  readonly peer: RemotePeer | null;
  readonly quality: Quality | null;
  readonly localStream: MediaStream;
  readonly remoteStream: MediaStream | null;
  readonly remoteScreen: MediaStream | null;
  /** Whether the server answers. */
  readonly reachable: boolean;
  /** The person's own name. */
  readonly name: string;
  /** The other person's last known name, for sentences after they went. */
  readonly peerName: string;
  readonly inviteUrl: string;
  readonly copied: boolean;
  /** Milliseconds since the epoch, for the clock. */
  readonly now: number;
  /** Since when the call is in its state. */
  readonly stateSince: number;
  readonly dismissed: ReadonlySet<RtcError>;
  readonly controls: ReadonlySet<Control>;
  readonly layout: Layout;
  readonly selfView: SelfView;
  /** The open one. */
  readonly panel: PanelElement | null;
  readonly actions: Actions;
}

export interface Actions {
  join(): void;
  leave(): void;
  toggle(kind: Source): void;
  useDevices(): void;
  /** Opens what had a problem once more. */
  tryAgain(kinds: readonly Source[]): void;
  rename(name: string): void;
  copyInvite(field: HTMLInputElement): void;
  share(): void;
  dismiss(problem: RtcError): void;
  openPanel(name: PanelName | null): void;
}
