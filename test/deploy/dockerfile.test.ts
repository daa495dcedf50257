import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { offer, person, randomId, seat } from '../support/client.js';
import { Command } from '../support/command.js';
import { Image } from '../support/dockerfile.js';
import { freePort } from '../support/ports.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const API_TOKEN = 'a-token-of-the-tests-only';
const LOOPBACK = { HOST: '127.0.0.1' };
const UNSHARE = '/usr/bin/unshare';
const NSENTER = '/usr/bin/nsenter';

type Env = Record<string, string>;

const image = new Image();
beforeAll(() => image.build(), 600_000);
afterAll(() => image.remove());

/** Its entry point with `args`, as Docker runs it but for the Node that is here. */
function enter(env: Env, args: readonly string[] = [], within: readonly string[] = []): Command {
  const [, script = '', ...words] = image.stage.entrypoint;
  return new Command([...words, ...args], { ...image.stage.env, ...env }, script, { cwd: image.workdir(), within });
}

/** Its health check, as Docker runs it: with the environment of the server and without its arguments. */
function check(env: Env, within: readonly string[] = []): { status: number | null; text: string } {
  const [, ...args] = image.stage.healthcheck;
  const [program = '', ...words] = [...within, process.execPath, ...args];
  const options = { cwd: image.workdir(), env: { ...image.stage.env, ...env }, timeout: 20_000 };
  const { status, stdout, stderr } = spawnSync(program, words, { ...options, encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

async function start(env: Env = {}): Promise<{ command: Command; url: string; env: Env }> {
  const own = { ...LOOPBACK, PORT: `${await freePort()}`, ...env };
  const command = enter(own);
  return { command, url: `http://127.0.0.1:${await command.port()}`, env: own };
}

async function text(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  return response.text();
}

/** What `pattern` finds, once each. */
const found = (source: string, pattern: RegExp): string[] => [
  ...new Set([...source.matchAll(pattern)].map(([, name = '']) => name)),
];

/** Files of the checkout, by their paths in it. */
const filesIn = (path: string): string[] =>
  statSync(join(root, path)).isFile()
    ? [path]
    : readdirSync(join(root, path), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.tsbuildinfo'))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)));

describe('the image', () => {
  test('is built of all that the build of this checkout is made of', async () => {
    const tools: unknown = await import(join(root, 'scripts/tools.mjs'));
    const files = (tools as { SOURCES: string[] }).SOURCES.flatMap(filesIn);
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => !existsSync(join(image.workdir('build'), file)))).toEqual([]);
  });

  test('has no source and no tool', () => {
    expect(existsSync(join(image.workdir(), 'server'))).toBe(false);
    for (const name of ['typescript', 'vite', 'playwright'])
      expect(existsSync(join(image.workdir(), 'node_modules', name)), name).toBe(false);
  });

  test('does not run as root, and both of its commands are Node, without a shell', () => {
    expect(image.stage.user).toBe('node');
    expect([image.stage.entrypoint[0], image.stage.healthcheck[0]]).toEqual(['node', 'node']);
  });

  test('logs JSON and serves the page', async () => {
    const { command, url } = await start();
    expect(command.stdout).toMatch(/^\{"level":/);
    expect(await text(`${url}/`)).toContain('<title>rtc-call</title>');
  });

  test('serves the element with every chunk that it names', async () => {
    const { url } = await start();
    const chunks = found(await text(`${url}/rtc-call.js`), /["'`]\.\/(rtc-call\/[\w-]+\.js)["'`]/g);
    expect(chunks.length).toBeGreaterThan(2);
    for (const chunk of chunks) await text(`${url}/${chunk}`);
  });

  test('serves the status page with what it names', async () => {
    const { url } = await start({ API_TOKEN });
    const assets = found(await text(`${url}/status`), /(?:src|href)="\.\/(status-assets\/[^"]+)"/g);
    expect(assets.map((name) => extname(name)).toSorted()).toEqual(['.css', '.js', '.svg']);
    for (const asset of assets) await text(`${url}/${asset}`);
  });

  test('carries a call’s signaling', async () => {
    const { url } = await start();
    const room = randomId();
    const [callee, caller] = [await seat(url, 'callee', person({ room })), await seat(url, 'caller', person({ room }))];
    expect(await caller.signal(callee.instance, offer())).toEqual({ ok: true });
  });
});

describe('the health check of the image', () => {
  test('passes while the server serves, and fails after it', async () => {
    const { command, url, env } = await start();
    expect(await text(`${url}/healthz`)).toBe('{"ok":true}');
    expect(check(env)).toEqual({ status: 0, text: `healthy: ${url}/healthz\n` });
    command.kill('SIGTERM'); // As `docker stop` does.
    expect(await command.exit()).toBe(0);
    expect(check(env)).toEqual({ status: 1, text: `unhealthy: ${url}/healthz: no answer (ECONNREFUSED)\n` });
  });

  test('passes by https with the certificate that the server made', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { env } = await start({ HTTPS: 'true', STATE_DIRECTORY: folder });
    expect(check(env)).toEqual({ status: 0, text: `healthy: https://127.0.0.1:${env['PORT']}/healthz\n` });
  });

  // The server is the first process of a container. Only root may make it that of a namespace.
  test.skipIf(process.getuid?.() !== 0 || !existsSync(UNSHARE))(
    'passes where the server was given flags (skipped where it cannot be the first process)',
    async () => {
      const [port, env] = [await freePort(), { ...LOOPBACK, PORT: `${await freePort()}` }];
      const container = [UNSHARE, '--pid', '--mount-proc', '--fork', '--kill-child'];
      const command = enter(env, ['--port', `${port}`], container);
      await command.port();
      const inside = [NSENTER, `--target=${childOf(command.pid)}`, '--pid', '--mount', `--wd=${image.workdir()}`];
      expect(check(env, inside)).toEqual({ status: 0, text: `healthy: http://127.0.0.1:${port}/healthz\n` });
      expect(check(env).status, 'outside of it').toBe(1);
    },
  );
});

const childOf = (pid: number): string => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
