import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { labels as english } from '../../client/locales/en/index.js';
import { errorsDocument } from '../../scripts/errors.js';
import { statesDocument } from '../../scripts/states.js';
import { serverDocument } from '../../scripts/settings.js';
import { environmentFile } from '../../server/config-text.js';
import { flagOf, SETTINGS } from '../../server/settings.js';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
/** The code words of a table's first column. */
const firstColumn = (markdown: string): string[] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));

describe('the documents say what the code does', () => {
  test('docs/errors.md has every code, and no other', () => {
    expect(firstColumn(read('docs/errors.md')).sort()).toEqual(Object.keys(english.problems).sort());
  });

  test('docs/errors.md ends with the steps that the element shows', async () => {
    expect(read('docs/errors.md')).toBe(await errorsDocument());
  });

  test('docs/server.md has every setting with its variable, and no other', () => {
    const text = read('docs/server.md');
    const flags = firstColumn(text).filter((word) => word.startsWith('--'));
    expect(flags).toEqual(Object.keys(SETTINGS).map((name) => `--${flagOf(name)}`));
    for (const { env } of Object.values(SETTINGS)) expect(text).toContain(`\`${env}\``);
  });

  test('docs/server.md has the tables that `npm run docs` makes of the settings', async () => {
    expect(read('docs/server.md')).toBe(await serverDocument());
  });

  test('.env.example is what `npm run docs` makes of the settings', () => {
    expect(read('.env.example')).toBe(environmentFile());
  });

  test('docs/states.md is what `npm run docs` makes of the code', async () => {
    expect(read('docs/states.md')).toBe(await statesDocument());
  });

  test.each(['docs/reliability.md', 'docs/demands.md'])('%s names tests that there are', (path) => {
    const rows = [...read(path).matchAll(/`(test\/\S+): ([^`]+)`/g)];
    expect(rows.length).toBeGreaterThan(15);
    for (const [, file = '', name = ''] of rows) expect.soft(read(file), `${file}: ${name}`).toContain(name);
  });

  test('every package is accounted for in docs/decisions/dependencies.md', () => {
    const manifest = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const text = read('docs/decisions/dependencies.md');
    expect(Object.keys(manifest.dependencies).filter((name) => !text.includes(name))).toEqual([]);
  });
});
