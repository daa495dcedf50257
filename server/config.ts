/** Flags and environment to one frozen Config. One table; every fault is reported at once. */
import { parseArgs } from 'node:util';
import * as v from 'valibot';

const wholeNumber = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, `must be a whole number from ${min} to ${max}`),
    v.transform(Number),
    v.minValue(min, `must be a whole number from ${min} to ${max}`),
    v.maxValue(max, `must be a whole number from ${min} to ${max}`),
  );
const list = v.pipe(
  v.string(),
  v.transform((text): readonly string[] => text.split(/[\s,]+/).filter((item) => item !== '')),
);
const urls = (schemes: string, example: string) =>
  v.pipe(
    list,
    v.check(
      (items) => items.every((item) => new RegExp(`^(${schemes}):[^\\s/]+$`).test(item)),
      `must be a list of ${schemes.replaceAll('|', ': or ')}: URLs, such as ${example}`,
    ),
  );

/** An origin as browsers write it (RFC 6454 6.2): no path, no slash at the end, no default port. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}
const origins = v.pipe(
  list,
  v.check(
    (items) => items.every((item) => item === '*' || isOrigin(item)),
    'must be * or a list of origins, such as https://www.example.com',
  ),
);
const text = v.optional(v.pipe(v.string(), v.minLength(1, 'must not be empty')));
const secret = v.optional(v.pipe(v.string(), v.minLength(16, 'must have at least 16 characters')));

/** The settings: environment variable, what it means, its check. The flag is its name with dashes. */
export const SETTINGS = {
  port: {
    env: 'PORT',
    meaning: 'port to listen on; 0 = any free one',
    schema: v.optional(wholeNumber(0, 65_535), '3000'),
  },
  host: { env: 'HOST', meaning: 'address to listen on; all of them if not given', schema: text },
  origins: {
    env: 'ORIGINS',
    meaning: 'origins of the pages that may call, as a list; * = any',
    schema: v.optional(origins, '*'),
  },
  stun: {
    env: 'STUN_URLS',
    meaning: 'STUN servers, as a list of stun: URLs',
    schema: v.optional(urls('stun|stuns', 'stun:stun.example.com:3478'), ''),
  },
  turn: {
    env: 'TURN_URLS',
    meaning: 'TURN servers, as a list of turn: and turns: URLs',
    schema: v.optional(urls('turn|turns', 'turns:turn.example.com:443?transport=tcp'), ''),
  },
  turnSecret: {
    env: 'TURN_SECRET',
    meaning: "coturn's static-auth-secret: credentials are made per call, for an hour",
    schema: secret,
  },
  turnUsername: {
    env: 'TURN_USERNAME',
    meaning: 'fixed TURN username, where there is no secret',
    schema: text,
  },
  turnCredential: {
    env: 'TURN_CREDENTIAL',
    meaning: 'fixed TURN password, where there is no secret',
    schema: text,
  },
  logLevel: {
    env: 'LOG_LEVEL',
    meaning: 'error, warn, info or debug',
    schema: v.optional(v.picklist(['error', 'warn', 'info', 'debug'], 'must be error, warn, info or debug'), 'info'),
  },
  logFormat: {
    env: 'LOG_FORMAT',
    meaning: 'text, or json for machines',
    schema: v.optional(v.picklist(['text', 'json'], 'must be text or json'), 'text'),
  },
} as const;

type Settings = typeof SETTINGS;
type SettingName = keyof Settings;
export type Config = Readonly<{ [name in SettingName]: v.InferOutput<Settings[name]['schema']> }>;
export type ConfigResult = { ok: true; config: Config } | { ok: false; faults: string[] };

const NAMES = Object.keys(SETTINGS) as SettingName[];
export const flagOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Reads `--flag value` before `ENVIRONMENT`, which stands before the default. An empty variable counts as unset. */
export function parseConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const { values, faults } = readFlags(argv);
  const config: Partial<Record<SettingName, unknown>> = {};
  for (const name of NAMES) {
    const given = values[flagOf(name)] ?? (env[SETTINGS[name].env] || undefined);
    const result = v.safeParse(SETTINGS[name].schema, given);
    if (result.success) config[name] = result.output;
    else faults.push(`--${flagOf(name)} (${SETTINGS[name].env}) ${result.issues[0].message}`);
  }
  faults.push(...contradictions(config));
  // Every setting was parsed by its own schema in the loop above.
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config: Object.freeze(config) as Config };
}

function contradictions(config: Partial<Record<SettingName, unknown>>): string[] {
  const faults: string[] = [];
  const turn = Array.isArray(config.turn) ? config.turn : [];
  if ((config.turnUsername === undefined) !== (config.turnCredential === undefined))
    faults.push('--turn-username (TURN_USERNAME) and --turn-credential (TURN_CREDENTIAL) go together');
  if (config.turnSecret !== undefined && config.turnUsername !== undefined)
    faults.push('--turn-secret (TURN_SECRET) makes credentials: leave --turn-username (TURN_USERNAME) out');
  if (turn.length > 0 && config.turnSecret === undefined && config.turnUsername === undefined)
    faults.push('--turn (TURN_URLS) needs --turn-secret (TURN_SECRET), or --turn-username and --turn-credential');
  return faults;
}

function readFlags(argv: readonly string[]): {
  values: Record<string, string | undefined>;
  faults: string[];
} {
  const values: Record<string, string | undefined> = {};
  const faults: string[] = [];
  const known = new Set(NAMES.map(flagOf));
  const options = Object.fromEntries([...known].map((flag) => [flag, { type: 'string' as const }]));
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') faults.push(`"${token.value}" is not a setting; settings start with --`);
    else if (!known.has(token.name)) faults.push(`--${token.name} is not a setting; --help lists them`);
    else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))
      faults.push(`--${token.name} needs a value`);
    else values[token.name] = token.value;
  }
  return { values, faults };
}

/** What `--help` prints. */
export function helpText(): string {
  const rows = NAMES.map((name): [string, string] => [
    `--${flagOf(name)} (${SETTINGS[name].env})`,
    SETTINGS[name].meaning,
  ]);
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.map(([left, meaning]) => `  ${left.padEnd(width)}  ${meaning}`);
  return ['rtc-call [--flag value …]', '', ...lines, ''].join('\n');
}
