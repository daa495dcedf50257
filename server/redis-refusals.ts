/** What a Redis says that answers, and does not do what a server needs. */
import type { ErrorReply } from '@redis/client';

/** A replica, no memory, no disk, not loaded yet, no rights, or no part of its cluster. */
const CODES: ReadonlySet<string> = new Set([
  'READONLY',
  'OOM',
  'MISCONF',
  'LOADING',
  'NOPERM',
  'NOREPLICAS',
  'MASTERDOWN',
  'CLUSTERDOWN',
]);

/** The first word of each error (RESP). */
export const codeOf = ({ message }: ErrorReply): string => message.split(' ', 1)[0] ?? '';

/** Of all questions that write, and not a fault of this one. */
export const willLast = (reply: ErrorReply): boolean => CODES.has(codeOf(reply));
