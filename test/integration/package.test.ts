import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Command } from '../support/command.js';
import { offer, person, randomId, seat } from '../support/client.js';
import { Package } from '../support/package.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const installed = new Package();
// As somebody installs it: npm packs and installs for some seconds, once for all of these.
beforeAll(async () => {
  await installed.pack();
  await installed.install('express', '@types/node@20', '@types/express@5');
  cpSync(installed.at('node_modules/rtc-call/examples/own-server'), installed.folder, { recursive: true });
});
afterAll(() => installed.remove());

/** Two people meet there, and a description gets from one to the other. */
async function carriesACall(url: string): Promise<void> {
  const room = randomId();
  const callee = await seat(url, 'callee', person({ room }));
  const caller = await seat(url, 'caller', person({ room }));
  expect(await caller.signal(callee.instance, offer())).toEqual({ ok: true });
  expect((await callee.signals.next()).from).toBe(caller.instance);
}

const text = async (url: string): Promise<string> => {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  return response.text();
};

describe('the package', () => {
  test('has what its manifest names, the licence and the documents, and nothing of its making', () => {
    const manifest = JSON.parse(readFileSync(installed.at('node_modules/rtc-call/package.json'), 'utf8')) as {
      bin: Record<string, string>;
      customElements: string;
      exports: Record<string, string | { types: string; default: string }>;
    };
    const named = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : [target.types, target.default],
    );
    const paths = [...named, ...Object.values(manifest.bin), manifest.customElements];
    const expected = paths.filter((path) => !path.includes('*')).map((path) => path.replace(/^\.\//, ''));
    expect(installed.paths).toEqual(expect.arrayContaining([...expected, 'README.md', 'LICENSE', 'CHANGELOG.md']));
    expect(
      installed.paths.filter((path) =>
        /^(test|client|server|shared|scripts|bundle)\/|stamp|tsbuildinfo|\.env$/.test(path),
      ),
    ).toEqual([]);
  });

  test('is small', () => {
    expect(installed.packed.size).toBeLessThan(2_000_000);
  });

  test('brings no package that only its own development needs', () => {
    const present = readdirSync(installed.at('node_modules'));
    for (const name of ['typescript', 'vite', 'playwright', 'tsx', 'vitest']) expect(present).not.toContain(name);
  });
});

describe('npx rtc-call', () => {
  const start = async (): Promise<string> => {
    const command = new Command(['--port=0', '--host=127.0.0.1'], {}, installed.at('node_modules/.bin/rtc-call'));
    return `http://127.0.0.1:${await command.port()}`;
  };

  test('serves the page, the element and what it loads on demand', async () => {
    const url = await start();
    expect(await text(`${url}/`)).toContain('<title>rtc-call</title>');
    expect(await text(`${url}/rtc-call.js`)).toContain('rtc-call');
    const chunks = installed.paths.filter((path) => /^dist\/cdn\/rtc-call\/[^/]+\.js$/.test(path));
    expect(chunks.length).toBeGreaterThan(10);
    for (const chunk of chunks) await text(`${url}/${chunk.replace('dist/cdn/', '')}`);
  });

  test('carries a call’s signaling', async () => {
    await carriesACall(await start());
  });

  test('is run by npx itself from the folder it was installed in', async () => {
    expect(await installed.npm(['exec', '--offline', '--', 'rtc-call', '--help'])).toContain('--port (PORT)');
  });
});

describe.each(['express.js', 'http.js'])('examples/own-server/%s', (name) => {
  const start = async (): Promise<string> => {
    const command = new Command([], { PORT: '0' }, installed.at(name));
    return `http://127.0.0.1:${await command.port()}`;
  };

  test('serves its own page, the element that this page names, and a call’s signaling', async () => {
    const url = await start();
    const page = await text(`${url}/`);
    const [, script = ''] = /src="([^"]+)"/.exec(page) ?? [];
    expect(page).toContain('<h1>Our page</h1>');
    expect(await text(url + script)).toContain('rtc-call');
    await carriesACall(url);
  });

  test('ends on SIGTERM, with its sockets', async () => {
    const command = new Command([], { PORT: '0' }, installed.at(name));
    await seat(`http://127.0.0.1:${await command.port()}`, 'callee');
    command.kill('SIGTERM');
    expect(await command.exit()).toBe(0);
  });
});

const USE = `
import { Call, type CallState } from 'rtc-call';
import 'rtc-call/define.js';
import { createRtcServer, type RtcServer } from 'rtc-call/server';
import { PROTOCOL_VERSION } from 'rtc-call/protocol';
import express from 'express';
export const state = (call: Call): CallState => call.state;
export const server: RtcServer = createRtcServer({ port: PROTOCOL_VERSION, https: true });
express().use('/calls', server.app);
export const port: Promise<number> = server.listen().then((address) => address.port);
// @ts-expect-error -- a port is a number: the options are not any.
createRtcServer({ port: 'eighty' });
`;

describe('the types of the package', () => {
  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('are found by a strict TypeScript with module %s and resolution %s', async (module, resolution) => {
    writeFileSync(installed.at('use.ts'), USE);
    const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', module, '--moduleResolution', resolution];
    const lib = ['--lib', 'es2023,dom,dom.iterable', '--types', 'node'];
    await promisify(execFile)(root('node_modules/.bin/tsc'), [...flags, ...lib, 'use.ts'], {
      cwd: installed.folder,
    }).catch((error: unknown) => expect.fail((error as { stdout: string }).stdout));
  });
});
