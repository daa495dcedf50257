import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { en } from '../../client/locales/en.js';
import { statesDocument } from '../../scripts/states.js';
import { flagOf, SETTINGS } from '../../server/config.js';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
/** The code words of a table's first column. */
const firstColumn = (markdown: string): string[] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));

describe('the documents say what the code does', () => {
  test('docs/errors.md has every code, and no other', () => {
    expect(firstColumn(read('docs/errors.md')).sort()).toEqual(Object.keys(en.problems).sort());
  });

  test('docs/server.md has every setting with its variable, and no other', () => {
    const text = read('docs/server.md');
    expect(firstColumn(text)).toEqual(Object.keys(SETTINGS).map((name) => `--${flagOf(name)}`));
    for (const { env } of Object.values(SETTINGS)) expect(text).toContain(`\`${env}\``);
  });

  test('docs/states.md is what `npm run docs` makes of the code', async () => {
    expect(read('docs/states.md')).toBe(await statesDocument());
  });

  test('docs/reliability.md names tests that there are', () => {
    const rows = [...read('docs/reliability.md').matchAll(/`(test\/\S+): ([^`]+)`/g)];
    expect(rows.length).toBeGreaterThan(20);
    for (const [, file = '', name = ''] of rows) expect.soft(read(file), `${file}: ${name}`).toContain(name);
  });

  test('every package is accounted for in docs/decisions/dependencies.md', () => {
    const manifest = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const text = read('docs/decisions/dependencies.md');
    expect(Object.keys(manifest.dependencies).filter((name) => !text.includes(name))).toEqual([]);
  });
});
