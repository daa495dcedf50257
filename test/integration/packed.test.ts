/** What is in the package, by npm's own list; nothing is installed. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function packed(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    maxBuffer: 16 * 1_048_576,
  });
  const [list] = JSON.parse(stdout) as { files: { path: string }[] }[];
  return (list?.files ?? []).map(({ path }) => path);
}

test('every source map brings its sources: those of types would point to files that are not packed', async () => {
  const maps = (await packed()).filter((path) => path.endsWith('.map'));
  const empty = maps.filter((path) => {
    const { sources, sourcesContent } = JSON.parse(readFileSync(`${root}/${path}`, 'utf8')) as {
      sources: string[];
      sourcesContent?: (string | null)[];
    };
    return sources.some((_source, index) => typeof sourcesContent?.[index] !== 'string');
  });
  expect(maps.length).toBeGreaterThan(100);
  expect(empty).toEqual([]);
});
