import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createApp } from '../../server/app.js';
import { seat } from '../support/client.js';
import { openServer, startServer, type TestServer } from '../support/server.js';
import { within } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

const built = (path: string): string => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
const chunks = readdirSync(built('cdn/rtc-call')).filter((name) => name.endsWith('.js'));

let server: TestServer;
beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.rtc.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.url + path, { headers });

/** As it stands: `fetch` would tidy the path first. */
function statusOf(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('health', () => {
  test('is told as JSON', async () => {
    const response = await get('/healthz');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual({ ok: true });
  });
});

function policyOf(response: Response): Map<string, string[]> {
  const directives = (response.headers.get('content-security-policy') ?? '').split(';');
  return new Map(
    directives.map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

/** The hashes of the scripts or styles in the page, as a policy names them (CSP 3, 2.3.1). */
async function inline(tag: 'script' | 'style'): Promise<string[]> {
  const html = await (await get('/')).text();
  return [...html.matchAll(new RegExp(`<${tag}(?: type="module")?>([^]*?)</${tag}>`, 'g'))].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}

describe.each(['/', '/healthz', '/rtc-call.js'])('the policy of %s', (path) => {
  test('lets a page load from its own origin and nowhere else', async () => {
    const policy = policyOf(await get(path));
    for (const directive of ['default-src', 'connect-src']) expect(policy.get(directive)).toEqual(["'self'"]);
    for (const tag of ['script', 'style'] as const)
      expect(policy.get(`${tag}-src`)).toEqual(["'self'", ...(await inline(tag))]);
    expect(policy.get('object-src')).toEqual(["'none'"]);
    expect(policy.get('base-uri')).toEqual(["'none'"]);
    expect(policy.get('media-src')).toContain('blob:');
    expect(policy.get('worker-src')).toEqual(['blob:']);
    const sources = new Set([...policy.values()].flat());
    const own = ["'self'", "'none'", 'data:', 'blob:', ...(await inline('script')), ...(await inline('style'))];
    expect([...sources].filter((source) => !own.includes(source))).toEqual([]);
  });

  test("allows no inline script or style but the page's own, and no eval", async () => {
    const policy = (await get(path)).headers.get('content-security-policy');
    expect(policy).not.toContain('unsafe');
  });
});

describe.each(['/', '/healthz', '/rtc-call.js', '/nothing-here'])('the headers of %s', (path) => {
  test('work on plain http by any name', async () => {
    const response = await get(path);
    expect(response.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    expect(response.headers.has('strict-transport-security')).toBe(false);
  });

  test('give camera, microphone and screen to the page itself alone', async () => {
    const permissions = (await get(path)).headers.get('permissions-policy')?.split(', ');
    for (const feature of ['camera', 'microphone', 'display-capture', 'fullscreen', 'picture-in-picture'])
      expect(permissions).toContain(`${feature}=(self)`);
  });

  test('say nothing of what runs here, and leave types to nobody to guess', async () => {
    const { headers } = await get(path);
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });
});

/** Bytes in which nothing is won by compressing. */
const SMALL = 200;
const ELEMENT_FILES = ['/rtc-call.js', ...chunks.map((name) => `/rtc-call/${name}`)];

describe("each of the element's files", () => {
  test('may be loaded by a page of any origin', async () => {
    for (const path of ELEMENT_FILES) {
      const { status, headers } = await get(path, { Origin: 'https://page.example' });
      expect(status, path).toBe(200);
      expect(headers.get('access-control-allow-origin'), path).toBe('*');
      expect(headers.get('cross-origin-resource-policy'), path).toBe('cross-origin');
      expect(headers.get('content-type'), path).toContain('text/javascript');
    }
  });

  test.each([
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ])('for %s comes as %s, and is the same', async (accepted, encoding) => {
    for (const path of ELEMENT_FILES) {
      const plain = readFileSync(built(`cdn${path}`), 'utf8');
      const response = await get(path, { 'Accept-Encoding': accepted });
      expect(response.headers.get('content-encoding'), path).toBe(encoding);
      expect(response.headers.get('vary'), path).toContain('Accept-Encoding');
      // A compressed file has a head of its own.
      const most = Math.max(SMALL, Buffer.byteLength(plain) - 1);
      if (encoding) expect(Number(response.headers.get('content-length')), path).toBeLessThanOrEqual(most);
      expect(await response.text(), path).toBe(plain);
    }
  });

  test('is not sent again when it is known', async () => {
    for (const path of ELEMENT_FILES) {
      const etag = (await get(path)).headers.get('etag') ?? '';
      expect(etag, path).not.toBe('');
      expect((await get(path, { 'If-None-Match': etag })).status, path).toBe(304);
    }
  });

  test('never changes and may be kept, but for the first one, which is asked for anew so that an update arrives', async () => {
    const [first, ...others] = ELEMENT_FILES;
    expect((await get(first ?? '')).headers.get('cache-control')).toBe('no-cache');
    for (const path of others) {
      expect(path).toMatch(/-[\w-]{8,}\.js$/);
      expect((await get(path)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });
});

test('every file that the element loads on demand is served', () => {
  const element = readFileSync(built('cdn/rtc-call.js'), 'utf8');
  const loaded = [...element.matchAll(/import\(`?["'`]\.\/(rtc-call\/[\w.-]+\.js)/g)].map(([, path]) => `/${path}`);
  expect(loaded).not.toEqual([]);
  expect(ELEMENT_FILES).toEqual(expect.arrayContaining(loaded));
});

describe('the page', () => {
  test('is there, and all it loads is there', async () => {
    const response = await get('/');
    expect(response.headers.get('content-type')).toContain('text/html');
    const html = await response.text();
    const loaded = [...html.matchAll(/<(?:script|link|img)\b[^>]*?(?:src|href)="([^"]+)"/g)].map(
      ([, path = '']) => path,
    );
    expect(loaded).toContain('./rtc-call.js');
    for (const path of loaded.filter((path) => path.startsWith('./'))) {
      const { status, headers } = await get(new URL(path, `${server.url}/`).pathname);
      expect([path, status]).toEqual([path, 200]);
      expect(headers.get('content-type')).toMatch(/javascript|css|svg/);
    }
  });

  test('has its own scripts and style in it, which its policy allows, and no others', async () => {
    const html = await (await get('/')).text();
    expect(await inline('script')).toHaveLength(2);
    expect(await inline('style')).toHaveLength(1);
    expect(html).not.toMatch(/<[^>]*\s(style|on\w+)=/);
  });
});

describe('an unknown path', () => {
  test.each([
    '/nothing-here',
    '/rtc-call',
    '/rtc-call/',
    '/rtc-call/nothing.js',
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/rtc-call/../../server/main.js',
    '/server/main.js',
    '/tsconfig.json',
    '/demo.ts',
    '/.rtc-call-stamp',
    '/.git/config',
    '/%',
    '/%00',
    '//etc/passwd',
  ])('%s is not found', async (path) => {
    expect(await statusOf(path)).toBe(404);
  });

  test("of Socket.IO's own client is not served", async () => {
    // Socket.IO takes it for a request without a transport.
    expect(await statusOf('/socket.io/socket.io.js')).toBe(400);
  });
});

test("the same files are served in somebody's own app, under a path of theirs", async () => {
  const app = express();
  const httpServer = createServer(app);
  const { rtc, url } = await openServer({ httpServer });
  onTestFinished(() => rtc.close());
  app.use('/call', rtc.app);
  app.get('/mine', (_request, response) => void response.send('a page of mine'));
  expect((await fetch(`${url}/call/rtc-call.js`)).headers.get('access-control-allow-origin')).toBe('*');
  for (const name of chunks)
    expect((await fetch(`${url}/call/rtc-call/${name}`)).headers.get('cache-control')).toContain('immutable');
  const mine = await fetch(`${url}/mine`);
  expect(await mine.text()).toBe('a page of mine');
  expect(mine.headers.has('content-security-policy')).toBe(false);
  expect((await fetch(`${url}/rtc-call.js`)).status).toBe(404);
});

describe('an upgrade to something that nobody knows', () => {
  test.each([
    ['at once', ''],
    ['after another request', 'GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n'],
  ])('%s is refused, and the connection ends', async (_when, before) => {
    const socket = connect(server.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.setEncoding('utf8').write(before);
    if (before) await once(socket, 'data');
    const ended = once(socket, 'end');
    let answer = '';
    socket.on('data', (text: string) => (answer += text));
    socket.write('GET /elsewhere HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    await within('the end of the connection', ended);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('a request that cannot be answered', () => {
  test.each([
    'bytes=9-1',
    'bytes=9-1,5-',
    'bytes=-5',
    'bytes=x-y',
    'lines=1-2',
    'bytes=1-2-3',
    `bytes=${'9'.repeat(400)}-`,
  ])('for the range %s is answered with the whole file', async (range) => {
    const whole = await (await get('/rtc-call.js', { 'Accept-Encoding': 'identity' })).text();
    const response = await get('/rtc-call.js', { 'Accept-Encoding': 'identity', Range: range });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(whole);
  });

  test('for a part of a file gets that part', async () => {
    const response = await get('/rtc-call.js', { 'Accept-Encoding': 'identity', Range: 'bytes=1-4' });
    expect(response.status).toBe(206);
    expect(await response.text()).toHaveLength(4);
  });

  test('because of a fault says so in three words, tells no stranger where the code is, and is logged', async () => {
    const broken = Router();
    broken.get('/throws', () => {
      throw new Error('a secret of the code');
    });
    broken.get('/names/:name', (_request, response) => void response.json({}));
    const log = pino({ level: 'silent' });
    const told = vi.spyOn(log, 'error');
    const web = createServer(createApp(broken, log)).listen(0, '127.0.0.1');
    onTestFinished(() => void web.close());
    await once(web, 'listening');
    const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    const response = await fetch(`${url}/throws`);
    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error']);
    expect(told).toHaveBeenCalledOnce();
    const unread = await fetch(`${url}/names/%E0%A4%A`);
    expect([unread.status, await unread.text()]).toEqual([400, 'Bad Request']);
    expect(told).toHaveBeenCalledOnce();
  });
});

describe('a server below a path', () => {
  let below: TestServer;
  beforeAll(async () => {
    below = await openServer({ basePath: '/call', apiToken: ['a-token-of-the-operator'] });
  });
  afterAll(() => below.rtc.close());

  test.each([
    '/call/',
    '/call/rtc-call.js',
    `/call/rtc-call/${chunks[0]}`,
    '/call/status',
    '/call/healthz',
    '/call/readyz',
    // Whoever asks for these comes by no proxy.
    '/healthz',
    '/readyz',
  ])('serves %s', async (path) => {
    expect((await fetch(below.url + path)).status).toBe(200);
  });

  test.each(['/', '/rtc-call.js', '/status', '/metrics', '/callrtc-call.js', '/socket.io/?EIO=4&transport=polling'])(
    'serves no %s',
    async (path) => {
      expect((await fetch(below.url + path)).status).toBe(404);
    },
  );

  test('sends whoever leaves the slash out to its page', async () => {
    const { status, headers } = await fetch(`${below.url}/call?a=b`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([308, '/call/?a=b']);
  });

  test.each(['websocket', 'polling'])('seats people by %s', async (transport) => {
    await seat(below.url, 'caller', undefined, { path: '/call/socket.io', transports: [transport] });
  });

  test('names no file of its page from the root', async () => {
    const page = await (await fetch(`${below.url}/call/`)).text();
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).not.toHaveLength(0);
    expect(page).not.toMatch(/(?:src|href)="\//);
  });
});

describe('a connection between two requests', () => {
  const ask = async (socket: Socket): Promise<string> => {
    socket.write('GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n');
    const [answer] = (await within('an answer', once(socket, 'data'))) as [Buffer];
    return String(answer);
  };

  test('is kept for longer than balancers keep theirs', async () => {
    const socket = connect(server.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const [, seconds] = /keep-alive: timeout=(\d+)/i.exec(await ask(socket)) ?? [];
    expect(Number(seconds)).toBeGreaterThan(60);
  });

  test('is not ended by the time that the headers of a request may take', async () => {
    const { rtc, port } = await startServer();
    const socket = connect(port, '127.0.0.1');
    const silent = connect(port, '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => [socket, silent].forEach((each) => each.destroy()));
    expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200/);
    rtc.httpServer.headersTimeout = 1;
    // One that never asked is ended by it, after this one was looked at, too.
    await within('the end of the other connection', once(silent.resume(), 'close'));
    rtc.httpServer.headersTimeout = 10_000;
    expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200/);
  });
});
