/** Log lines: one `info` per transition; never a room's name (it is a key), a token, a credential or a description. */
import { hash } from 'node:crypto';
import { destination, pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from './config.js';

export type Log = Logger;

type LogConfig = Pick<Config, 'logLevel' | 'logFormat'> & Partial<Pick<Config, 'workers'>>;

export function createLog({ logLevel, logFormat, workers = 1 }: LogConfig): Log {
  const options = { level: logLevel, base: null };
  if (logFormat === 'json') return pino(options, together(workers > 1 ? PIPE_BUF : MOST));
  return pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', singleLine: true }));
}

/** Milliseconds that a line waits for the next ones: a write for each would be a tenth of what a set-up costs. */
const SOON_MS = 50;
/** Bytes that are written at once. */
const MOST = 16_384;
/** The same where several processes write to one pipe: lines stay whole (POSIX). */
const PIPE_BUF = 4_096;
/** Bytes: a reader that hangs costs lines then, and no more memory. */
const MAX_WAITING = 16_777_216;

/** To the standard output; an end of the process writes what waits. */
function together(most: number): DestinationStream {
  const out = destination({ sync: false, minLength: most / 2, maxWrite: most, maxLength: MAX_WAITING });
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    out.flush();
  };
  return {
    write: (line) => {
      out.write(line);
      timer ??= setTimeout(flush, SOON_MS).unref();
    },
  };
}

/** Tells one room's lines from another's, and no more. */
export const roomTag = (room: string): string => hash('sha256', room).slice(0, 8);
