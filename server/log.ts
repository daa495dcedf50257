/** Log lines: one `info` per transition; never a room's name (it is a key), a token, a credential or a description. */
import { createHash } from 'node:crypto';
import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from './config.js';

export type Log = Logger;

export function createLog({ logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>): Log {
  const options = { level: logLevel, base: null };
  if (logFormat === 'json') return pino(options);
  return pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', singleLine: true }));
}

/** Tells one room's lines from another's, and no more. */
export const roomTag = (room: string): string => createHash('sha256').update(room).digest('hex').slice(0, 8);
