/** The steps that the element shows behind “How?”, as the second part of docs/errors.md. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { remediesEn } from '../client/locales/en/remedies.js';
import { PLATFORMS, stepsOn, type Platform, type Remedy, type RemedyCase } from '../client/locales/remedy-labels.js';

const DOCUMENT = fileURLToPath(new URL('../docs/errors.md', import.meta.url));
const BEGINNING = '## What helps, by browser';

const NAMES: Readonly<Record<Platform, string>> = {
  chrome: 'Chrome',
  edge: 'Edge',
  firefox: 'Firefox',
  safari: 'Safari',
  ios: 'iPhone, iPad',
  android: 'Android',
};

/** How the reasons of one code are told apart. */
const CODES: Readonly<Partial<Record<RemedyCase, string>>> = {
  'denied-for-site': '`permission-denied`, and `navigator.permissions` says `denied` or nothing',
  'not-answered': '`permission-denied`, and `navigator.permissions` says `prompt`',
  'denied-by-system': '`denied-by-system`, or `permission-denied` though `navigator.permissions` says `granted`',
  'screen-denied-by-page': '`screen-failed`, and the page’s policy does not allow `display-capture`',
};

/** Browsers with the same steps share a row. */
function rowsOf(remedy: Remedy): string[] {
  const rows = new Map<string, string[]>();
  for (const platform of PLATFORMS) {
    const steps = stepsOn(platform, remedy)
      .map((step, index) => `${index + 1}. ${step.replaceAll('|', '\\|')}`)
      .join('<br>');
    rows.set(steps, [...(rows.get(steps) ?? []), NAMES[platform]]);
  }
  return [...rows].map(
    ([steps, names]) => `| ${names.length === PLATFORMS.length ? 'all' : names.join(', ')} | ${steps} |`,
  );
}

const section = ([name, remedy]: [string, Remedy]): string =>
  [
    `### ${CODES[name as RemedyCase] ?? `\`${name}\``}`,
    remedy.cause,
    `| browser | steps |\n| --- | --- |\n${rowsOf(remedy).join('\n')}`,
  ].join('\n\n');

/** What docs/errors.md should be: its first part as it is, the second made anew. */
export async function errorsDocument(): Promise<string> {
  const [first = ''] = (await readFile(DOCUMENT, 'utf8')).split(BEGINNING);
  const intro =
    'Behind “How?” the element shows the steps for the browser that runs, in the person’s language. This part is made from those texts by `npm run docs`.';
  const text = [first.trimEnd(), BEGINNING, intro, ...Object.entries(remediesEn.cases).map(section)].join('\n\n');
  return format(text, { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' });
}
