/** The HTTP side: the element's files for any page, the demo, health. Knows no socket. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import sirv, { type Options } from 'sirv';

/** The built files, whether this module runs from `dist/server/` or from its source. */
const built = (folder: string): string => {
  const here = fileURLToPath(new URL(`../${folder}`, import.meta.url));
  return existsSync(here) ? here : fileURLToPath(new URL(`../dist/${folder}`, import.meta.url));
};

/** The page's own rights and nobody else's: no third party, no inline script or style, no eval. */
const headers = helmet({
  contentSecurityPolicy: {
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      mediaSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'"],
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

export function createApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(headers);
  app.use((_request, response, next) => {
    response.setHeader('Permissions-Policy', PERMISSIONS);
    next();
  });
  app.get('/healthz', (_request, response) => void response.json({ ok: true }));
  app.use(elementFiles());
  app.use(files('demo'));
  return app;
}

/** `/rtc-call.js` and its chunks may be loaded by a page of any origin; a chunk's name changes with its content. */
function elementFiles(): RequestHandler {
  return files('cdn', {
    setHeaders: (response, path) => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      const hashed = path.startsWith('/rtc-call/');
      response.setHeader('Cache-Control', hashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });
}

/** Files of the build, as brotli or gzip where the build made them. Nothing where there is no build (development). */
function files(folder: string, options: Options = {}): RequestHandler {
  const path = built(folder);
  if (!existsSync(path)) return (_request, _response, next) => next();
  return sirv(path, { etag: true, brotli: true, gzip: true, ...options });
}
