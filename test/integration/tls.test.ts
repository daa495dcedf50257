import { createServer, type IncomingMessage } from 'node:http';
import { Agent, createServer as createSecureServer, request } from 'node:https';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { KeyPair } from '../../server/certificate.js';
import { createRtcServer, ConfigError } from '../../server/index.js';
import { createLog } from '../../server/log.js';
import { networkAddresses, urlOf } from '../../server/network.js';
import { Tls } from '../../server/tls.js';
import { offer, person, randomId, seat } from '../support/client.js';
import { run, type Command } from '../support/command.js';
import { pairFor, shown } from '../support/tls.js';
import { until, within } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const log = createLog({ logLevel: 'error', logFormat: 'json' });

/** What a client is told that trusts `ca` alone. */
function get(url: string, ca: string): Promise<string> {
  const asked = new Promise<string>((resolve, reject) => {
    request(url, { agent: new Agent({ ca }) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });
  return within(`an answer from ${url}`, asked);
}

describe('--https', () => {
  async function start(...more: string[]): Promise<{ command: Command; port: number }> {
    const command = run(['--port=0', '--https', `--state-dir=${at('state')}`, ...more]);
    return { command, port: await command.port() };
  }

  test('serves a page that a client accepts who knows the certificate, by each of its names', async () => {
    const { command, port } = await start();
    await until('its last word', () => /SHA-256\) is [0-9A-F:]{95}/.test(command.stdout));
    const certificate = await shown(port);
    expect(command.stdout).toContain(certificate.fingerprint256);
    for (const host of ['localhost', '127.0.0.1'])
      expect(await get(`https://${host}:${port}/`, certificate.toString())).toContain('<title>rtc-call</title>');
  });

  // What may be on no network prints no link: test/unit/listening.test.ts has a network of its own.
  test('prints a link for each address of the network, and the certificate is for it', async () => {
    const { command, port } = await start();
    await until('its last word', () => command.stdout.includes('fingerprint'));
    const links = [...command.stdout.matchAll(/network: (https:\S+)/g)].map(([, url]) => url);
    const addresses = networkAddresses();
    expect(links).toEqual(addresses.map((address) => urlOf('https', address, port)));
    const certificate = await shown(port);
    for (const address of addresses) expect(certificate.checkIP(address)).toBe(address);
    expect(command.stdout).not.toContain('http://');
  });

  test('prints none where it listens on this machine only', async () => {
    const { command } = await start('--host=127.0.0.1');
    await until('its last word', () => command.stdout.includes('fingerprint'));
    expect(command.stdout).not.toContain('other devices');
  });

  test('shows the same certificate after a restart, and keeps its key from others', async () => {
    const first = await start();
    const { fingerprint256 } = await shown(first.port);
    first.command.kill('SIGTERM');
    expect(await first.command.exit()).toBe(0);
    expect((await shown((await start()).port)).fingerprint256).toBe(fingerprint256);
    expect(statSync(at('state/own-certificate.pem')).mode & 0o777).toBe(0o600);
  });

  test('carries a call’s signaling, by websocket and by polling', async () => {
    const { port } = await start();
    const ca = (await shown(port)).toString();
    for (const transports of [['websocket'], ['polling']]) {
      const [room, options] = [randomId(), { transports, ca, agent: new Agent({ ca }) as never }];
      const callee = await seat(`https://localhost:${port}`, 'callee', person({ room }), options);
      const caller = await seat(`https://localhost:${port}`, 'caller', person({ room }), options);
      expect(await caller.signal(callee.instance, offer())).toEqual({ ok: true });
      expect((await callee.signals.next()).from).toBe(caller.instance);
    }
  });

  test('where it cannot keep one it says why, and ends with code 1', async () => {
    writeFileSync(at('state'), 'in the way');
    const command = run(['--port=0', '--https', `--state-dir=${at('state')}`]);
    expect(await command.exit()).toBe(1);
    expect(command.stderr).toMatch(/(ENOTDIR|EEXIST).*state/);
  });
});

describe('--tls-cert and --tls-key', () => {
  function put(pair: KeyPair): void {
    writeFileSync(at('cert.pem'), pair.cert);
    writeFileSync(at('key.pem'), pair.key);
  }
  async function start(pair: KeyPair): Promise<{ command: Command; port: number }> {
    put(pair);
    const command = run(['--port=0', '--host=127.0.0.1', `--tls-cert=${at('cert.pem')}`, `--tls-key=${at('key.pem')}`]);
    return { command, port: await command.port() };
  }

  test('keep a connection between two requests for longer than balancers keep theirs', async () => {
    put(pairFor('localhost'));
    const files = { tlsCert: at('cert.pem'), tlsKey: at('key.pem') };
    const rtc = createRtcServer({ port: 0, host: '127.0.0.1', log, ...files });
    onTestFinished(() => rtc.close());
    const { port } = await rtc.listen();
    const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
    onTestFinished(() => agent.destroy());
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      request(`https://127.0.0.1:${port}/healthz`, { agent }, resolve).on('error', reject).end();
    });
    const { headers } = await within('an answer', answer);
    const [, seconds] = /timeout=(\d+)/.exec([headers['keep-alive'] ?? ''].flat().join()) ?? [];
    expect(Number(seconds)).toBeGreaterThan(60);
  });

  test('are served, and read again on SIGHUP while connections go on', async () => {
    const [first, second] = [pairFor('localhost', 'one.example'), pairFor('localhost', 'two.example')];
    const { command, port } = await start(first);
    const room = randomId();
    const ann = await seat(`https://localhost:${port}`, 'callee', person({ room }), { ca: first.cert });
    expect((await shown(port)).checkHost('one.example')).toBe('one.example');
    put(second);
    command.kill('SIGHUP');
    await until('the new certificate', async () => (await shown(port)).checkHost('two.example') !== undefined);
    const bob = await seat(`https://localhost:${port}`, 'caller', person({ room }), { ca: second.cert });
    expect(await bob.signal(ann.instance, offer())).toEqual({ ok: true });
  });

  test('that cannot be used after SIGHUP are said, and those before are served on', async () => {
    const { command, port } = await start(pairFor('one.example'));
    writeFileSync(at('key.pem'), pairFor('one.example').key); // Of another certificate.
    command.kill('SIGHUP');
    await until('a complaint', () => /ERROR.*certificate/.test(command.stdout));
    expect((await shown(port)).checkHost('one.example')).toBe('one.example');
  });

  test.each([
    ['are not there', () => undefined, /ENOENT/],
    [
      'do not belong together',
      () => put({ ...pairFor('a.example'), key: pairFor('a.example').key }),
      /key values mismatch/i,
    ],
    ['are no certificate', () => put({ cert: 'no', key: 'no' }), /PEM/i],
  ])('that %s are said to who asks to listen, and nobody is served', async (_what, prepare, fault) => {
    prepare();
    const files = { tlsCert: at('cert.pem'), tlsKey: at('key.pem') };
    const rtc = createRtcServer({ port: 0, host: '127.0.0.1', log, ...files });
    onTestFinished(() => rtc.close());
    await expect(rtc.listen()).rejects.toThrow(fault);
    expect(rtc.httpServer.listening).toBe(false);
  });
});

describe('a certificate that changes by itself', () => {
  test('is used from the next look on, and a wrong one in between is said once', async () => {
    const words: string[] = [];
    const listening = createLog({ logLevel: 'error', logFormat: 'json' });
    vi.spyOn(listening, 'error').mockImplementation((_facts: unknown, text?: string) => void words.push(`${text}`));
    const [one, two] = [pairFor('one.example'), pairFor('two.example')];
    let pair = (): KeyPair => one;
    const server = createSecureServer();
    const tls = new Tls(server, () => pair(), listening, 5);
    onTestFinished(() => {
      tls.close();
      server.close();
    });
    tls.start();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    let looks = 0;
    pair = () => {
      looks += 1;
      throw new Error('half written');
    };
    await until('three looks', () => looks >= 3);
    expect(words).toEqual(['the certificate cannot be read anew, the one before is used']);
    expect((await shown(port)).checkHost('one.example')).toBe('one.example');
    pair = () => two;
    await until('the new one', async () => (await shown(port)).checkHost('two.example') !== undefined);
  });
});

describe('an http server of somebody else', () => {
  test('has its own certificate: https among the options is a mistake, and is said', () => {
    const httpServer = createServer();
    expect(() => createRtcServer({ httpServer, https: true, log })).toThrow(ConfigError);
    expect(() => createRtcServer({ httpServer, tlsCert: 'a', tlsKey: 'b', log })).toThrow(ConfigError);
  });
});
