/** Looks at the peer connections that product code makes and keeps to itself. */
import { onTestFinished } from 'vitest';

/** Every RTCPeerConnection made from now on until the test ends, in order; they are closed then. */
export function recordConnections(): RTCPeerConnection[] {
  const made: RTCPeerConnection[] = [];
  const Real = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      made.push(this);
    }
  };
  onTestFinished(() => {
    globalThis.RTCPeerConnection = Real;
    for (const connection of made) connection.close();
  });
  return made;
}

/** What has arrived of one transceiver's medium, by the receiver's own account. */
export async function received(connection: RTCPeerConnection, kind: 'audio' | 'video'): Promise<InboundStats> {
  const receiver = connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind)?.receiver;
  for (const stats of (await receiver?.getStats())?.values() ?? [])
    if (stats.type === 'inbound-rtp') return { energy: stats.totalAudioEnergy ?? 0, frames: stats.framesDecoded ?? 0 };
  return { energy: 0, frames: 0 };
}

export interface InboundStats {
  readonly energy: number;
  readonly frames: number;
}
