/** The tables of settings in docs/server.md, between the two marks, made of the table in server/settings.ts. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { defaultOf, meaningOf } from '../server/config-text.js';
import { flagOf, GROUPS, namesOf, settingOf, type Group, type SettingName } from '../server/settings.js';

const DOCUMENT = fileURLToPath(new URL('../docs/server.md', import.meta.url));
const BEGIN = '<!-- settings: made by `npm run docs` -->';
const END = '<!-- end of the settings -->';

function row(name: SettingName): string {
  const { env, secret } = settingOf(name);
  const file = secret ? ` (secret)` : '';
  return `| \`--${flagOf(name)}\` | \`${env}\` | ${defaultOf(name).replaceAll('*', '\\*')} | ${meaningOf(name).replaceAll('*', '\\*')}${file} |`;
}

function section(group: Group): string {
  const rows = namesOf(group).map(row);
  if (rows.length === 0) return '';
  return [
    `**${GROUPS[group]}**`,
    '',
    '| flag | environment | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** What docs/server.md should be: its tables made anew, the rest as it is. */
export async function serverDocument(): Promise<string> {
  const text = await readFile(DOCUMENT, 'utf8');
  const [before = '', rest = ''] = text.split(BEGIN);
  const [, after = ''] = rest.split(END);
  const tables = (Object.keys(GROUPS) as Group[]).map(section).filter((part) => part !== '');
  const made = [before.trimEnd(), BEGIN, ...tables, END, after.trimStart()].join('\n\n');
  return format(made, { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' });
}
