/** `rtc-call health`, as a process of its own, against real servers: each way to listen, and each way not to answer. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { healthCommand } from '../../server/health-command.js';
import { Command, run } from '../support/command.js';
import { freePort } from '../support/ports.js';
import { pairFor } from '../support/tls.js';

vi.setConfig({ testTimeout: 30_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));
const LOOPBACK = { HOST: '127.0.0.1' };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

type Env = Record<string, string>;

/** A server with `env` on a free port, which is added to it. */
async function serve(env: Env = LOOPBACK): Promise<Env> {
  const own = { ...env, PORT: `${await freePort()}` };
  await run([], own).port();
  return own;
}

/** What the command says of it: its exit code, and its line on stdout or stderr. */
async function health(env: Env, args: readonly string[] = []): Promise<[number | null, string, string]> {
  const command = run(['health', ...args], env);
  return [await command.exit(), command.stdout, command.stderr];
}

const healthy = (url: string) => [0, `healthy: ${url}/healthz\n`, ''];
const unhealthy = (why: string) => [1, '', `unhealthy: ${why}\n`];

/** Another program than ours; resolves to its port. */
async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function withCertificate(name: string): Env {
  const pair = pairFor(name);
  writeFileSync(at('cert.pem'), pair.cert);
  writeFileSync(at('key.pem'), pair.key);
  return { TLS_CERT: at('cert.pem'), TLS_KEY: at('key.pem') };
}

const hasIPv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));

describe('a server that lives is healthy', () => {
  test('on another port', async () => {
    const env = await serve();
    expect(await health(env)).toEqual(healthy(`http://127.0.0.1:${env['PORT']}`));
  });

  test.for<[string, string, boolean]>([
    ['', '127.0.0.1', true],
    ['0.0.0.0', '127.0.0.1', true],
    ['127.0.0.2', '127.0.0.2', process.platform === 'linux'],
    ['localhost', '(127.0.0.1|\\[::1\\])', true],
    ['::', '127.0.0.1', hasIPv6],
    ['0:0:0:0:0:0:0:1', '\\[0:0:0:0:0:0:0:1\\]', hasIPv6],
  ])('with HOST=%s', async ([HOST, asked, possible], { skip }) => {
    skip(!possible, 'this machine has no such address');
    const env = await serve({ HOST });
    const [code, said] = await health(env);
    expect(said).toMatch(new RegExp(`^healthy: http://${asked}:${env['PORT']}/healthz\\n$`));
    expect(code).toBe(0);
  });

  test('by https with a certificate for another name than the one that is asked', async () => {
    const env = await serve({ ...LOOPBACK, ...withCertificate('call.example.com') });
    expect(await health(env)).toEqual(healthy(`https://127.0.0.1:${env['PORT']}`));
  });

  test('by https with the certificate of this machine', async () => {
    const env = await serve({ ...LOOPBACK, HTTPS: 'true', STATE_DIRECTORY: at('state') });
    expect(await health(env)).toEqual(healthy(`https://127.0.0.1:${env['PORT']}`));
  });

  test('by https with a certificate that was renewed since, and that the server did not read yet', async () => {
    const env = await serve({ ...LOOPBACK, ...withCertificate('call.example.com') });
    withCertificate('call.example.com');
    expect(await health(env)).toEqual(healthy(`https://127.0.0.1:${env['PORT']}`));
  });

  test('by flags that override the environment', async () => {
    const { PORT = '' } = await serve();
    const env = { PORT: '1', HOST: '192.0.2.1' };
    expect(await health(env, [`--port=${PORT}`, '--host', '127.0.0.1'])).toEqual(healthy(`http://127.0.0.1:${PORT}`));
  });
});

describe('it is unhealthy, for a reason that is said in one line,', () => {
  test('where nobody listens', async () => {
    const PORT = `${await freePort()}`;
    expect(await health({ PORT })).toEqual(unhealthy(`http://127.0.0.1:${PORT}/healthz: no answer (ECONNREFUSED)`));
  });

  test('where the server is not ready', async () => {
    const port = await listen((_request, response) => response.writeHead(503).end('{"ok":true}'));
    expect(await health({ PORT: `${port}` })).toEqual(unhealthy(`http://127.0.0.1:${port}/healthz answered 503`));
  });

  test('where another program answers', async () => {
    const port = await listen((_request, response) => response.end('<h1>It works!</h1>'));
    const url = `http://127.0.0.1:${port}/healthz`;
    expect(await health({ PORT: `${port}` })).toEqual(unhealthy(`${url} answered, but is not rtc-call`));
  });

  test.each<[string, RequestListener]>([
    ['nothing', () => undefined],
    [
      'half of an answer',
      (_request, response) => void response.writeHead(200, { 'content-length': 11 }).write('{"ok"'),
    ],
  ])('where the server says %s', async (_what, answer) => {
    const port = await listen(answer);
    expect(await healthCommand([`--port=${port}`], {}, 200)).toEqual({
      healthy: false,
      text: `unhealthy: http://127.0.0.1:${port}/healthz: no answer within 0.2 s`,
    });
  });

  test('where the server does not speak https, or only that', async () => {
    const [plain, secure] = [await serve(), await serve({ ...LOOPBACK, ...withCertificate('call.example.com') })];
    const [code, , said] = await health({ ...secure, PORT: plain['PORT'] ?? '' });
    expect([code, said]).toEqual([1, expect.stringMatching(/^unhealthy: https:\S+: no answer \(\w+\)\n$/)]);
    expect(await health({ ...plain, PORT: secure['PORT'] ?? '' })).toEqual(
      unhealthy(`http://127.0.0.1:${secure['PORT']}/healthz: no answer (ECONNRESET)`),
    );
  });

  test('where the server would have to listen on another machine', async () => {
    expect(await health({ HOST: '192.0.2.1' })).toEqual(unhealthy('192.0.2.1 is not an address of this machine'));
    const [code, , said] = await health({ HOST: 'no..name' });
    expect([code, said]).toEqual([1, expect.stringMatching(/^unhealthy: .*no\.\.name.*\n$/)]);
  });

  test('where the port is anybody’s guess', async () => {
    expect(await health({ PORT: '0' })).toEqual(unhealthy('port 0 is a port that the server chose; set --port (PORT)'));
  });

  test('where the settings cannot be used', async () => {
    expect(await health({ PORT: 'eighty', LOG_LEVEL: 'loud' })).toEqual(
      unhealthy(
        '--port (PORT) must be a whole number from 0 to 65535; --log-level (LOG_LEVEL) must be error, warn, info or debug',
      ),
    );
  });
});

describe('it costs little', () => {
  test('loads no package of the server, since it runs every few seconds', async () => {
    await cp(join(root, 'dist'), at('dist'), { recursive: true });
    await cp(join(root, 'package.json'), at('package.json'));
    mkdirSync(at('node_modules'));
    symlinkSync(join(root, 'node_modules/valibot'), at('node_modules/valibot'));
    const env = await serve();
    const command = new Command(['health'], env, at('dist/server/main.js'));
    expect(await command.exit(), command.stderr).toBe(0);
  });

  test('makes no certificate', async () => {
    const PORT = `${await freePort()}`;
    const [code] = await health({ PORT, HTTPS: 'true', STATE_DIRECTORY: at('state') });
    expect([code, readdirSync(folder)]).toEqual([1, []]);
  });
});
