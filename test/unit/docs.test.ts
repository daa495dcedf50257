import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { StateName } from '../../client/call/state.js';
import { en } from '../../client/locales/en.js';
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

  test('docs/architecture.md has every state with its way on and out', () => {
    const names: Record<StateName, true> = {
      idle: true,
      lobby: true,
      joining: true,
      waiting: true,
      connecting: true,
      connected: true,
      reconnecting: true,
      ended: true,
    };
    expect(firstColumn(read('docs/architecture.md'))).toEqual(Object.keys(names));
  });

  test('every package is accounted for in docs/decisions/dependencies.md', () => {
    const manifest = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const text = read('docs/decisions/dependencies.md');
    expect(Object.keys(manifest.dependencies).filter((name) => !text.includes(name))).toEqual([]);
  });
});
