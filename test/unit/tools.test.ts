/** `npm start` in a fresh checkout: npm and the build's programs are stood in for. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

class Checkout {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rtc-call-checkout-'));

  /** @param made what npm leaves behind: programs that do nothing */
  constructor(...made: string[]) {
    for (const name of ['scripts', 'package.json', 'package-lock.json'])
      cpSync(join(root, name), this.#at(name), { recursive: true });
    writeFileSync(this.#at('scripts/icons.mjs'), ''); // It needs packages.
    const programs = made.map(
      (name) => `printf '#!/bin/sh\\n' > node_modules/.bin/${name}; chmod +x node_modules/.bin/${name}`,
    );
    const npm = ['#!/bin/sh', 'echo "$NODE_ENV: $*" >> asked', 'mkdir -p node_modules/.bin', ...programs];
    npm.push('exit ${NPM_ENDS_WITH:-0}', '');
    writeFileSync(this.#at('npm'), npm.join('\n'), { mode: 0o755 });
    onTestFinished(() => rmSync(this.#folder, { recursive: true }));
  }

  start(env: Record<string, string> = {}): { status: number | null; stderr: string } {
    const { PATH = '' } = process.env;
    const options = { cwd: this.#folder, env: { PATH: `${this.#folder}:${PATH}`, ...env }, encoding: 'utf8' } as const;
    return spawnSync(process.execPath, ['scripts/start.mjs', '--port', '0'], options);
  }

  /** Of npm, line by line. */
  get asked(): string[] {
    return this.read('asked').trim().split('\n');
  }

  change(path: string, text: string): void {
    writeFileSync(this.#at(path), text);
  }

  remove(path: string): void {
    rmSync(this.#at(path));
  }

  read(path: string): string {
    return readFileSync(this.#at(path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(this.#at(path));
  }

  #at(path: string): string {
    return join(this.#folder, path);
  }
}

test('packages of the build are installed in production, too', () => {
  const checkout = new Checkout();
  checkout.start({ NODE_ENV: 'production', npm_config_omit: 'dev' });
  expect(checkout.asked).toEqual([expect.stringMatching(/^production: ci .*--include=dev\b/)]);
});

test('an installation that lacks what the build needs says so, and is done again by the next start', () => {
  const checkout = new Checkout('tsc', 'cem');
  const { status, stderr } = checkout.start();
  expect([status, stderr]).toEqual([1, expect.stringContaining('not made: node_modules/.bin/vite')]);
  expect(checkout.has('node_modules/.rtc-call-stamp')).toBe(false);
  checkout.start();
  expect(checkout.asked).toHaveLength(2);
});

test('an installation that has lost what the build needs is done again', () => {
  const checkout = new Checkout('tsc', 'vite', 'cem');
  checkout.start();
  checkout.remove('node_modules/.bin/vite');
  checkout.start();
  expect(checkout.asked).toHaveLength(2);
});

test('an installation that breaks off is done again, for the packages of before too', () => {
  const checkout = new Checkout('tsc', 'vite', 'cem');
  const before = checkout.read('package-lock.json');
  checkout.start();
  checkout.change('package-lock.json', `${before}\n`);
  checkout.start({ NPM_ENDS_WITH: '1' });
  checkout.change('package-lock.json', before);
  checkout.start();
  expect(checkout.asked).toHaveLength(3);
});

test('a build that made nothing is not taken as done, and a whole installation is not done again', () => {
  const checkout = new Checkout('tsc', 'vite', 'cem');
  for (const _time of [1, 2]) {
    const { status, stderr } = checkout.start();
    expect([status, stderr]).toEqual([1, expect.stringContaining('not made: dist/server/main.js')]);
  }
  expect(checkout.has('dist/.rtc-call-stamp')).toBe(false);
  expect(checkout.asked).toHaveLength(1);
});
