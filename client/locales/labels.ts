/** Every text of the elements, so that a language is complete by type and a page can replace any of them. */
import type { RtcErrorCode } from '../call/errors.js';
import type { Reason } from '../call/quality.js';
import type { OnDemandLabels } from './on-demand-labels.js';

/** What happened, and what the person can do about it. */
export interface Problem {
  readonly title: string;
  readonly help: string;
}

export type Problems = Readonly<Record<RtcErrorCode, Problem>>;

export interface Labels {
  /** The language and its direction of writing, as the attributes of those names say them. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly call: string;
  readonly lobbyTitle: string;
  readonly yourName: string;
  readonly yourNameHint: string;
  readonly join: string;
  readonly joining: string;
  readonly cancel: string;
  readonly guest: string;
  readonly useDevices: string;
  readonly useMicrophone: string;
  readonly muteMic: string;
  readonly unmuteMic: string;
  readonly stopCamera: string;
  readonly startCamera: string;
  readonly shareScreen: string;
  readonly stopSharing: string;
  /** Said to the one who does it. */
  readonly sharing: string;
  readonly hangUp: string;
  /** The button that opens the menu. */
  readonly more: string;
  readonly controls: string;
  /** The button that opens the devices. */
  readonly settings: string;
  readonly yourPicture: string;
  readonly yourCameraIsOff: string;
  readonly waitingTitle: string;
  readonly leftTitle: (name: string) => string;
  readonly connectingTo: (name: string) => string;
  readonly connectedTo: (name: string) => string;
  readonly reconnecting: string;
  readonly stillConnecting?: string;
  readonly stillReconnecting?: string;
  readonly peerReloading: (name: string) => string;
  readonly serverAway: string;
  readonly tokenMissing: string;
  readonly peerMuted: (name: string) => string;
  readonly peerStills?: (name: string) => string;
  readonly poor?: Readonly<Record<Reason, (name: string) => string>>;
  readonly peerSharing: (name: string) => string;
  readonly unblockSound: string;
  readonly ended: string;
  readonly lasted: (time: string) => string;
  readonly peerHungUp: (name: string) => string;
  readonly joinAgain: string;
  readonly useHere: string;
  readonly tryAgain: string;
  /** Something of the interface is wanted, and its code has not come. */
  readonly partMissing: string;
  /** The button that opens the steps which help. */
  readonly how: string;
  readonly dismiss: string;
  readonly camera: string;
  readonly microphone: string;
  readonly screen: string;
  readonly cameraAndMicrophone: string;
  readonly deviceProblem: (device: string, problem: Problem) => Problem;
  readonly noRoom?: Problem;
  /** With the language's part, as what can go wrong. */
  readonly problems?: Problems;
}

/** With what is loaded on demand. */
export type AllLabels = Labels & OnDemandLabels;

/** No words before the language is loaded: it is on its way, or the page says that a part is missing. */
export const problemOf = ({ problems }: Labels, code: RtcErrorCode): Problem =>
  problems?.[code] ?? { title: '', help: '' };
