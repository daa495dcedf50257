/**
 * The flags of the server of this container, where it is the first process. A container's other programs, such as its health
 * check, have its environment and do not learn what its server was started with.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND_LINE = '/proc/1/cmdline';
const MAIN = fileURLToPath(new URL('main.js', import.meta.url));

/** @param commandLine of a process on Linux: its words, each with a zero byte after it */
export function flagsOfFirstProcess(commandLine = read(), main = MAIN): string[] {
  const words = commandLine.split('\0').slice(0, -1);
  const at = words.findIndex((word) => existsSync(word) && realpathSync(resolve(word)) === main);
  return at < 0 ? [] : words.slice(at + 1);
}

/** Nothing where there is no such file, or it is nobody's business; and of this process itself. */
function read(): string {
  if (process.pid === 1) return '';
  try {
    return readFileSync(COMMAND_LINE, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ABSENT.has(error.code)) return '';
    throw error;
  }
}

const ABSENT: ReadonlySet<unknown> = new Set(['ENOENT', 'EACCES']);
