/** How the call gets on, in a sentence; empty while there is nothing that the person has to know. */
import type { View } from './view.js';

/** A path that is there is found sooner; the browser itself says so after 15 s only. */
const SLOW_MS = 10_000;

/** What goes on right now, if the person has to know; what takes long says why it may. */
export function progress({ state, labels, peerName, waited }: View): string {
  const slow = waited > SLOW_MS;
  if (state.name === 'connecting') return (slow && labels.stillConnecting) || labels.connectingTo(peerName);
  if (state.name === 'ringing') return labels.connectingTo(peerName);
  if (state.name !== 'reconnecting') return '';
  if (state.cause === 'peer') return labels.peerReloading(peerName);
  return (slow && labels.stillReconnecting) || labels.reconnecting;
}

/** Only while it is poor, and one sentence: what comes as stills is the plainer one. */
export function trouble({ state, quality, labels, peerName, peer }: View): string {
  if (state.name !== 'connected' || quality === null) return '';
  if (quality.receivingStills && peer?.camera) return labels.peerStills?.(peerName) ?? '';
  return quality.reason === null ? '' : (labels.poor?.[quality.reason](peerName) ?? '');
}
