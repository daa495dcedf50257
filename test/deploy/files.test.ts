/** Files that other programs read: what they say of them, and that they agree with each other and with docs/deploy.md. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../../server/certificate.js';
import { NAMES, settingOf } from '../../server/settings.js';
import { coturnInstalled } from '../support/coturn.js';
import { freePort } from '../support/ports.js';
import { until } from '../support/wait.js';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const COMPOSE = '/usr/bin/docker-compose';
const read = (name: string): string => readFileSync(path(name), 'utf8');
const VARIABLES = new Set(NAMES.flatMap((name) => [settingOf(name).env, `${settingOf(name).env}_FILE`]));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The certificate that is shown there; nothing while nobody listens. */
const shownAt = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () =>
      resolve(socket.getPeerX509Certificate()?.subjectAltName),
    ).once('error', () => resolve(undefined));
    socket.once('secureConnect', () => socket.destroy());
  });

describe('compose.yaml', () => {
  const text = read('compose.yaml');
  /** What it makes of the file with `env` as the .env beside it. */
  const compose = (env: Record<string, string>) => {
    const { PATH = '' } = process.env;
    const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(folder, '.env'), lines.join(''));
    cpSync(path('compose.yaml'), join(folder, 'compose.yaml'));
    return spawnSync(COMPOSE, ['-f', 'compose.yaml', 'config'], { env: { PATH }, cwd: folder, encoding: 'utf8' });
  };
  const SET = { DOMAIN: 'call.example.com', TURN_SECRET: 'a-secret-of-the-tests-only' };
  const installed = existsSync(COMPOSE);
  /** What .env cannot change, since Caddy's way to the server stands on it. */
  const FIXED = ['PORT', 'HOST', 'HTTPS', 'TLS_CERT', 'TLS_KEY', 'TRUST_PROXY'];
  const [, service = ''] = /\n {2}rtc-call:\n([^]*?)\n {2}\w+:\n/.exec(text.replace(/\n {2}#.*/g, '')) ?? [];
  const environment = new Map(
    [...service.matchAll(/^ {6}([A-Z_]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  const isOpen = (name: string): boolean => environment.get(name)?.startsWith(`\${${name}:`) ?? true;

  test.skipIf(!installed)('is valid by its schema (skipped where docker-compose is not installed)', () => {
    const { status, stdout, stderr } = compose(SET);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    for (const service of ['caddy', 'coturn', 'redis', 'rtc-call'])
      expect(stdout).toMatch(new RegExp(`^  ${service}:$`, 'm'));
  });

  test.skipIf(!installed)('gives the one secret to the server and to coturn, and to nobody else', () => {
    const { stdout } = compose(SET);
    expect(stdout.split(SET.TURN_SECRET)).toHaveLength(3);
    expect(stdout).toContain(`TURN_SECRET: ${SET.TURN_SECRET}`);
    expect(stdout).toContain(`--static-auth-secret=${SET.TURN_SECRET}`);
  });

  test('lets .env set everything that the server knows, but for what it fixes', () => {
    expect(service).toMatch(/^ {4}env_file: \.env$/m);
    expect([...environment.keys()].filter((name) => !isOpen(name))).toEqual(FIXED);
    const [, fixed = ''] = /compose\.yaml fixes (.*), because/.exec(read('docs/deploy.md')) ?? [];
    expect([...fixed.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name)).toEqual(FIXED);
    expect([...environment.keys()].filter((name) => !VARIABLES.has(name))).toEqual([]);
  });

  test.skipIf(!installed)('gives the server every setting that stands in .env', () => {
    const given = NAMES.map((name) => settingOf(name).env).filter((name) => !FIXED.includes(name));
    const values = Object.fromEntries(given.map((name) => [name, `the-${name}`]));
    const stdout = compose({ ...SET, ...values }).stdout.replaceAll('"', "'");
    for (const [name, value] of Object.entries(values)) expect.soft(stdout).toContain(`      ${name}: ${value}\n`);
    for (const name of FIXED) expect.soft(stdout).toContain(`      ${name}: ${environment.get(name)}\n`);
  });

  test.skipIf(!installed).each(['DOMAIN', 'TURN_SECRET'])('without %s says what to set', (name) => {
    const { status, stderr } = compose({ ...SET, [name]: '' });
    expect(status).not.toBe(0);
    expect(stderr).toContain(`set ${name} in .env`);
  });

  test.skipIf(!coturnInstalled)(
    'has a command that coturn understands (skipped where coturn is not installed)',
    async () => {
      const day = 24 * 3_600_000;
      const pair = makeCertificate({
        names: ['call.example.com'],
        from: new Date(Date.now() - day),
        until: new Date(Date.now() + day),
      });
      writeFileSync(join(folder, 'cert.pem'), pair.cert);
      writeFileSync(join(folder, 'key.pem'), pair.key);
      const [, words = ''] = /\n {4}entrypoint: \[turnserver\].*\n {4}command:\n((?: {6}- .*\n)+)/.exec(text) ?? [];
      const [port, tls] = [await freePort(), await freePort()];
      const args = [...words.matchAll(/- (.*)/g)].map(([, word = '']) =>
        word
          .replace('/etc/coturn/', path('coturn/'))
          .replace('=5349', `=${tls}`)
          .replace(/=\/data\/.*\.crt$/, `=${join(folder, 'cert.pem')}`)
          .replace(/=\/data\/.*\.key$/, `=${join(folder, 'key.pem')}`)
          .replaceAll('${DOMAIN}', 'call.example.com')
          .replaceAll('${TURN_SECRET}', 'a-secret-of-the-tests-only'),
      );
      const here = ['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`];
      const more = [...here, `--pidfile=${join(folder, 'pid')}`, `--userdb=${join(folder, 'db')}`];
      const child = spawn('/usr/bin/turnserver', [...args, ...more], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      onTestFinished(async () => {
        child.kill('SIGKILL');
        await ended;
      });
      await until('coturn to show the certificate', async () => {
        expect(child.exitCode, 'coturn ended').toBe(null);
        return (await shownAt(tls)) === 'DNS:call.example.com';
      });
    },
  );

  test('publishes no port but Caddy’s, and mounts files that there are', () => {
    expect([...text.matchAll(/^ {4}ports: (.*)$/gm)].map(([, ports]) => ports)).toEqual([
      "['80:80', '443:443', '443:443/udp']",
    ]);
    const mounted = [...text.matchAll(/- \.\/(\S+?):/g)].map(([, file = '']) => file);
    expect(mounted).toHaveLength(2);
    for (const file of mounted) expect(existsSync(path(file)), file).toBe(true);
  });
});

describe.skipIf(!existsSync('/usr/bin/systemd-analyze'))(
  'the units of systemd (skipped where it is not installed)',
  () => {
    const UNITS = ['deploy/rtc-call.service', 'deploy/turn-certificate@.service', 'deploy/turn-certificate@.path'];
    const analyze = (...args: string[]) => spawnSync('/usr/bin/systemd-analyze', args, { encoding: 'utf8' });

    test.each(UNITS)('%s is accepted by systemd-analyze verify', (unit) => {
      // A program that is not there on this machine is the one complaint that says nothing of the unit.
      const { stderr } = analyze('verify', path(unit));
      expect(stderr.split('\n').filter((line) => line !== '' && !/Command .* is not executable/.test(line))).toEqual(
        [],
      );
    });

    test('rtc-call.service is exposed to 1.5 of 10 at most', () => {
      const { stdout, status } = analyze('security', '--offline=true', '--threshold=15', path(UNITS[0] ?? ''));
      expect(stdout).toContain('Overall exposure level');
      expect(status, stdout).toBe(0);
    });
  },
);

describe('docs/deploy.md', () => {
  const text = read('docs/deploy.md');

  test('names files of ours that there are', () => {
    const named = [
      ...text
        .replace('@.*', '@.path')
        .matchAll(/(?:\]\(\.\.\/|node_modules\/rtc-call\/|R\/)((?:deploy|coturn|examples)\/[\w./@-]+\w)/g),
    ];
    expect(named.length).toBeGreaterThan(5);
    for (const [, file = ''] of named) expect(existsSync(path(file)), file).toBe(true);
  });

  test('makes of coturn’s settings what they have to be', () => {
    const [, sed = ''] = /\n(sed -i [^]*?) \/etc\/turnserver\.conf\n/.exec(text) ?? [];
    const copy = join(folder, 'turnserver.conf');
    cpSync(path('coturn/turnserver.conf'), copy);
    const env = {
      PATH: process.env['PATH'] ?? '',
      DOMAIN: 'call.example.com',
      TURN_SECRET: 'a-secret-of-the-tests-only',
    };
    expect(spawnSync('/bin/sh', ['-c', `${sed} '${copy}'`], { env }).status).toBe(0);
    const lines = readFileSync(copy, 'utf8').split('\n');
    for (const line of [
      'realm=call.example.com',
      'static-auth-secret=a-secret-of-the-tests-only',
      'tls-listening-port=5349',
      'cert=/etc/turnserver/cert.pem',
      'pkey=/etc/turnserver/key.pem',
    ])
      expect(lines.filter((other) => other.startsWith(line.split('=')[0] ?? ''))).toEqual([line]);
  });

  test('sets variables that the server knows', () => {
    const blocks = [...text.matchAll(/env <<EOF\n([^]*?)\nEOF/g)].map(([, block = '']) => block);
    expect(blocks).toHaveLength(1);
    for (const line of (blocks[0] ?? '').split('\n')) expect(VARIABLES.has(line.split('=')[0] ?? ''), line).toBe(true);
  });
});
