/**
 * Signaling where somebody's app has put ours: after `app.use('/call', rtc.app)` a script from /call/rtc-call.js asks at /call/socket.io/,
 * and Socket.IO, which listens on their HTTP server, knows no Express.
 */
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Express } from 'express';

export function followMount(app: Express, httpServer: HttpServer, path: string): void {
  const unmount = (request: IncomingMessage): void => {
    const { url = '' } = request;
    const mount = app.path();
    if (url.startsWith(`${mount}${path}/`)) request.url = url.slice(mount.length);
  };
  app.once('mount', () => {
    httpServer.prependListener('request', unmount);
    httpServer.prependListener('upgrade', unmount);
  });
}
