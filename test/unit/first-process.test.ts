import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flagsOfFirstProcess } from '../../server/first-process.js';

let folder = '';
let main = '';
let link = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'rtc-call-')));
  [main, link] = [join(folder, 'main.js'), join(folder, 'rtc-call')];
  writeFileSync(main, '');
  symlinkSync(main, link);
});
afterAll(() => rmSync(folder, { recursive: true }));

const flags = (...words: string[]): string[] => flagsOfFirstProcess(words.map((word) => `${word}\0`).join(''), main);

describe('the flags of the first process', () => {
  test('are what stands behind the command, whoever started it', () => {
    const own = ['--port', '4000', '--origins', ''];
    expect(flags('node', main, ...own)).toEqual(own);
    expect(flags('/sbin/docker-init', '--', 'node', main, ...own)).toEqual(own);
  });

  test('are found by the command that a package installs, which is a link', () => {
    expect(flags('node', link, '--https')).toEqual(['--https']);
  });

  test('are none where the first process is something else', () => {
    expect(flags('/sbin/init')).toEqual([]);
    expect(flags('node', join(folder, 'other.js'), '--port', '4000')).toEqual([]);
    expect(flagsOfFirstProcess('', main)).toEqual([]);
  });
});
