import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, constantFrom, dictionary, oneof, property, string } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkOptions, ConfigError, parseConfig, type Config } from '../../server/config.js';
import { configText, defaultOf, environmentFile, helpText } from '../../server/config-text.js';
import { flagOf, GROUPS, NAMES, SETTINGS, settingOf } from '../../server/settings.js';

const SECRET = 'a-shared-secret-of-coturn';
const LONG = ['first-secret-of-thirty-two-letters', 'other-secret-of-thirty-two-letters'] as const;

/** What is said of each, in one place: elsewhere it matters which of them is said. */
const FAULT = {
  port: '--port (PORT) must be a whole number from 0 to 65535',
  origins:
    '--origins (ORIGINS) must be * or a list of origins, such as https://www.example.com or capacitor://localhost',
  turn: '--turn (TURN_URLS) must be a list of turn: or turns: URLs, such as turns:turn.example.com:443?transport=tcp',
  logLevel: '--log-level (LOG_LEVEL) must be error, warn, info or debug',
  turnAccount: '--turn-username (TURN_USERNAME) and --turn-credential (TURN_CREDENTIAL) go together',
} as const;
const unknown = (flag: string): string => `${flag} is not a setting; --help lists them`;
const stray = (word: string): string => `"${word}" is not a setting; settings start with --`;
const empty = (flag: string): string => `${flag} needs a value`;

const read = (argv: string[] = [], env: Record<string, string | undefined> = {}) => parseConfig(argv, env);

function configOf(argv: string[], env?: Record<string, string | undefined>): Config {
  const result = read(argv, env);
  if (!result.ok) throw new Error(result.faults.join('\n'));
  return result.config;
}

function faultsOf(argv: string[], env?: Record<string, string | undefined>): string[] {
  const result = read(argv, env);
  return result.ok ? [] : result.faults;
}

test('without flags and environment there are defaults', () => {
  expect(configOf([])).toEqual({
    port: 3000,
    basePath: '',
    https: false,
    trustProxy: 0,
    origins: ['*'],
    tokenAudience: 'rtc-call',
    tokenLeeway: 30,
    maxSockets: 20_000,
    connectionsPerMinute: 1_200,
    failuresPerMinute: 60,
    credentialsPerMinute: 1_200,
    roomsPerAddress: 1_000,
    idleTimeout: 600,
    stun: [],
    turn: [],
    workers: 1,
    turnCheck: 300,
    relayOnly: false,
    webhooks: [],
    drain: 10,
    logLevel: 'info',
    logFormat: 'text',
  });
});

test('a config cannot be changed', () => {
  expect(Object.isFrozen(configOf(['--port', '80']))).toBe(true);
});

describe('every setting', () => {
  // With the text that gives it, and what it does not go without.
  const VALUES: { [name in keyof Config]-?: { text: string; value: Config[name]; needs?: string[] } } = {
    port: { text: '8080', value: 8080 },
    host: { text: '127.0.0.1', value: '127.0.0.1' },
    basePath: { text: '/call', value: '/call' },
    origins: {
      text: 'https://a.example, https://b.example:8443',
      value: ['https://a.example', 'https://b.example:8443'],
    },
    https: { text: 'yes', value: true },
    tlsCert: { text: 'cert.pem', value: 'cert.pem', needs: ['--tls-key=key.pem'] },
    tlsKey: { text: 'key.pem', value: 'key.pem', needs: ['--tls-cert=cert.pem'] },
    stateDir: { text: '/var/lib/rtc-call', value: '/var/lib/rtc-call' },
    trustProxy: { text: '2', value: 2 },
    tokenSecret: { text: LONG.join(','), value: LONG },
    tokenKeys: { text: 'https://id.example.com/jwks.json', value: 'https://id.example.com/jwks.json' },
    tokenAudience: { text: 'calls', value: 'calls' },
    tokenIssuer: { text: 'https://id.example.com', value: 'https://id.example.com' },
    tokenLeeway: { text: '2m', value: 120 },
    maxSockets: { text: '100', value: 100 },
    connectionsPerMinute: { text: '30', value: 30 },
    failuresPerMinute: { text: '5', value: 5 },
    credentialsPerMinute: { text: '60', value: 60 },
    roomsPerAddress: { text: '0', value: 0 },
    idleTimeout: { text: '2m', value: 120 },
    stun: { text: 'stun:stun.example.com', value: ['stun:stun.example.com'] },
    turn: {
      text: 'turn:t.example turns:t.example:443?transport=tcp',
      value: ['turn:t.example', 'turns:t.example:443?transport=tcp'],
      needs: [`--turn-secret=${SECRET}`],
    },
    turnSecret: { text: SECRET, value: [SECRET] },
    turnCheck: { text: '10m', value: 600 },
    relayOnly: { text: 'yes', value: true, needs: ['--turn=turn:t.example', `--turn-secret=${SECRET}`] },
    apiToken: { text: SECRET, value: [SECRET] },
    metricsToken: { text: SECRET, value: [SECRET] },
    webhooks: {
      text: 'https://www.example.com/calls',
      value: ['https://www.example.com/calls'],
      needs: [`--webhook-secret=${LONG[0]}`],
    },
    webhookSecret: { text: LONG.join(' '), value: LONG },
    drain: { text: '30s', value: 30 },
    turnUsername: { text: 'ann', value: 'ann', needs: ['--turn-credential=password'] },
    turnCredential: { text: 'password', value: 'password', needs: ['--turn-username=ann'] },
    redisUrl: { text: 'rediss://ann:secret@redis.example:6380/2', value: 'rediss://ann:secret@redis.example:6380/2' },
    workers: { text: '4', value: 4, needs: ['--redis-url=/run/redis.sock'] },
    logLevel: { text: 'debug', value: 'debug' },
    logFormat: { text: 'json', value: 'json' },
  };

  for (const [name, { text, value, needs = [] }] of Object.entries(VALUES)) {
    const { env } = SETTINGS[name as keyof Config];
    const flag = `--${flagOf(name)}`;

    test(`${flag} is read from the flag, in both spellings, and from ${env}`, () => {
      // A flag that may stand alone takes no word after it.
      const apart = settingOf(name as keyof Config).check.alone ? [flag] : [flag, text];
      expect(configOf([...apart, ...needs])).toMatchObject({ [name]: value });
      expect(configOf([`${flag}=${text}`, ...needs])).toMatchObject({ [name]: value });
      expect(configOf(needs, { [env]: text })).toMatchObject({ [name]: value });
    });

    test(`${flag} is in the help, with ${env}`, () => {
      expect(helpText()).toContain(`${flag} (${env})`);
      expect(helpText()).toContain(SETTINGS[name as keyof Config].meaning);
    });
  }

  test('is tried above', () => {
    expect(Object.keys(VALUES).toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
  });
});

describe('what stands first', () => {
  test('is the flag, then the environment, then the default', () => {
    expect(configOf(['--port', '1'], { PORT: '2' }).port).toBe(1);
    expect(configOf([], { PORT: '2' }).port).toBe(2);
    expect(configOf([], {}).port).toBe(3000);
  });

  test('is the last of a flag that is given twice', () => {
    expect(configOf(['--port', '1', '--port=2']).port).toBe(2);
  });

  test('an empty variable counts as unset', () => {
    const empty = Object.fromEntries(Object.values(SETTINGS).map(({ env }) => [env, '']));
    expect(configOf([], empty)).toEqual(configOf([]));
  });

  test('a flag hides a faulty variable', () => {
    expect(configOf(['--port', '80'], { PORT: 'eighty' }).port).toBe(80);
  });

  test('variables of others are none of our business', () => {
    expect(read([], { PATH: '/bin', PORTS: '1', NODE_ENV: 'production' })).toMatchObject({ ok: true });
  });
});

describe('a fault', () => {
  test.each([
    ['a port that is no number', ['--port', 'eighty'], FAULT.port],
    ['a port beyond the last', ['--port=65536'], FAULT.port],
    ['a negative port', ['--port=-1'], FAULT.port],
    ['half a port', ['--port=80.5'], FAULT.port],
    ['a port with a unit', ['--port=80px'], FAULT.port],
    ['an empty port', ['--port='], FAULT.port],
    ['an empty host', ['--host='], '--host (HOST) must not be empty'],
    ['a level that is none', ['--log-level=loud'], FAULT.logLevel],
    ['a format that is none', ['--log-format=xml'], '--log-format (LOG_FORMAT) must be text or json'],
    ['no worker at all', ['--workers=0'], '--workers (WORKERS) must be a whole number from 1 to 256'],
    [
      'workers who share nothing',
      ['--workers=2'],
      '--workers (WORKERS) above 1 needs --redis-url (REDIS_URL): rooms are shared by it',
    ],
    [
      'a Redis by its name alone',
      ['--redis-url=localhost'],
      '--redis-url (REDIS_URL) must be a redis: or rediss: URL, such as redis://localhost:6379, or the path of a socket',
    ],
    [
      'a TURN server among the STUN servers',
      ['--stun=turn:t.example'],
      '--stun (STUN_URLS) must be a list of stun: or stuns: URLs, such as stun:stun.example.com:3478',
    ],
    ['a web address as TURN server', ['--turn=https://t.example'], FAULT.turn],
    ['a TURN server written like a web address', ['--turn=turn://t.example'], FAULT.turn],
    ['a short secret', ['--turn-secret=short'], '--turn-secret (TURN_SECRET) must have at least 16 characters'],
    ['an unknown flag', ['--prot', '80'], unknown('--prot')],
    ['an unknown flag that looks like a part of every object', ['--constructor=1'], unknown('--constructor')],
    ['a word without a flag', ['80'], stray('80')],
    ['a word after the flags end', ['--', '--port'], stray('--port')],
    ['a flag at the end without a value', ['--port'], empty('--port')],
    ['a flag in the middle without a value', ['--host', '--log-format=json'], empty('--host')],
  ])('%s is reported', (_what, argv, fault) => {
    expect(faultsOf(argv)).toContain(fault);
  });

  test.each([
    ['nothing but a word', ['80'], 1],
    ['an unknown flag with its value', ['--prot=80'], 1],
  ])('%s is one fault, not several', (_what, argv, count) => {
    expect(faultsOf(argv)).toHaveLength(count);
  });

  test('in a variable names the variable and its flag', () => {
    expect(faultsOf([], { PORT: 'eighty' })).toEqual([FAULT.port]);
  });

  test('comes with all the others at once', () => {
    const argv = ['--port=eighty', '--prot=80', 'word', '--turn=https://t.example', '--turn-username=ann'];
    expect(faultsOf(argv, { LOG_LEVEL: 'loud', ORIGINS: 'here' })).toEqual([
      unknown('--prot'),
      stray('word'),
      FAULT.port,
      FAULT.origins,
      FAULT.turn,
      FAULT.logLevel,
      FAULT.turnAccount,
    ]);
  });

  test.each([
    [['--turn=turn:t.example', '--turn-secret=short'], '--turn-secret (TURN_SECRET) must have at least 16 characters'],
    [
      ['--turn=https://t.example', '--turn-username=ann', '--turn-credential=password', '--relay-only'],
      '--turn (TURN_URLS) must be a list of turn: or turns: URLs, such as turns:turn.example.com:443?transport=tcp',
    ],
    [
      ['--webhooks=https://hook.example/x', '--webhook-secret=short'],
      '--webhook-secret (WEBHOOK_SECRET) must have at least 24 characters',
    ],
    [
      ['--workers=2', '--redis-url=http://redis.example'],
      '--redis-url (REDIS_URL) must be a redis: or rediss: URL, such as redis://localhost:6379, or the path of a socket',
    ],
    [
      ['--turn=turn:t.example', '--turn-secret-file=/is/not/there'],
      '--turn-secret-file (TURN_SECRET_FILE) cannot be read: /is/not/there (ENOENT)',
    ],
  ])('what is wrong with %o is one fault: what was named is not missing', (argv, fault) => {
    expect(faultsOf(argv)).toEqual([fault]);
  });

  test('is the same one for a program', () => {
    const options = { turn: ['turn:t.example'], turnSecret: ['short'] };
    expect(() => checkOptions(options)).toThrow(
      expect.objectContaining({ faults: ['turnSecret must have at least 16 characters'] }),
    );
  });

  test('never repeats a secret', () => {
    const faults = faultsOf(['--turn-secret=hush', '--turn-credential=hush'], { TURN_USERNAME: '' });
    expect(faults.join()).not.toContain('hush');
  });
});

describe('the path that everything is below', () => {
  test.each([
    ['/', ''],
    ['/call', '/call'],
    ['/call/', '/call'],
    ['/a/b.c/d-e~f_g', '/a/b.c/d-e~f_g'],
  ])('%s is %j', (text, path) => {
    expect(configOf(['--base-path', text]).basePath).toBe(path);
  });

  test.each(['call', '/call/../x', '//call', '/call?a', '/call#a', '/a b', 'https://call.example.com/call'])(
    'is not %s',
    (text) => {
      expect(faultsOf(['--base-path', text])).toEqual(['--base-path (BASE_PATH) must be a path, such as /call']);
    },
  );
});

describe('origins', () => {
  test.each([
    'https://www.example.com',
    'http://localhost:3000',
    'http://192.0.2.1:8080',
    'https://[2001:db8::1]',
    'https://xn--mller-kva.example',
    // As apps write them: Capacitor, Tauri, Ionic, extensions, Electron.
    'capacitor://localhost',
    'tauri://localhost',
    'ionic://localhost:8080',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'moz-extension://2b1c5d6e-0000-4000-8000-000000000000',
    'app://obsidian.md',
    'file://',
  ])('may be %s', (origin) => {
    expect(configOf(['--origins', origin]).origins).toEqual([origin]);
  });

  test('may be a list, with commas, spaces or lines between', () => {
    const origins = ['https://a.example', 'https://b.example', 'https://c.example'];
    expect(configOf(['--origins', ` ${origins.join(', ')},\n`]).origins).toEqual(origins);
    expect(configOf(['--origins', origins.join('\n')]).origins).toEqual(origins);
  });

  test('may be none but that of the server itself', () => {
    expect(configOf(['--origins=']).origins).toEqual([]);
  });

  test.each([
    ['a path', 'https://www.example.com/call'],
    ['a slash at the end', 'https://www.example.com/'],
    ['another scheme', 'ftp://www.example.com'],
    ['no scheme', 'www.example.com'],
    ['its default port', 'https://www.example.com:443'],
    ['capital letters', 'https://WWW.example.com'],
    ['a name and a password', 'https://ann:pw@www.example.com'],
    ['a query', 'https://www.example.com?a'],
    ['a wildcard in it', 'https://*.example.com/'],
    ['the word null', 'null'],
    ['the scheme of a websocket', 'wss://www.example.com'],
    ['a path, of an app', 'capacitor://localhost/'],
    ['capital letters in a scheme', 'Capacitor://localhost'],
    ['a wildcard, of an app', 'chrome-extension://*'],
    ['no host', 'capacitor://'],
    ['a path on the disk', 'file:///home'],
  ])('may not have %s: browsers write them otherwise', (_what, origin) => {
    expect(faultsOf(['--origins', origin])).toEqual([FAULT.origins]);
    expect(faultsOf(['--origins', `https://good.example,${origin}`])).toEqual([FAULT.origins]);
  });
});

describe('TURN', () => {
  const turn = '--turn=turn:turn.example.com';

  test('goes with a secret', () => {
    expect(configOf([turn, `--turn-secret=${SECRET}`])).toMatchObject({ turnSecret: [SECRET] });
  });

  test('goes with a fixed name and password', () => {
    const config = configOf([turn, '--turn-username=ann', '--turn-credential=password']);
    expect(config).toMatchObject({ turnUsername: 'ann', turnCredential: 'password' });
  });

  test.each([['--turn-username=ann'], ['--turn-credential=password']])('takes no %s alone', (half) => {
    expect(faultsOf([turn, half])).toContain(FAULT.turnAccount);
  });

  test('takes no fixed name beside a secret', () => {
    const both = [turn, `--turn-secret=${SECRET}`, '--turn-username=ann', '--turn-credential=password'];
    expect(faultsOf(both)).toEqual([
      '--turn-secret (TURN_SECRET) makes credentials: leave --turn-username (TURN_USERNAME) out',
    ]);
  });

  test('takes no fixed name from the environment beside a secret', () => {
    const env = { TURN_USERNAME: 'ann', TURN_CREDENTIAL: 'password' };
    expect(faultsOf([turn, `--turn-secret=${SECRET}`], env)).toHaveLength(1);
  });

  test('does not go without credentials: a browser would refuse the whole peer connection', () => {
    expect(faultsOf([turn])).toEqual([expect.stringContaining('--turn-secret')]);
  });
});

describe('https', () => {
  test('is said by the flag alone', () => {
    expect(configOf(['--https']).https).toBe(true);
  });

  test('with files needs both of them', () => {
    const fault = '--tls-cert (TLS_CERT) and --tls-key (TLS_KEY) go together';
    expect(faultsOf(['--tls-cert=cert.pem'])).toEqual([fault]);
    expect(faultsOf(['--tls-key=key.pem'])).toEqual([fault]);
  });
});

describe('a list of secrets', () => {
  test('may be one, or several while one takes the place of another', () => {
    expect(configOf(['--token-secret', LONG[0]]).tokenSecret).toEqual([LONG[0]]);
    expect(configOf([], { TOKEN_SECRET: LONG.join('\n') }).tokenSecret).toEqual(LONG);
  });

  test.each([
    ['one that is too short', `${LONG[0]},short`],
    ['nothing at all', ''],
    ['nothing but commas', ' , '],
  ])('may not have %s', (_what, text) => {
    expect(faultsOf([`--token-secret=${text}`])).toEqual([
      '--token-secret (TOKEN_SECRET) must have at least 32 characters',
    ]);
  });

  test('does not go with public keys: a token would have two ways in', () => {
    expect(faultsOf([`--token-secret=${LONG[0]}`, '--token-keys=keys.json'])).toEqual([
      '--token-secret (TOKEN_SECRET) and --token-keys (TOKEN_KEYS) exclude each other',
    ]);
  });
});

describe('a time', () => {
  test.each([
    ['90', 90],
    ['90s', 90],
    ['10m', 600],
    ['0', 0],
  ])('may be %s', (text, seconds) => {
    expect(configOf([`--token-leeway=${text}`]).tokenLeeway).toBe(seconds);
  });

  test.each(['1h', '-1', '1.5m', '10 m', 'm', '10x', ''])('may not be "%s" here', (text) => {
    expect(faultsOf([`--token-leeway=${text}`])).toEqual([
      '--token-leeway (TOKEN_LEEWAY) must be a time from 0 s to 600 s, such as 30s, 10m, 8h or 7d',
    ]);
  });
});

describe('a secret in a file', () => {
  let folder = '';
  const path = (name: string): string => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
    writeFileSync(path('turn'), `${SECRET}\n`);
    writeFileSync(path('tokens'), `${LONG.join('\n')}\n`);
    writeFileSync(path('empty'), '\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const secretNames = NAMES.filter((name) => settingOf(name).secret);

  test('is read by flag and by variable, without the end of its last line', () => {
    expect(configOf(['--turn-secret-file', path('turn')]).turnSecret).toEqual([SECRET]);
    expect(configOf([], { TURN_SECRET_FILE: path('turn') }).turnSecret).toEqual([SECRET]);
    expect(configOf([], { TOKEN_SECRET_FILE: path('tokens') }).tokenSecret).toEqual(LONG);
  });

  test.each(secretNames)('may be %s', (name) => {
    const fault = faultsOf([`--${flagOf(name)}-file=${path('none')}`]).join();
    expect(fault).toContain(
      `--${flagOf(name)}-file (${settingOf(name).env}_FILE) cannot be read: ${path('none')} (ENOENT)`,
    );
  });

  test('has to be there and to be readable', () => {
    expect(faultsOf([], { TURN_SECRET_FILE: folder })).toEqual([
      `--turn-secret-file (TURN_SECRET_FILE) cannot be read: ${folder} (EISDIR)`,
    ]);
  });

  test('has to hold a secret that will do, and is named where it does not', () => {
    expect(faultsOf([], { TURN_SECRET_FILE: path('empty') })).toEqual([
      '--turn-secret-file (TURN_SECRET_FILE) must have at least 16 characters',
    ]);
  });

  test('excludes the secret itself, given the same way', () => {
    const fault = '--turn-secret (TURN_SECRET) and --turn-secret-file (TURN_SECRET_FILE) exclude each other';
    expect(faultsOf([], { TURN_SECRET: SECRET, TURN_SECRET_FILE: path('turn') })).toEqual([fault]);
    expect(faultsOf([`--turn-secret=${SECRET}`, `--turn-secret-file=${path('turn')}`])).toEqual([fault]);
  });

  test('gives way to a flag when it is in the environment', () => {
    const other = 'another-secret-of-coturn';
    expect(configOf([`--turn-secret=${other}`], { TURN_SECRET_FILE: path('none') }).turnSecret).toEqual([other]);
  });

  test('is for secrets only', () => {
    expect(faultsOf(['--port-file=x'])).toEqual([unknown('--port-file')]);
  });

  test('is said to be where the value comes from', () => {
    const result = read(['--port=80'], { TURN_SECRET_FILE: path('turn'), LOG_LEVEL: 'warn' });
    expect(result).toMatchObject({
      ok: true,
      sources: { port: 'flag', turnSecret: `file ${path('turn')}`, logLevel: 'environment', logFormat: 'default' },
    });
  });
});

describe('printed', () => {
  const printed = (argv: string[], env: Record<string, string> = {}): string => {
    const result = read(argv, env);
    if (!result.ok) throw new Error(result.faults.join('\n'));
    return configText(result.config, result.sources);
  };

  test('settings say what they are and where they come from', () => {
    const lines = printed(['--port=80'], { ORIGINS: 'https://a.example https://b.example' }).split('\n');
    expect(lines).toContain('PORT=80  # flag');
    expect(lines).toContain('ORIGINS=https://a.example,https://b.example  # environment');
    expect(lines).toContain('#HOST=  # all addresses');
    expect(lines).toContain('LOG_LEVEL=info  # default');
    expect(lines.filter((line) => line !== '')).toHaveLength(NAMES.length);
  });

  test('no secret is among them', () => {
    const text = printed([`--token-secret=${LONG.join(',')}`, `--turn-secret=${SECRET}`]);
    for (const secret of [...LONG, SECRET]) expect(text).not.toContain(secret);
    expect(text).toContain('TURN_SECRET=(hidden)  # flag');
  });

  test('as a file to fill in, they are every setting with its default, and files for secrets', () => {
    for (const name of NAMES) {
      const { env, fallback = '', secret } = settingOf(name);
      expect(environmentFile().split('\n')).toContain(`#${env}=${fallback}`);
      expect(environmentFile().includes(`#${env}_FILE=`)).toBe(secret === true);
    }
  });

  test('as help, they stand under their groups with their defaults', () => {
    const lines = helpText().split('\n');
    for (const name of NAMES) {
      const line = lines.findIndex((text) => text.includes(`--${flagOf(name)} (`));
      expect(lines[line]).toContain(`[${defaultOf(name)}]`);
      const title = lines.slice(0, line).findLast((text) => text !== '' && !text.startsWith(' '));
      expect(title).toBe(GROUPS[settingOf(name).group]);
    }
  });

  test.each([
    ['TOKEN_SECRET', 32],
    ['TURN_SECRET', 16],
    ['API_TOKEN', 16],
    ['METRICS_TOKEN', 16],
    ['WEBHOOK_SECRET', 24],
  ])('as help and as a file, they say how long %s has to be', (env, characters) => {
    const [, help = ''] = helpText().split(`(${env})`);
    const [file = ''] = environmentFile().split(`#${env}=`);
    expect(help.split('\n')[0]).toContain(`${characters} characters or more`);
    expect(file.trimEnd().split('\n').at(-1)).toContain(`${characters} characters or more`);
  });
});

describe('the table', () => {
  test('has every variable once, and defaults that their own checks take', () => {
    const variables = NAMES.map((name) => settingOf(name).env);
    expect(new Set(variables).size).toBe(variables.length);
    expect(read()).toMatchObject({ ok: true });
  });

  test('has the rows of a group together, in the order of the groups', () => {
    const groups = NAMES.map((name) => Object.keys(GROUPS).indexOf(settingOf(name).group));
    expect(groups).toEqual(groups.toSorted((a, b) => a - b));
  });
});

describe('the options of a program', () => {
  const faults = (options: Record<string, unknown>): readonly string[] => {
    try {
      checkOptions(options);
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
    return [];
  };

  test('are completed by the same defaults', () => {
    expect(checkOptions({})).toEqual(configOf([]));
    expect(checkOptions({ port: 0, host: undefined })).toEqual(configOf(['--port=0']));
  });

  test('go by the same checks, and all that is wrong with them is said at once', () => {
    const options = {
      port: '80',
      prot: 80,
      origins: ['https://a.example/'],
      turn: ['turn:t.example'],
      logLevel: 'loud',
    };
    expect(faults(options)).toEqual([
      'prot is not an option',
      'port must be a whole number from 0 to 65535',
      'origins must be * or a list of origins, such as https://www.example.com or capacitor://localhost',
      'logLevel must be error, warn, info or debug',
      'turn needs turnSecret, or turnUsername and turnCredential',
    ]);
  });

  test('are values, not texts', () => {
    expect(faults({ origins: 'https://a.example', tokenSecret: LONG[0], tokenLeeway: '10m' })).toHaveLength(3);
    expect(faults({ origins: ['https://a.example'], tokenSecret: LONG, tokenLeeway: 600 })).toEqual([]);
  });

  test('never say a secret', () => {
    expect(faults({ turnSecret: 'hush' }).join()).not.toContain('hush');
  });
});

test('whatever is written on the command line and in the environment, there is a config or there are faults', () => {
  const word = oneof(
    string(),
    constantFrom(...NAMES.flatMap((name) => [`--${flagOf(name)}`, `--${flagOf(name)}=`, `--${flagOf(name)}-file`])),
  );
  const variables = NAMES.flatMap((name) => [settingOf(name).env, `${settingOf(name).env}_FILE`]);
  const environment = dictionary(constantFrom(...variables), string());
  assert(
    property(array(word), environment, (argv, env) => {
      const result = parseConfig(argv, env);
      if (result.ok) checkOptions(result.config);
      else expect(result.faults.length).toBeGreaterThan(0);
    }),
  );
});
