/** Flags, environment and files to one frozen Config; or a program's options, by the same checks. Every fault is reported at once. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { flagOf, NAMES, settingOf, type Config, type SettingName } from './settings.js';

export type { Config } from './settings.js';
/** Where a value comes from. */
export type Source = 'flag' | 'environment' | 'default' | `file ${string}`;
export type Sources = Readonly<Record<SettingName, Source>>;
export type ConfigResult = { ok: true; config: Config; sources: Sources } | { ok: false; faults: string[] };

/** Options that cannot be used. `faults` has a sentence for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`these options cannot be used: ${faults.join('; ')}`);
    this.faults = faults;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
type Values = Partial<Record<SettingName, unknown>>;
/** How a setting is called in a fault: by its flag and variable, or by its option. */
type Say = (name: SettingName) => string;
/** What was given for a setting, and how a fault calls it. */
type Given = { text: string; source: Source; name: string } | { fault: string } | undefined;

const sayFlag: Say = (name) => `--${flagOf(name)} (${settingOf(name).env})`;
const sayFile: Say = (name) => `--${flagOf(name)}-file (${settingOf(name).env}_FILE)`;
const sayOption: Say = (name) => name;

/** Reads flags before the environment, which stands before the default. An empty variable counts as unset. */
export function parseConfig(argv: readonly string[], env: Environment): ConfigResult {
  const { values, faults } = readFlags(argv);
  const config: Values = {};
  const named: Values = {};
  const sources: Partial<Record<SettingName, Source>> = {};
  for (const name of NAMES) {
    const given = inFlags(name, values) ?? inEnvironment(name, env) ?? byDefault(name);
    named[name] = given && ('fault' in given ? given.fault : settingOf(name).check.read(given.text));
    if (given && 'fault' in given) faults.push(given.fault);
    else faults.push(...take(config, name, named[name], given?.name));
    sources[name] = given && 'source' in given ? given.source : 'default';
  }
  faults.push(...contradictions(named, sayFlag));
  // Every setting went by its own check and has its source by now.
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, config: Object.freeze(config) as Config, sources: sources as Sources };
}

/** The options of a program, completed by the defaults. Throws a ConfigError. */
export function checkOptions(options: Readonly<Record<string, unknown>>): Config {
  const known: ReadonlySet<string> = new Set(NAMES);
  const faults = Object.keys(options)
    .filter((name) => !known.has(name))
    .map((name) => `${name} is not an option`);
  const config: Values = {};
  const named: Values = {};
  for (const name of NAMES) {
    const { check, fallback } = settingOf(name);
    named[name] = options[name] ?? (fallback === undefined ? undefined : check.read(fallback));
    faults.push(...take(config, name, named[name], name));
  }
  faults.push(...contradictions(named, sayOption));
  if (faults.length > 0) throw new ConfigError(faults);
  // Every setting went by its own check.
  return Object.freeze(config) as Config;
}

/** Puts a value that its check takes into `config`; the fault of one that it does not take. */
function take(config: Values, name: SettingName, value: unknown, called: string = name): string[] {
  if (value === undefined) return [];
  const result = v.safeParse(settingOf(name).check.schema, value);
  if (!result.success) return [`${called} ${result.issues[0].message}`];
  config[name] = result.output;
  return [];
}

function inFlags(name: SettingName, values: Readonly<Record<string, string | undefined>>): Given {
  const flag = flagOf(name);
  return valueOrFile(name, values[flag], values[`${flag}-file`], 'flag');
}

function inEnvironment(name: SettingName, env: Environment): Given {
  const variable = settingOf(name).env;
  const path = settingOf(name).secret ? env[`${variable}_FILE`] : undefined;
  return valueOrFile(name, env[variable] || undefined, path || undefined, 'environment');
}

function byDefault(name: SettingName): Given {
  const { fallback } = settingOf(name);
  return fallback === undefined ? undefined : { text: fallback, source: 'default', name: sayFlag(name) };
}

function valueOrFile(name: SettingName, text: string | undefined, path: string | undefined, source: Source): Given {
  if (text !== undefined && path !== undefined)
    return { fault: `${sayFlag(name)} and ${sayFile(name)} exclude each other` };
  if (text !== undefined) return { text, source, name: sayFlag(name) };
  return path === undefined ? undefined : inFile(name, path);
}

/** Without the end of its last line, which editors put there. */
function inFile(name: SettingName, path: string): Given {
  try {
    return { text: readFileSync(path, 'utf8').replace(/\r?\n$/, ''), source: `file ${path}`, name: sayFile(name) };
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { fault: `${sayFile(name)} cannot be read: ${path} (${why})` };
  }
}

/** By what was named, also where that is at fault: a secret that is too short is not a missing one. */
function contradictions(config: Values, say: Say): string[] {
  const faults: string[] = [];
  const turn = Array.isArray(config.turn) ? config.turn : [];
  if ((config.turnUsername === undefined) !== (config.turnCredential === undefined))
    faults.push(`${say('turnUsername')} and ${say('turnCredential')} go together`);
  if (config.turnSecret !== undefined && config.turnUsername !== undefined)
    faults.push(`${say('turnSecret')} makes credentials: leave ${say('turnUsername')} out`);
  if (turn.length > 0 && config.turnSecret === undefined && config.turnUsername === undefined)
    faults.push(`${say('turn')} needs ${say('turnSecret')}, or ${say('turnUsername')} and ${say('turnCredential')}`);
  if (config.relayOnly === true && turn.length === 0) faults.push(`${say('relayOnly')} needs ${say('turn')}`);
  const told = Array.isArray(config.webhooks) && config.webhooks.length > 0;
  if (told && config.webhookSecret === undefined) faults.push(`${say('webhooks')} needs ${say('webhookSecret')}`);
  if (config.tokenSecret !== undefined && config.tokenKeys !== undefined)
    faults.push(`${say('tokenSecret')} and ${say('tokenKeys')} exclude each other`);
  if (Number(config.workers) > 1 && config.redisUrl === undefined)
    faults.push(`${say('workers')} above 1 needs ${say('redisUrl')}: rooms are shared by it`);
  if ((config.tlsCert === undefined) !== (config.tlsKey === undefined))
    faults.push(`${say('tlsCert')} and ${say('tlsKey')} go together`);
  return faults;
}

/** Flags that take a value, and those that may stand alone. */
function flagsOf(name: SettingName): [string, { type: 'string' | 'boolean' }][] {
  const { check, secret } = settingOf(name);
  const own: [string, { type: 'string' | 'boolean' }] = [flagOf(name), { type: check.alone ? 'boolean' : 'string' }];
  return secret ? [own, [`${flagOf(name)}-file`, { type: 'string' }]] : [own];
}

function readFlags(argv: readonly string[]): { values: Record<string, string | undefined>; faults: string[] } {
  const values: Record<string, string | undefined> = {};
  const faults: string[] = [];
  const known = new Map(NAMES.flatMap(flagsOf));
  const { tokens } = parseArgs({ args: [...argv], options: Object.fromEntries(known), strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') faults.push(`"${token.value}" is not a setting; settings start with --`);
    else if (!known.has(token.name)) faults.push(`--${token.name} is not a setting; --help lists them`);
    else if (known.get(token.name)?.type === 'boolean') values[token.name] = token.value ?? 'true';
    else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))
      faults.push(`--${token.name} needs a value`);
    else values[token.name] = token.value;
  }
  return { values, faults };
}
