/** Texts of what is loaded on demand, apart from those that every call shows. */
import type { Level, LineState } from '../../shared/messages.js';
import type { Trouble } from '../../shared/troubles.js';
import type { Reason } from '../call/quality.js';
import type { FileErrorCode } from '../data/files/errors.js';
import type { Corner } from '../elements/corners.js';
import type { Layout } from '../elements/layout.js';
import type { Problem, Problems } from './labels.js';

/** What is said while it rings, at a desk between calls, and of a call that did not come about. */
export interface RingLabels {
  readonly incoming: (name: string) => string;
  readonly outgoing: (name: string) => string;
  readonly accept: string;
  readonly withoutCamera: string;
  readonly decline: string;
  readonly declineWith: string;
  /** What a callee may choose to say. */
  readonly reasons: Readonly<Record<'busy' | 'later', string>>;
  readonly ownWords: string;
  readonly send: string;
  readonly back: string;
  readonly tapForSound: string;
  readonly deskTitle: string;
  readonly deskHint: string;
  readonly notify: string;
  readonly notified: string;
  readonly stopDesk: string;
  readonly callAgain: string;
  readonly declined: (name: string) => string;
  /** What the caller reads for each of `reasons`. */
  readonly said: Readonly<Record<'busy' | 'later', string>>;
  readonly quoted: (text: string) => string;
  readonly noAnswer: (name: string) => string;
  readonly noAnswerHint: string;
  readonly busy: string;
  readonly busyHint: string;
  readonly cancelled: string;
  readonly missed: (name: string) => string;
  readonly youDeclined: (name: string) => string;
  readonly callEnded: (name: string) => string;
}

/** Of files among the lines of the chat. `name`: the other person's; `file`: a file's. */
export interface FileLabels {
  readonly attach: string;
  readonly pickFiles: string;
  readonly pickFolder: string;
  readonly drop: (name: string) => string;
  /** Of one that has just been offered. */
  readonly offered: (name: string, file: string) => string;
  /** Of one that is all there. */
  readonly arrived: (file: string) => string;
  readonly preparing: string;
  readonly accept: string;
  readonly decline: string;
  readonly cancel: string;
  readonly pause: string;
  readonly resume: string;
  readonly save: string;
  /** Goes on with what was `lost`. */
  readonly choose: string;
  readonly progress: (file: string) => string;
  /** A size, and what there is to say beside it. */
  readonly sizeAnd: (size: string, text: string) => string;
  /** Share, speed, and the time that is left. */
  readonly going: (share: string, rate: string, left: string) => string;
  readonly waitsFor: (name: string) => string;
  readonly queued: string;
  readonly paused: string;
  readonly pausedBy: (name: string) => string;
  readonly interrupted: string;
  readonly lost: string;
  readonly sent: string;
  readonly received: string;
  readonly declinedBy: (name: string) => string;
  readonly failures: Readonly<Record<FileErrorCode, string>>;
  /** Of one that was not offered at all. */
  readonly notSent: (file: string, why: string) => string;
}

export interface ChatLabels {
  readonly title: string;
  /** The button that opens it. */
  readonly open: (unread: number) => string;
  /** Of a line that has just come. */
  readonly said: (name: string, text: string) => string;
  readonly empty: string;
  readonly emptyHint: string;
  /** The list of lines, and the field for the next one. */
  readonly messages: string;
  readonly message: string;
  readonly send: string;
  readonly copy: string;
  readonly earlier: string;
  readonly newer: string;
  readonly typing: (name: string) => string;
  readonly states: Readonly<Record<LineState, string>>;
  readonly left: (characters: string) => string;
  readonly over: (characters: string) => string;
  /** While the other person cannot be reached. */
  readonly away: string;
  readonly notSent: string;
}

export interface OnDemandLabels {
  readonly peerStills: (name: string) => string;
  readonly poor: Readonly<Record<Reason, (name: string) => string>>;
  readonly stillConnecting: string;
  readonly stillReconnecting: string;
  readonly noRoom: Problem;
  readonly waitingHint: string;
  readonly leftHint: string;
  readonly inviteLink: string;
  readonly copy: string;
  readonly copied: string;
  readonly share: string;
  readonly qrCode: string;
  readonly files: FileLabels;
  readonly close: string;
  readonly menuTitle: string;
  readonly fullscreen: string;
  readonly leaveFullscreen: string;
  readonly ring: RingLabels;
  readonly chat: ChatLabels;

  readonly devicesTitle: string;
  readonly speaker: string;
  readonly systemDefault: string;
  /** A device that the browser gives no name for. */
  readonly unnamedDevice: (number: number) => string;
  /** Below an empty list. */
  readonly noneFound: string;
  readonly namesHidden: string;
  readonly deviceRefused: string;
  readonly micLevel: string;
  readonly micIsMuted: string;
  readonly testSpeaker: string;
  readonly tonePlaying: string;
  readonly tonePlayed: string;
  readonly toneFailed: string;
  readonly checkLink: string;

  readonly checkTitle: string;
  readonly checking: string;
  readonly checkAgain: string;
  readonly checkGood: string;
  readonly checkBad: string;
  readonly checkFailed: string;
  readonly deviceGood: (device: string) => string;
  readonly deviceOff: (device: string) => string;
  readonly deviceOffHelp: string;
  readonly serverGood: (time: string) => string;
  readonly serverBad: string;
  readonly serverHelp: string;
  readonly relay: {
    readonly ok: (protocol: string) => string;
    readonly failed: string;
    readonly none: string;
    readonly later: string;
  };
  readonly relayHelp: { readonly failed: string; readonly none: string; readonly later: string };

  readonly statsTitle: string;
  readonly noStats: string;
  readonly sending: string;
  readonly receiving: string;
  readonly bitrate: string;
  readonly roundTrip: string;
  readonly loss: string;
  readonly quality: string;
  /** From nothing at all to as good as it gets. */
  readonly levels: Readonly<Record<Level, string>>;
  readonly picture: string;
  readonly noPicture: string;
  readonly framesPerSecond: (number: string) => string;
  readonly codec: string;
  readonly path: string;
  /** `protocol` is `UDP`, `TCP`, `TLS` or empty. */
  readonly paths: Readonly<Record<'direct' | 'relay', (protocol: string) => string>>;
  readonly reason: string;
  readonly megabits: (number: string) => string;
  readonly kilobits: (number: string) => string;
  readonly milliseconds: (number: string) => string;
  readonly copyReport: string;
  readonly reportNote: string;

  readonly helpTitle: string;
  readonly layout: string;
  readonly layouts: Readonly<Record<Exclude<Layout, 'auto'>, string>>;
  readonly showMyPicture: string;
  readonly pip: string;
  readonly leavePip: string;
  readonly takeSnapshot: string;
  readonly flipCamera: string;
  readonly you: string;
  readonly youAreMuted: string;
  /** `device` is `camera`, `microphone` or `cameraAndMicrophone`. */
  readonly peerTrouble: (name: string, device: string, trouble: Trouble) => string;
  readonly peerCameraOff: (name: string) => string;
  /** Of a picture that stands still, or does not come, while the call goes on. */
  readonly peerFrozen: (name: string) => string;
  readonly screenFrozen: string;
  /** With what helps. */
  readonly ownFrozen: string;
  /** How the own picture is moved. */
  readonly moveHint: string;
  readonly pictureAt: Readonly<Record<Corner, string>>;
  readonly keyMic: string;
  readonly keyCamera: string;
  readonly keyScreen: string;
  readonly keyChat: string;
  readonly keyFullscreen: string;
  readonly keyDevices: string;
  readonly keyHelp: string;
  readonly keyTalk: string;
  readonly keyClose: string;
  /** As printed on the keys. */
  readonly keySpace: string;
  readonly keyEscape: string;
  readonly problems: Problems;
}
