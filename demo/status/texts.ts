/** What the status page says: of each trouble what it means, and what to do about it. */
import type { Problem, TurnFault, TurnReading } from '../../server/status-model.js';

export interface Words {
  readonly title: string;
  readonly advice: string;
  /** `stop`: people cannot join. `warn`: some are worse off. `note`: to be known. */
  readonly weight: 'stop' | 'warn' | 'note';
}

const FAULTS: Readonly<Record<TurnFault, string>> = {
  unreachable: 'It cannot be reached: check that coturn runs, and that the firewall lets this port through.',
  'no-answer': 'It does not answer: check that the firewall lets UDP through, and the public address (external-ip).',
  certificate: 'Browsers will not believe its certificate: renew it, and check that it names this host.',
  'wrong-secret': 'It refuses our credentials: static-auth-secret there and TURN_SECRET here have to be the same.',
  full: 'It has no room for another relay: raise total-quota, or widen min-port to max-port.',
  refused: 'It refuses an allocation: look into its log.',
  'not-turn': 'Something else answers on this port: check the URL.',
  unchecked: 'TURN over DTLS is not checked.',
};

export const FAULT_WORDS: Readonly<Record<TurnReading['state'], string>> = {
  ok: 'answers',
  open: 'answers, but is open',
  waiting: 'being asked',
  unreachable: 'cannot be reached',
  'no-answer': 'no answer',
  certificate: 'bad certificate',
  'wrong-secret': 'wrong secret',
  full: 'full',
  refused: 'refuses',
  'not-turn': 'no TURN server',
  unchecked: 'not checked',
};

export function wordsOf(problem: Problem): Words {
  switch (problem.code) {
    case 'draining':
      return {
        title: 'This server is stopping',
        advice: 'Its clients are being sent elsewhere. Calls go on without it.',
        weight: 'stop',
      };
    case 'redis-away':
      return {
        title: 'Redis is away',
        advice: 'Calls go on, nobody new can join. Newcomers keep trying and come in when it is back.',
        weight: 'stop',
      };
    case 'worker-away':
      return {
        title: 'A worker does not answer',
        advice:
          'One that ended is replaced in half a minute at the latest; its share is missing in these figures until then.',
        weight: 'warn',
      };
    case 'turn-fault':
      return { title: `No relay at ${problem.url}`, advice: FAULTS[problem.fault], weight: 'warn' };
    case 'turn-open':
      return {
        title: `${problem.url} relays into private networks`,
        advice:
          'Strangers could reach into your own network through it: use the denied-peer-ip lines of coturn/turnserver.conf.',
        weight: 'warn',
      };
    case 'no-turn':
      return {
        title: 'No TURN server is set',
        advice: 'People behind strict networks cannot connect to each other: set TURN_URLS and TURN_SECRET.',
        weight: 'warn',
      };
    case 'open-mode':
      return {
        title: 'Open mode',
        advice: "A room's name is its only key. Set TOKEN_SECRET if only people of yours should come in.",
        weight: 'note',
      };
    case 'any-origin':
      return {
        title: 'Pages of any origin may use this server',
        advice: 'Set ORIGINS to your own pages.',
        weight: 'note',
      };
  }
}

export const REFUSAL_WORDS: Readonly<Record<string, string>> = {
  'bad-request': 'not understood',
  'too-large': 'too large',
  version: 'other version',
  unauthorized: 'no valid token',
  'wrong-role': 'token for the other role',
  expired: 'token expired',
  occupied: 'call is full',
  locked: 'room is locked',
  replaced: 'moved to another tab',
  kicked: 'removed',
  'rate-limited': 'too many requests',
  unavailable: 'could not be served',
  shutdown: 'sent elsewhere',
  'peer-gone': 'other one is gone',
};
