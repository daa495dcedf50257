import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jwtVerify } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SETTINGS, flagOf } from '../../server/settings.js';
import { connect, offer, person, randomId, seat } from '../support/client.js';
import { Command, run } from '../support/command.js';
import type { Handshake } from '../../shared/protocol.js';
import { Receiver } from '../support/receiver.js';
import { startServer } from '../support/server.js';
import { until, within } from '../support/wait.js';

vi.setConfig({ testTimeout: 30_000 });

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const root = fileURLToPath(new URL('../..', import.meta.url));
const LOOPBACK = ['--port=0', '--host=127.0.0.1'];
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

async function start(...more: string[]): Promise<{ command: Command; port: number; url: string }> {
  const command = run([...LOOPBACK, ...more]);
  const port = await command.port();
  return { command, port, url: `http://127.0.0.1:${port}` };
}

describe('asked for help', () => {
  test.each([[['--help']], [['-h']], [['--port=eighty', '--help']], [['--help', '--nonsense']]])(
    'with %j it lists every setting and starts nothing',
    async (args) => {
      const command = run(args);
      expect(await command.exit()).toBe(0);
      for (const [name, { env, meaning }] of Object.entries(SETTINGS)) {
        expect(command.stdout).toContain(`--${flagOf(name)} (${env})`);
        expect(command.stdout).toContain(meaning);
      }
      expect(command.stderr).toBe('');
    },
  );
});

describe('asked for something else than to serve', () => {
  const SECRETS = ['first-secret-of-thirty-two-letters', 'other-secret-of-thirty-two-letters'];

  test('it prints its version', async () => {
    const command = run(['--version']);
    expect(await command.exit()).toBe(0);
    expect(command.stdout).toBe(`${version}\n`);
  });

  test('it prints the settings it would start with and where they come from, without secrets', async () => {
    const command = run(['--print-config', '--port=80'], { TOKEN_SECRET: SECRETS.join(','), LOG_LEVEL: 'warn' });
    expect(await command.exit()).toBe(0);
    const lines = command.stdout.split('\n');
    for (const line of ['PORT=80  # flag', 'LOG_LEVEL=warn  # environment', 'TOKEN_SECRET=(hidden)  # environment'])
      expect(lines).toContain(line);
    for (const secret of SECRETS) expect(command.stdout + command.stderr).not.toContain(secret);
  });

  test('it prints no settings that cannot be used', async () => {
    const command = run(['--port=eighty', '--print-config']);
    expect(await command.exit()).toBe(2);
    expect(command.stdout).toBe('');
  });

  test('it makes a token, and prints nothing else', async () => {
    const asked = ['--room', 'room', '--role=callee', '--sub', 'bob', '--name', 'Bob B', '--ttl', '8h'];
    const command = run(['token', ...asked], { TOKEN_SECRET: SECRETS.join(','), TOKEN_ISSUER: 'me' });
    expect(await command.exit()).toBe(0);
    expect(command.stderr).toBe('');
    expect(command.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { payload } = await jwtVerify(command.stdout.trim(), Buffer.from(SECRETS[0] ?? ''));
    expect(payload).toMatchObject({
      room: 'room',
      role: 'callee',
      sub: 'bob',
      name: 'Bob B',
      aud: 'rtc-call',
      iss: 'me',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(8 * 3_600);
  });

  test.each([
    ['without a secret', [], {}, '--token-secret (TOKEN_SECRET) is what signs it: it has to be set'],
    ['for no room', [], { TOKEN_SECRET: SECRETS[0] ?? '' }, 'room cannot be used'],
    [
      'for a third seat',
      ['--room=room', '--role=spectator'],
      { TOKEN_SECRET: SECRETS[0] ?? '' },
      '--role has to be caller or callee',
    ],
    [
      'for no time',
      ['--room=room', '--ttl=soon'],
      { TOKEN_SECRET: SECRETS[0] ?? '' },
      'ttl must be a whole number of seconds',
    ],
    [
      'with a flag that is none',
      ['--rom=room'],
      { TOKEN_SECRET: SECRETS[0] ?? '' },
      '--rom is not a setting; --help lists them',
    ],
  ])('it makes no token %s', async (_what, args, env, fault) => {
    const command = run(['token', ...args], env);
    expect(await command.exit()).toBe(2);
    expect(command.stdout).toBe('');
    expect(command.stderr).toContain(`  ${fault}\n`);
    expect(command.stderr).not.toContain(SECRETS[0]);
  });
});

describe('with settings that cannot be used', () => {
  test('it says all of them on stderr and ends with code 2', async () => {
    const command = run(['--port=eighty', '--prot=1', '--origins=https://a.example/'], { LOG_LEVEL: 'loud' });
    expect(await command.exit()).toBe(2);
    expect(command.stderr.trimEnd().split('\n')).toEqual([
      'These settings cannot be used:',
      '  --prot is not a setting; --help lists them',
      '  --port (PORT) must be a whole number from 0 to 65535',
      '  --origins (ORIGINS) must be * or a list of origins, such as https://www.example.com or capacitor://localhost',
      '  --log-level (LOG_LEVEL) must be error, warn, info or debug',
    ]);
    expect(command.stdout).toBe('');
  });
});

describe('with a port that is taken', () => {
  test('it says so in a sentence and ends with code 1', async () => {
    const { port } = await startServer();
    const command = run([`--port=${port}`, '--host=127.0.0.1']);
    await until('a word of it', () => command.stderr !== '');
    expect(command.stderr).toBe('rtc-call could not start: this port is taken; choose another one with --port\n');
    expect(await command.exit()).toBe(1);
  });
});

describe('started', () => {
  test('it prints its address, and answers there', async () => {
    const { command, port, url } = await start();
    expect(command.stdout).toContain(`http://localhost:${port}`);
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ ok: true });
  });

  test('it takes settings from the environment', async () => {
    const command = run([], { PORT: '0', HOST: '127.0.0.1', LOG_FORMAT: 'json', ORIGINS: 'https://a.example' });
    await command.port();
    expect(command.stdout).not.toContain('any origin');
  });

  test.each([
    ['warns in production', ['--host=127.0.0.1'], { NODE_ENV: 'production' }, /WARN.*open mode/],
    ['warns on all addresses', [], {}, /WARN.*open mode/],
    ['mentions on this machine alone', ['--host=127.0.0.1'], {}, /INFO.*open mode/],
  ])('it %s that whoever knows a room may call in it', async (_what, args, env, words) => {
    const command = run(['--port=0', ...args], env);
    await until('its last word', () => command.stdout.includes('TLS proxy'));
    expect(command.stdout).toMatch(words);
  });

  test('with a secret it says nothing of open mode', async () => {
    const { command } = await start('--token-secret=first-secret-of-thirty-two-letters');
    await until('its last word', () => command.stdout.includes('TLS proxy'));
    expect(command.stdout).not.toContain('open mode');
    expect(command.stdout).not.toContain('first-secret');
  });

  test('it says that a proxy is there which it was not told of, once', async () => {
    const { command, url } = await start();
    const poll = () =>
      fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    for (let n = 0; n < 3; n += 1) await poll();
    await until('a warning', () => command.stdout.includes('--trust-proxy'));
    expect(command.stdout.split('--trust-proxy')).toHaveLength(2);
    expect(command.stdout).not.toContain('192.0.2.1');
  });

  test('it warns that pages of any origin may use it', async () => {
    const { command } = await start();
    await until('a warning', () => /WARN.*any origin/.test(command.stdout));
    expect(command.stdout).toContain('--origins');
  });

  test('with origins it does not warn', async () => {
    const { command } = await start('--origins=https://www.example.com');
    await until('its last word', () => command.stdout.includes('https'));
    await until('its last word', () => command.stdout.includes('TLS proxy'));
    expect(command.stdout).not.toMatch(/WARN|any origin/);
  });

  test('it says that there is no TURN server, and nothing of it where there is one', async () => {
    const without = await start();
    await until('its last word', () => without.command.stdout.includes('TLS proxy'));
    expect(without.command.stdout).toContain('--turn');
    const having = await start('--turn=turn:turn.example.com', '--turn-secret=a-shared-secret-of-coturn');
    await until('its last word', () => having.command.stdout.includes('TLS proxy'));
    expect(having.command.stdout).not.toContain('no TURN server');
  });

  test('it logs lines of JSON for machines', async () => {
    const { command } = await start('--log-format=json');
    await until('its last word', () => command.stdout.includes('TLS proxy'));
    const lines = command.stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    for (const line of lines) expect(line).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
  });

  test('at its most talkative it logs no room, no secret, no description, no candidate and no name, in a whole call', async () => {
    const receiver = new Receiver();
    const secrets = ['api-token-of-a-test', 'webhook-secret-of-a-test', 'turn-secret-of-a-test'] as const;
    const { command, url } = await start(
      '--log-level=debug',
      '--log-format=json',
      `--api-token=${secrets[0]}`,
      `--webhook-secret=${secrets[1]}`,
      `--webhooks=${await receiver.start()}`,
      '--turn=turn:127.0.0.1:1',
      `--turn-secret=${secrets[2]}`,
    );
    const room = randomId();
    const desk: Handshake = person({ room, name: 'Ann Onymous', answer: 'manual' });
    const one = await seat(url, 'callee', desk);
    one.socket.on('ring', (_ring, ack) => ack({ ok: true, outcome: 'declined', reason: 'words for you' }));
    const other = await seat(
      url,
      'caller',
      person({ room, name: 'Bob Scure', offer: offer('v=0 private').description }),
    );
    await other.ask('ring', { to: one.instance, id: randomId(), for: 1_000 });
    await other.signal(one.instance, offer('v=0 private'));
    other.tell('candidates', { to: one.instance, candidates: [{ candidate: 'candidate:1 udp 203.0.113.7' }] });
    other.tell('candidates', { to: one.instance, candidates: 'candidate:2 203.0.113.7 is nonsense' });
    await one.candidates.next();
    const third = connect(url, 'caller', person({ room, name: 'Eve' }));
    await third.disconnects.next();
    const wrong = { authorization: 'Bearer a-guess-of-a-stranger' };
    await fetch(`${url}/api/rooms/${room}`, { headers: wrong });
    const api = { headers: { authorization: `Bearer ${secrets[0]}` } };
    const { username = '', credential = '' } = (await one.ice().then((ice) => ice.ok && ice.ice.servers[0])) || {};
    other.cut();
    const back = await seat(url, 'caller', other.person);
    await back.leave('hang-up');
    await fetch(`${url}/api/rooms/${room}/lock`, { ...api, method: 'PUT' });
    await fetch(`${url}/api/rooms/${room}`, { ...api, method: 'DELETE' });
    await until(
      'the last lines',
      () => /removed by the API/.test(command.stdout) && /gives no allocation/.test(command.stdout),
    );
    const people = [one, other, third].flatMap(({ person: who }) => [who.owner, who.instance]);
    const words = [
      'v=0 private',
      'Onymous',
      'Scure',
      'Eve',
      'words for you',
      'candidate:',
      '203.0.113.7',
      'a-guess-of-a',
    ];
    expect(credential).not.toBe('');
    for (const secret of [room, ...people, ...words, ...secrets, username, credential])
      expect(command.stdout).not.toContain(secret);
    expect(command.stdout).toContain('hung up');
    expect(command.stderr).toBe('');
  });
});

describe.each(SIGNALS)('on %s', (signal) => {
  test('it sends people elsewhere, tells nobody of the other one, and ends with code 0', async () => {
    const { command, url } = await start();
    const room = randomId();
    const people = [await seat(url, 'caller', person({ room })), await seat(url, 'callee', person({ room }))];
    await people[0]?.peers.next();
    command.kill(signal);
    expect(await command.exit()).toBe(0);
    for (const { disconnects, byes, peers } of people) {
      expect(await byes.next()).toEqual({ code: 'shutdown' });
      expect(await disconnects.next()).toBe('io server disconnect');
      expect(peers.unread).toEqual([]);
    }
    expect(command.stdout).toMatch(new RegExp(`${signal}: stopping.*"seated":2`));
    expect(command.stdout).toContain('stopped');
    expect(command.stderr).toBe('');
  });

  test('it does not wait for the answer to a ring', async () => {
    const { command, url } = await start();
    const room = randomId();
    const callee = await seat(url, 'callee', person({ room }));
    const caller = await seat(url, 'caller', person({ room }));
    const rung = new Promise<void>((resolve) => callee.socket.on('ring', () => resolve()));
    caller.tell('ring', { to: callee.instance, id: randomId(), for: 120_000 });
    await within('the ring', rung);
    command.kill(signal);
    expect(await command.exit()).toBe(0);
  });

  test('it does not answer newcomers any more but with "come again"; told twice it ends at once, with code 1', async () => {
    const receiver = new Receiver();
    receiver.status = 0;
    const hooks = [`--webhooks=${await receiver.start()}`, '--webhook-secret=a-secret-of-the-tests-only'];
    const { command, url } = await start(...hooks, '--drain=600');
    const one = await seat(url, 'caller');
    await receiver.received.next();
    command.kill(signal);
    await one.byes.next();
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await connect(url, 'caller', person()).refusals.next()).toMatchObject({ data: { code: 'unavailable' } });
    command.kill(signal);
    expect(await command.exit()).toBe(1);
    expect(command.stdout).toContain('again: ended at once');
  });

  test('it tells what waits for a webhook, and goes when its time is over, taken or not', async () => {
    const receiver = new Receiver();
    receiver.statuses = [500, 0];
    const hooks = [`--webhooks=${await receiver.start()}`, '--webhook-secret=a-secret-of-the-tests-only'];
    const { command, url } = await start(...hooks, '--drain=1');
    await seat(url, 'caller');
    await receiver.received.next();
    command.kill(signal);
    await receiver.received.next();
    expect(await command.exit()).toBe(0);
  });

  test('it ends with code 0 while somebody polls', async () => {
    const { command, url } = await start();
    await seat(url, 'caller', person(), { transports: ['polling'] });
    command.kill(signal);
    expect(await command.exit()).toBe(0);
  });

  test.each([
    ['has said nothing yet', ''],
    ['is in the middle of a request', 'GET /healthz HTTP/1.1\r\nHost: here\r\n'],
    ['keeps the connection after an answer', 'GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n'],
  ])('it ends with code 0 while a browser %s', async (_what, words) => {
    const { command, port, url } = await start();
    await openTcp(port, words);
    await fetch(`${url}/healthz`);
    command.kill(signal);
    expect(await command.exit()).toBe(0);
  });

  test('it ends when nobody is there', async () => {
    const { command } = await start();
    await until('its last word', () => command.stdout.includes('TLS proxy'));
    command.kill(signal);
    expect(await command.exit()).toBe(0);
  });
});

describe('an update', () => {
  test('by a link that is moved leaves the running server with the files that it began with', async () => {
    const [before, after] = [await copyOfTheBuild(), await copyOfTheBuild()];
    const link = `${before.folder}-link`;
    await symlink(before.folder, link);
    onTestFinished(() => rm(link));
    const command = new Command(LOOPBACK, {}, join(link, 'dist/server/main.js'));
    const url = `http://127.0.0.1:${await command.port()}/rtc-call.js`;
    const text = await (await fetch(url)).text();
    await writeFile(join(after.cdn, 'rtc-call.js'), 'another version');
    for (const packed of ['gz', 'br']) await rm(join(after.cdn, `rtc-call.js.${packed}`), { force: true });
    await rm(link);
    await symlink(after.folder, link);
    expect(await (await fetch(url)).text()).toBe(text);
  });
});

describe('an update in place', () => {
  test('takes files away and does not end the running server', async () => {
    const { main, cdn } = await copyOfTheBuild();
    const command = new Command(LOOPBACK, {}, main);
    const url = `http://127.0.0.1:${await command.port()}`;
    expect((await fetch(`${url}/rtc-call.js`)).status).toBe(200);
    await rm(cdn, { recursive: true });
    // An answer or an end of the connection: either will do.
    await Promise.allSettled([fetch(`${url}/rtc-call.js`)]);
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ ok: true });
  });
});

async function openTcp(port: number, words: string): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  // The server resets it in the end; that is no fault of the test.
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    socket.once('connect', () => socket.write(words, () => resolve()));
  });
  return socket;
}

async function copyOfTheBuild(): Promise<{ folder: string; main: string; cdn: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rtc-call-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, main: join(folder, 'dist/server/main.js'), cdn: join(folder, 'dist/cdn') };
}
