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

/** Bytes of media and messages that came in so far. */
export async function bytesReceived(connection: RTCPeerConnection): Promise<number> {
  const reports = [...(await connection.getStats()).values()];
  return reports.find(({ type }) => type === 'transport')?.bytesReceived ?? 0;
}

/** As over a dead path: what its counters say stands still. Returns the way back. */
export async function silence(connection: RTCPeerConnection): Promise<() => void> {
  const report = await connection.getStats();
  connection.getStats = async () => report;
  return () => void Reflect.deleteProperty(connection, 'getStats');
}

/** What has arrived of the first medium of `kind`, by the receiver's own account. */
export async function received(connection: RTCPeerConnection, kind: 'audio' | 'video'): Promise<Received> {
  const receiver = connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind)?.receiver;
  for (const stats of (await receiver?.getStats())?.values() ?? [])
    if (stats.type === 'inbound-rtp') return { packets: stats.packetsReceived ?? 0, frames: stats.framesDecoded ?? 0 };
  return { packets: 0, frames: 0 };
}

interface Received {
  readonly packets: number;
  /** Decoded pictures. */
  readonly frames: number;
}
