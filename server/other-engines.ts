/**
 * Whether somebody else's Socket.IO answers on our path of one HTTP server. Two of them cannot: each takes every request to its path,
 * and every upgrade would be answered twice.
 */
import { IncomingMessage, ServerResponse, type Server as HttpServer } from 'node:http';
import { Socket } from 'node:net';

/** As Engine.IO of any version listens; who has none on their HTTP server is not asked. */
const hasEngine = (httpServer: HttpServer): boolean =>
  httpServer.listeners('listening').some(({ name }) => name === 'bound init');

/** A transport that there is not, so that no session begins. */
function question(path: string): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  return Object.assign(request, {
    method: 'GET',
    url: `${path}/?EIO=4&transport=none`,
    headers: { host: 'localhost', 'user-agent': 'rtc-call' },
  });
}

/** Engine.IO keeps the query with each request that it takes, before anything else. */
const wasTaken = (request: IncomingMessage): boolean => '_query' in request;

/** Called before ours is attached. `path` is without the slash at its end. */
export function otherEngineAt(httpServer: HttpServer, path: string): boolean {
  if (!hasEngine(httpServer)) return false;
  const request = question(path);
  httpServer.emit('request', request, new ServerResponse(request));
  return wasTaken(request);
}

type Refused = (refused: { readonly req: IncomingMessage }) => void;
interface Engine {
  on(event: 'connection_error', listener: Refused): unknown;
  off(event: 'connection_error', listener: Refused): unknown;
}

/** Called once `ours` is attached: `found` is called soon where one that came later stands before it. */
export function findEngineBefore(ours: Engine, httpServer: HttpServer, path: string, found: () => void): void {
  const request = question(path);
  let reached = false;
  const listener: Refused = ({ req }) => void (reached ||= req === request);
  ours.on('connection_error', listener);
  httpServer.emit('request', request, new ServerResponse(request));
  // Ours asks its middleware first, which takes a few microtasks.
  setImmediate(() => {
    ours.off('connection_error', listener);
    if (wasTaken(request) && !reached) found();
  });
}
