/** ICE servers that a browser may refuse: one wrong entry must not take the call with it. */
import { RtcError } from './errors.js';

/** Applies a configuration; where the browser throws, once more without the servers that it refuses, and says so. */
export function configured<T>(
  configuration: RTCConfiguration,
  apply: (configuration: RTCConfiguration) => T,
  onrefused: (error: RtcError) => void,
): T {
  try {
    return apply(configuration);
  } catch (cause) {
    const { iceServers } = configuration;
    const usable = Array.isArray(iceServers) ? iceServers.filter(isUsable) : [];
    const applied = apply({ ...configuration, iceServers: usable });
    onrefused(new RtcError('bad-ice-servers', `left out of the ICE servers: ${String(cause)}`, { cause }));
    return applied;
  }
}

function isUsable(server: RTCIceServer): boolean {
  try {
    new RTCPeerConnection({ iceServers: [server] }).close();
    return true;
  } catch {
    return false; // The reason is that of the whole list, which is told.
  }
}
