/** What stands in front of the server: their own checks of our files, and a call's signaling through the real programs. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../../server/certificate.js';
import { offer, person, randomId, seat, type TestClient } from '../support/client.js';
import { freePort } from '../support/ports.js';
import { startServer } from '../support/server.js';
import { until } from '../support/wait.js';

const NGINX = '/usr/sbin/nginx';
const CADDY = '/usr/bin/caddy';
const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

let folder = '';
let cert = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
  const day = 24 * 3_600_000;
  const [from, until] = [new Date(Date.now() - day), new Date(Date.now() + day)];
  const pair = makeCertificate({ names: ['localhost', 'call.example.com'], from, until });
  ({ cert } = pair);
  writeFileSync(at('cert.pem'), cert);
  writeFileSync(at('key.pem'), pair.key);
});
afterAll(() => rmSync(folder, { recursive: true }));

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const shakesHands = (port: number, ca: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTls({ port, host: 'localhost', servername: 'localhost', ca }, () => resolve(true)).once(
      'error',
      () => resolve(false),
    );
    socket.once('secureConnect', () => socket.destroy());
  });

/** Runs it until the test ends; resolves when `port` answers. */
async function start(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  port: number,
): Promise<void> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  await until(`${program} to listen`, async () => {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
    return accepts(port);
  });
}

/** Two people who come with the same `shard` meet only if they get to the same of two servers that know nothing of each other. */
async function meet(url: string, options: object): Promise<[TestClient, TestClient]> {
  const room = randomId();
  const more = { ...options, query: { shard: room.slice(0, 3) } };
  const callee = await seat(url, 'callee', person({ room }), more);
  const caller = await seat(url, 'caller', person({ room }), more);
  expect(await caller.signal(callee.instance, offer())).toEqual({ ok: true });
  return [callee, caller];
}

describe.skipIf(!existsSync(NGINX))('deploy/nginx.conf (skipped where nginx is not installed)', () => {
  /** As it is, but for ports, the certificate and the servers, which are other people's choice. */
  const configured = (http: number, https: number, servers: readonly number[]): string =>
    read('deploy/nginx.conf')
      .replaceAll(/listen (\[::\]:)?80;/g, (_all, six = '') => `listen ${six || '127.0.0.1:'}${http};`)
      .replaceAll(/listen (\[::\]:)?443/g, (_all, six = '') => `listen ${six || '127.0.0.1:'}${https}`)
      .replaceAll('/etc/letsencrypt/live/call.example.com/fullchain.pem', at('cert.pem'))
      .replaceAll('/etc/letsencrypt/live/call.example.com/privkey.pem', at('key.pem'))
      .replace(/ *server 127\.0\.0\.1:3000 (.*)\n/, (_all, rest: string) =>
        servers.map((port) => `server 127.0.0.1:${port} ${rest}`).join('\n'),
      );
  const here = (): string[] => ['-p', folder, '-g', 'pid nginx.pid; daemon off;', '-e', 'stderr'];

  test('is accepted by nginx -t without a warning', () => {
    writeFileSync(at('nginx.conf'), configured(8_080, 8_443, [3_000]));
    const { status, stderr } = spawnSync(NGINX, ['-t', '-c', at('nginx.conf'), ...here()], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).not.toMatch(/\[(warn|emerg|error)\]/);
    expect(status).toBe(0);
  });

  test('carries signaling by websocket and by polling, and sends both people of a room to one of two servers', async () => {
    const servers = [await startServer(), await startServer()];
    const [http, https] = [await freePort(), await freePort()];
    writeFileSync(
      at('nginx.conf'),
      configured(
        http,
        https,
        servers.map(({ port }) => port),
      ),
    );
    await start(NGINX, ['-c', at('nginx.conf'), ...here()], {}, https);
    const options = { ca: cert, extraHeaders: { host: 'call.example.com' } };
    for (let room = 0; room < 12; room += 1) await meet(`https://localhost:${https}`, options);
    await meet(`https://localhost:${https}`, { ...options, transports: ['polling'] });
    expect(servers.map(({ rtc }) => rtc.seated > 0)).toEqual([true, true]);
    const redirect = await fetch(`http://127.0.0.1:${http}/a?b=c`, { redirect: 'manual' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([301, 'https://127.0.0.1/a?b=c']);
  });
});

describe.skipIf(!existsSync(NGINX))('deploy/nginx-path.conf (skipped where nginx is not installed)', () => {
  test('passes a server on below a path of another site', async () => {
    const server = await startServer({ basePath: '/call' });
    const port = await freePort();
    const location = read('deploy/nginx-path.conf').replace('127.0.0.1:3000', `127.0.0.1:${server.port}`);
    const site = `server { listen 127.0.0.1:${port}; location / { return 200 'a page of theirs'; } ${location} }`;
    writeFileSync(at('path.conf'), `events {} http { access_log off; ${site} }`);
    const args = ['-p', folder, '-g', 'pid nginx-path.pid; daemon off;', '-e', 'stderr', '-c', at('path.conf')];
    await start(NGINX, args, {}, port);
    const url = `http://127.0.0.1:${port}`;
    const path = '/call/socket.io';
    await meet(url, { path });
    await meet(url, { path, transports: ['polling'] });
    for (const name of ['rtc-call.js', 'healthz', '']) expect((await fetch(`${url}/call/${name}`)).status).toBe(200);
    const bare = await fetch(`${url}/call`, { redirect: 'manual' });
    expect([bare.status, bare.headers.get('location')]).toEqual([301, `${url}/call/`]);
    expect(await (await fetch(url)).text()).toBe('a page of theirs');
  });
});

describe.skipIf(!existsSync(CADDY))('deploy/Caddyfile (skipped where Caddy is not installed)', () => {
  const adapt = ['--adapter', 'caddyfile', '--config'];

  test('is accepted by caddy validate', () => {
    writeFileSync(at('Caddyfile'), read('deploy/Caddyfile'));
    const env = { HOME: folder, DOMAIN: 'call.example.com' };
    const { status, stderr } = spawnSync(CADDY, ['validate', ...adapt, at('Caddyfile')], { env, encoding: 'utf8' });
    expect(stderr).not.toContain('"level":"error"');
    expect(status).toBe(0);
  });

  test('below a path it is accepted', () => {
    writeFileSync(at('Caddyfile.path'), read('deploy/Caddyfile.path'));
    const env = { HOME: folder, DOMAIN: 'www.example.com' };
    const { status, stderr } = spawnSync(CADDY, ['validate', ...adapt, at('Caddyfile.path')], {
      env,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  });

  test('for several servers it is accepted, but for the policy that Debian’s Caddy is too old for', () => {
    const text = read('deploy/Caddyfile.nodes');
    expect(text).toContain('lb_policy query shard');
    writeFileSync(at('Caddyfile.nodes'), text.replace('query shard', 'uri_hash'));
    const { status, stderr } = spawnSync(CADDY, ['validate', ...adapt, at('Caddyfile.nodes')], {
      env: { HOME: folder },
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  });

  test('carries signaling by websocket and by polling, with a certificate of its own making', async () => {
    const { port } = await startServer();
    const [http, https, admin] = [await freePort(), await freePort(), await freePort()];
    const options = [
      `http_port ${http}`,
      `https_port ${https}`,
      `admin localhost:${admin}`,
      'local_certs',
      'skip_install_trust',
    ];
    writeFileSync(at('Caddyfile'), `{\n${options.join('\n')}\n}\n${read('deploy/Caddyfile')}`);
    const env = { HOME: folder, DOMAIN: 'localhost', UPSTREAM: `localhost:${port}` };
    await start(CADDY, ['run', ...adapt, at('Caddyfile')], env, https);
    const authority = join(folder, '.local/share/caddy/pki/authorities/local/root.crt');
    await until('its authority', () => existsSync(authority) && readFileSync(authority, 'utf8').includes('END'));
    const ca = readFileSync(authority, 'utf8');
    await until('its certificate', () => shakesHands(https, ca));
    await meet(`https://localhost:${https}`, { ca });
    await meet(`https://localhost:${https}`, { ca, transports: ['polling'] });
  });
});
