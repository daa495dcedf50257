/** The settings as text: what `--help` and `--print-config` print, and what .env.example is. */
import type { Config, Sources } from './config.js';
import { TOKEN_USAGE } from './token-command.js';
import { flagOf, GROUPS, NAMES, namesOf, settingOf, type Group, type SettingName } from './settings.js';

const groups = (Object.keys(GROUPS) as Group[]).filter((group) => namesOf(group).length > 0);

/** The default as people read it. */
export function defaultOf(name: SettingName): string {
  const { fallback, without } = settingOf(name);
  return fallback || (without ?? 'none');
}

/** What it is for, and what its check demands beyond that. */
export function meaningOf(name: SettingName): string {
  const { meaning, check } = settingOf(name);
  return check.characters ? `${meaning}; each of ${check.characters} characters or more` : meaning;
}

export function helpText(): string {
  const heads = new Map(NAMES.map((name) => [name, `--${flagOf(name)} (${settingOf(name).env})`]));
  const width = Math.max(...[...heads.values()].map((head) => head.length));
  const row = (name: SettingName): string =>
    `  ${(heads.get(name) ?? '').padEnd(width)}  ${meaningOf(name)} [${defaultOf(name)}]`;
  const parts = groups.map((group) => [GROUPS[group], ...namesOf(group).map(row), ''].join('\n'));
  return [USAGE, ...parts, SECRETS].join('\n');
}

const USAGE = `rtc-call [--flag value …]      starts the server
rtc-call --print-config        what it would start with, without its secrets
rtc-call health                asks the server that runs with these settings: exit code 0 or 1
rtc-call --version
${TOKEN_USAGE}
`;
const SECRETS = `Every secret may be in a file: --turn-secret-file /run/secrets/turn (TURN_SECRET_FILE).
`;

/** The settings that are in use and where each came from, to be read and to be kept as an environment file. */
export function configText(config: Config, sources: Sources): string {
  const row = (name: SettingName): string => {
    const value = config[name];
    const { env, secret } = settingOf(name);
    if (value === undefined) return `#${env}=  # ${defaultOf(name)}`;
    return `${env}=${secret ? '(hidden)' : textOf(value)}  # ${sources[name]}`;
  };
  return `${NAMES.map(row).join('\n')}\n`;
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));

/** Every setting as a comment with its default: a file to copy and to fill in. */
export function environmentFile(): string {
  const rows = (name: SettingName): string[] => {
    const { env, fallback = '', secret } = settingOf(name);
    const file = secret ? [`#${env}_FILE=`] : [];
    return [`# ${meaningOf(name)} [${defaultOf(name)}]`, `#${env}=${fallback}`, ...file, ''];
  };
  const parts = groups.flatMap((group) => [`## ${GROUPS[group]}`, '', ...namesOf(group).flatMap(rows)]);
  return [
    '# Settings of the server, made by `npm run docs`. node --env-file=.env and Docker Compose read this format.',
    '',
    ...parts,
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}
