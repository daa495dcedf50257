import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

const LOG = new URL('../../server/log.ts', import.meta.url).href;

/** Another process, which has a `log`. */
const running = (code: string) =>
  spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      `import { createLog } from '${LOG}'; const log = createLog({ logLevel: 'info', logFormat: 'json' }); ${code}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );

const messages = (lines: string): string[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

test('the last lines before an end are written, whatever ends the process', async () => {
  const fault = "process.on('uncaughtException', () => process.exit(1)); throw new Error();";
  for (const end of ['process.exit();', fault, '']) {
    const child = running(`log.info('one'); log.info('two'); ${end}`);
    expect(messages(await text(child.stdout))).toEqual(['one', 'two']);
  }
});

test('lines come soon though the process runs on, more than fit into one write too', async () => {
  const child = running(
    "for (let at = 0; at < 1_000; at += 1) log.info('%d', at); setInterval(() => undefined, 1_000);",
  );
  onTestFinished(() => void child.kill());
  let lines = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (lines += more));
  while (messages(lines.slice(0, lines.lastIndexOf('\n') + 1)).length < 1_000) await once(child.stdout, 'data');
  expect(messages(lines)).toEqual(Array.from({ length: 1_000 }, (_one, at) => `${at}`));
});
