import { describe, expect, test } from 'vitest';
import { SETTINGS, flagOf, helpText, parseConfig, type Config } from '../../server/config.js';

const SECRET = 'a-shared-secret-of-coturn';

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
    origins: ['*'],
    stun: [],
    turn: [],
    logLevel: 'info',
    logFormat: 'text',
  });
});

test('a config cannot be changed', () => {
  expect(Object.isFrozen(configOf(['--port', '80']))).toBe(true);
});

describe('every setting', () => {
  const VALUES: { [name in keyof Config]-?: { text: string; value: Config[name]; needs?: string[] } } = {
    port: { text: '8080', value: 8080 },
    host: { text: '127.0.0.1', value: '127.0.0.1' },
    origins: {
      text: 'https://a.example, https://b.example:8443',
      value: ['https://a.example', 'https://b.example:8443'],
    },
    stun: { text: 'stun:stun.example.com', value: ['stun:stun.example.com'] },
    turn: {
      text: 'turn:t.example turns:t.example:443?transport=tcp',
      value: ['turn:t.example', 'turns:t.example:443?transport=tcp'],
      needs: [`--turn-secret=${SECRET}`],
    },
    turnSecret: { text: SECRET, value: SECRET },
    turnUsername: { text: 'ann', value: 'ann', needs: ['--turn-credential=password'] },
    turnCredential: { text: 'password', value: 'password', needs: ['--turn-username=ann'] },
    logLevel: { text: 'debug', value: 'debug' },
    logFormat: { text: 'json', value: 'json' },
  };

  for (const [name, { text, value, needs = [] }] of Object.entries(VALUES)) {
    const { env } = SETTINGS[name as keyof Config];
    const flag = `--${flagOf(name)}`;

    test(`${flag} is read from the flag, in both spellings, and from ${env}`, () => {
      expect(configOf([flag, text, ...needs])).toMatchObject({ [name]: value });
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
    ['a port that is no number', ['--port', 'eighty'], '--port (PORT) must be a whole number from 0 to 65535'],
    ['a port beyond the last', ['--port=65536'], '--port (PORT) must be a whole number from 0 to 65535'],
    ['a negative port', ['--port=-1'], '--port (PORT) must be a whole number from 0 to 65535'],
    ['half a port', ['--port=80.5'], '--port (PORT) must be a whole number from 0 to 65535'],
    ['a port with a unit', ['--port=80px'], '--port (PORT) must be a whole number from 0 to 65535'],
    ['an empty port', ['--port='], '--port (PORT) must be a whole number from 0 to 65535'],
    ['an empty host', ['--host='], '--host (HOST) must not be empty'],
    ['a level that is none', ['--log-level=loud'], '--log-level (LOG_LEVEL) must be error, warn, info or debug'],
    ['a format that is none', ['--log-format=xml'], '--log-format (LOG_FORMAT) must be text or json'],
    [
      'a TURN server among the STUN servers',
      ['--stun=turn:t.example'],
      '--stun (STUN_URLS) must be a list of stun: or stuns: URLs, such as stun:stun.example.com:3478',
    ],
    [
      'a web address as TURN server',
      ['--turn=https://t.example'],
      '--turn (TURN_URLS) must be a list of turn: or turns: URLs, such as turns:turn.example.com:443?transport=tcp',
    ],
    [
      'a TURN server written like a web address',
      ['--turn=turn://t.example'],
      '--turn (TURN_URLS) must be a list of turn: or turns: URLs, such as turns:turn.example.com:443?transport=tcp',
    ],
    ['a short secret', ['--turn-secret=short'], '--turn-secret (TURN_SECRET) must have at least 16 characters'],
    ['an unknown flag', ['--prot', '80'], '--prot is not a setting; --help lists them'],
    [
      'an unknown flag that looks like a part of every object',
      ['--constructor=1'],
      '--constructor is not a setting; --help lists them',
    ],
    ['a word without a flag', ['80'], '"80" is not a setting; settings start with --'],
    ['a word after the flags end', ['--', '--port'], '"--port" is not a setting; settings start with --'],
    ['a flag at the end without a value', ['--port'], '--port needs a value'],
    ['a flag in the middle without a value', ['--host', '--log-format=json'], '--host needs a value'],
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
    expect(faultsOf([], { PORT: 'eighty' })).toEqual(['--port (PORT) must be a whole number from 0 to 65535']);
  });

  test('comes with all the others at once', () => {
    const argv = ['--port=eighty', '--prot=80', 'word', '--turn=https://t.example', '--turn-username=ann'];
    expect(faultsOf(argv, { LOG_LEVEL: 'loud', ORIGINS: 'here' })).toEqual([
      '--prot is not a setting; --help lists them',
      '"word" is not a setting; settings start with --',
      '--port (PORT) must be a whole number from 0 to 65535',
      '--origins (ORIGINS) must be * or a list of origins, such as https://www.example.com',
      '--turn (TURN_URLS) must be a list of turn: or turns: URLs, such as turns:turn.example.com:443?transport=tcp',
      '--log-level (LOG_LEVEL) must be error, warn, info or debug',
      '--turn-username (TURN_USERNAME) and --turn-credential (TURN_CREDENTIAL) go together',
    ]);
  });

  test('never repeats a secret', () => {
    const faults = faultsOf(['--turn-secret=hush', '--turn-credential=hush'], { TURN_USERNAME: '' });
    expect(faults.join()).not.toContain('hush');
  });
});

describe('origins', () => {
  test.each([
    'https://www.example.com',
    'http://localhost:3000',
    'http://192.0.2.1:8080',
    'https://[2001:db8::1]',
    'https://xn--mller-kva.example',
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
  ])('may not have %s: browsers write them otherwise', (_what, origin) => {
    const fault = '--origins (ORIGINS) must be * or a list of origins, such as https://www.example.com';
    expect(faultsOf(['--origins', origin])).toEqual([fault]);
    expect(faultsOf(['--origins', `https://good.example,${origin}`])).toEqual([fault]);
  });
});

describe('TURN', () => {
  const turn = '--turn=turn:turn.example.com';

  test('goes with a secret', () => {
    expect(configOf([turn, `--turn-secret=${SECRET}`])).toMatchObject({ turnSecret: SECRET });
  });

  test('goes with a fixed name and password', () => {
    const config = configOf([turn, '--turn-username=ann', '--turn-credential=password']);
    expect(config).toMatchObject({ turnUsername: 'ann', turnCredential: 'password' });
  });

  test.each([['--turn-username=ann'], ['--turn-credential=password']])('takes no %s alone', (half) => {
    expect(faultsOf([turn, half])).toContain(
      '--turn-username (TURN_USERNAME) and --turn-credential (TURN_CREDENTIAL) go together',
    );
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
