import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';

const LOG = new URL('../../server/log.ts', import.meta.url).href;

/** Another process, which has a `log`. */
const running = (code: string, format = 'json', stdout: 'pipe' | number = 'pipe') =>
  spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      `import { createLog } from '${LOG}'; const log = createLog({ logLevel: 'info', logFormat: '${format}' }); ${code}`,
    ],
    { stdio: ['ignore', stdout, 'inherit'] },
  );

/** Its output can be read. */
function piped(code: string): ReturnType<typeof running> & { stdout: Readable } {
  const child = running(code);
  if (!child.stdout) throw new Error('no pipe');
  return Object.assign(child, { stdout: child.stdout });
}

const messages = (lines: string): string[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

test('the last lines before an end are written, whatever ends the process', async () => {
  const fault = "process.on('uncaughtException', () => process.exit(1)); throw new Error();";
  for (const end of ['process.exit();', fault, '']) {
    const child = piped(`log.info('one'); log.info('two'); ${end}`);
    expect(messages(await text(child.stdout))).toEqual(['one', 'two']);
  }
});

test('lines come soon though the process runs on, more than fit into one write too', async () => {
  const child = piped("for (let at = 0; at < 1_000; at += 1) log.info('%d', at); setInterval(() => undefined, 1_000);");
  onTestFinished(() => void child.kill());
  let lines = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (lines += more));
  while (messages(lines.slice(0, lines.lastIndexOf('\n') + 1)).length < 1_000) await once(child.stdout, 'data');
  expect(messages(lines)).toEqual(Array.from({ length: 1_000 }, (_one, at) => `${at}`));
});

describe.skipIf(!existsSync('/dev/full'))('lines that cannot be written (skipped without /dev/full)', () => {
  const onFullDisk = async (format: string, code: string): Promise<[code: number | null, signal: string | null]> => {
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const child = running(code, format, full);
    onTestFinished(() => void child.kill('SIGKILL'));
    return (await once(child, 'exit')) as [number | null, string | null];
  };

  test.each(['json', 'text'])('as %s are lost, and the process goes on to its own end', async (format) => {
    const goesOn =
      "log.info('one'); setTimeout(() => { log.info('two'); setTimeout(() => process.exit(7), 200); }, 200);";
    expect(await onFullDisk(format, goesOn)).toEqual([7, null]);
  });

  test.each(['json', 'text'])('as %s hold up no end', async (format) => {
    expect(await onFullDisk(format, "log.info('one'); process.exit(7);")).toEqual([7, null]);
  });
});
