/**
 * A websocket that the page opened before this script was there: two round trips to the server that pass while the script
 * is still on its way. The page puts it where `takeEarly` looks; see "Opening faster" in docs/api.md.
 */
import { WebSocket as WebSocketTransport, XHR } from 'engine.io-client';

export interface EarlySocket {
  /**
   * As Engine.IO would write it: `wss://call.example.com/socket.io/?EIO=4&transport=websocket`, below the server's path, with `shard=…` in front where
   * there are many servers (docs/server.md).
   */
  readonly url: string;
  readonly socket: WebSocket;
  /** What arrived so far; the page's `onmessage` collects it. */
  readonly received: readonly unknown[];
}

declare global {
  // A page's inline script writes it.
  var rtcCallEarlySocket: EarlySocket | undefined;
}

/** For this server and one connection only, and only while it lives: the server closes one on which nobody takes a seat for long. */
function takeEarly(url: string): EarlySocket | null {
  const early = globalThis.rtcCallEarlySocket;
  if (!early || early.url.split('?')[0] !== url.split('?')[0] || early.socket.readyState > WebSocket.OPEN) return null;
  globalThis.rtcCallEarlySocket = undefined;
  return early;
}

/** Engine.IO's websocket transport, which takes an early socket over and catches up on what it missed. */
class EarlyWebSocket extends WebSocketTransport {
  override createSocket(url: string, protocols: string | string[] | undefined, options: Record<string, unknown>) {
    const early = takeEarly(url);
    if (!early) return super.createSocket(url, protocols, options);
    const { socket, received } = early;
    // The transport sets its own listeners in this task.
    queueMicrotask(() => {
      if (socket.readyState === WebSocket.OPEN) socket.dispatchEvent(new Event('open'));
      for (const data of received) socket.dispatchEvent(new MessageEvent('message', { data }));
    });
    return socket;
  }
}

/** The first one; the other for networks that refuse it. */
export const WEBSOCKET_FIRST = [EarlyWebSocket, XHR];
/** For networks that swallow a websocket without a word: it takes over as soon as it proves to work. */
export const POLLING_FIRST = [XHR, EarlyWebSocket];
