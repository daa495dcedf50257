/** Log lines: one `info` per transition; never a room's name (it is a key), a token, a credential or a description. */
import { hash } from 'node:crypto';
import { pino, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { Config } from './config.js';
import { outputOf, writeNow } from './output.js';

export type Log = Logger;

type LogConfig = Pick<Config, 'logLevel' | 'logFormat'> & Partial<Pick<Config, 'workers'>>;

/** Bytes that are written at once. */
const MOST = 16_384;
/** The same where several processes write to one pipe: lines stay whole (POSIX). */
const PIPE_BUF = 4_096;

export function createLog({ logLevel, logFormat, workers = 1 }: LogConfig): Log {
  const options = { level: logLevel, base: null };
  if (logFormat === 'json') return pino(options, outputOf(workers > 1 ? PIPE_BUF : MOST));
  const pretty = prettyFactory({ translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', singleLine: true });
  return pino(options, { write: (line: string) => writeNow(pretty(line)) });
}

/** Tells one room's lines from another's, and no more. */
export const roomTag = (room: string): string => hash('sha256', room).slice(0, 8);
