/** Runs in the pages of the soak before their own scripts: keeps what they make, so that what is left can be counted. */

declare global {
  // Made below, in the page.
  var ledger: Ledger;
}

interface Controls extends Element {
  toggleMic(on: boolean): Promise<void>;
  toggleCamera(on: boolean): Promise<void>;
  toggleScreenShare(on: boolean): Promise<void>;
}

export interface Left {
  readonly transceivers: number;
  readonly liveTracks: number;
  readonly openConnections: number;
  /** How often the signaling state changed: twice for each description of a negotiation. */
  readonly signalingChanges: number;
}

class Ledger {
  readonly connections: RTCPeerConnection[] = [];
  tracks: MediaStreamTrack[] = [];
  signalingChanges = 0;

  keep(stream: MediaStream): MediaStream {
    this.tracks = [...this.tracks, ...stream.getTracks()].filter(({ readyState }) => readyState === 'live');
    return stream;
  }

  /** Off and on again, every control at once. */
  async toggle(times: number): Promise<void> {
    const call = document.querySelector('rtc-call') as Controls | null;
    if (!call) return;
    for (let done = 0; done < times; done += 1) {
      const on = done % 2 === 1;
      await Promise.all([call.toggleMic(on), call.toggleCamera(on), call.toggleScreenShare(!on)]);
    }
  }

  get left(): Left {
    const open = this.connections.filter(({ connectionState }) => connectionState !== 'closed');
    return {
      transceivers: open.reduce((sum, connection) => sum + connection.getTransceivers().length, 0),
      liveTracks: this.tracks.filter(({ readyState }) => readyState === 'live').length,
      openConnections: open.length,
      signalingChanges: this.signalingChanges,
    };
  }
}

globalThis.ledger = new Ledger();

globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    ledger.connections.push(this);
    this.addEventListener('signalingstatechange', () => (ledger.signalingChanges += 1));
  }
};

const { mediaDevices } = navigator;
const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
mediaDevices.getUserMedia = async (constraints) => ledger.keep(await getUserMedia(constraints));
// No picker and no tab to share here: a canvas stands in for the screen.
mediaDevices.getDisplayMedia = async () => {
  const canvas = document.createElement('canvas');
  canvas.getContext('2d')?.fillRect(0, 0, 8, 8);
  return ledger.keep(canvas.captureStream(5));
};
