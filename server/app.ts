/** The HTTP side: the element's files for any page, the demo, and what `operations` answers. Knows no socket. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import helmet from 'helmet';
import sirv, { type Options } from 'sirv';
import type { Log } from './log.js';

/** The built files, whether this module runs from `dist/server/` or from its source. */
const built = (folder: string): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? `../dist/${folder}` : `../${folder}`, import.meta.url));

/** The demo's own inline scripts or styles, by their hashes (CSP 3, 8.2). */
function inline(tag: 'script' | 'style'): string[] {
  const page = join(built('demo'), 'index.html');
  const html = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const parts = html.matchAll(new RegExp(`<${tag}(?![^>]*\\bsrc=)[^>]*>([^]*?)</${tag}>`, 'g'));
  return [...parts].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
}

/** The page's own rights and nobody else's: no third party, no other inline script or style, no eval. */
const headers = () =>
  helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...inline('script')],
        styleSrc: ["'self'", ...inline('style')],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        // Received files are written to the disk by a worker of the element's own.
        workerSrc: ['blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        // On plain http by another name than localhost it would load nothing at all.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });

const PERMISSIONS =
  'camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), picture-in-picture=(self)';
const YEAR_S = 365 * 24 * 3_600;

/** The status page knows a token: nothing but its own two files and this server's answers. */
const STATUS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * @param operations health, figures and the API, which stand before the files
 * @param path that all of it is below
 */
export function createApp(operations: Router, log: Log, path = ''): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(headers());
  app.use((_request, response, next) => {
    response.setHeader('Permissions-Policy', PERMISSIONS);
    next();
  });
  if (path !== '') app.use(around(path, operations));
  app.use(path || '/', operations, elementFiles(), statusFiles(), demoFiles());
  app.use(failed(log));
  return app;
}

/** Beside what is below a path. */
function around(path: string, operations: Router): Router {
  const router = express.Router();
  // Who asks for its health, such as a container, comes by no proxy.
  router.get(['/healthz', '/readyz'], operations);
  // What a page names by `./` is below the path only with the slash.
  router.get(path, (request, response, next) => {
    if (request.path === path) response.redirect(308, `${path}/${request.url.slice(path.length)}`);
    else next();
  });
  return router;
}

/** Express knows it by its four parameters. Its own would show strangers where the code is, and write each error to the terminal. */
const failed =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, _request, response, _next) => {
    const status = statusOf(error);
    log[status < 500 ? 'debug' : 'error']({ err: error }, 'a request could not be answered');
    if (response.headersSent) response.destroy();
    else response.status(status).type('text').send(STATUS_CODES[status]);
  };

/** Of what Express refuses, such as a path that cannot be decoded, the refusal's own. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return status in STATUS_CODES ? status : 500;
}

/** `/rtc-call.js` and its chunks may be loaded by a page of any origin; a chunk's name changes with its content. */
function elementFiles(): RequestHandler {
  return files('cdn', {
    setHeaders: (response, path) => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      cache(response, path.startsWith('/rtc-call/'));
    },
  });
}

/** `/status` and `/status-assets/`. */
function statusFiles(): RequestHandler {
  const send = files('status', { setHeaders: (response, path) => cache(response, path.startsWith('/status-assets/')) });
  return (request, response: Response, next) => {
    if (/^\/status(-assets\/|$)/.test(request.path)) response.setHeader('Content-Security-Policy', STATUS_POLICY);
    send(request, response, next);
  };
}

const demoFiles = (): RequestHandler =>
  files('demo', { setHeaders: (response, path) => cache(response, path.startsWith('/assets/')) });

/** A name with a hash never changes its content; any other is asked for each time, by its ETag. */
function cache(response: ServerResponse, hashed: boolean): void {
  response.setHeader('Cache-Control', hashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
}

/** Files of the build, as brotli or gzip where the build made them. Nothing where there is no build (development). */
function files(folder: string, options: Options = {}): RequestHandler {
  const path = built(folder);
  if (!existsSync(path)) return (_request, _response, next) => next();
  const send = sirv(path, { etag: true, brotli: true, gzip: true, ...options });
  return (request, response, next) => {
    // A file may be gone since the start (an update in place); sirv leaves its stream's error to end the process.
    response.once('pipe', (file) => file.once('error', () => response.destroy()));
    if (!isRange(request)) delete request.headers.range;
    send(request, response, next);
  };
}

/** One part of a file, from its beginning to its end; sirv throws at others, and may be asked for all of it instead (RFC 9110 14.2). */
function isRange({ headers: { range = '' } }: Request): boolean {
  const [, from, to] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(range) ?? [];
  return from !== undefined && (!to || Number(from) <= Number(to));
}
