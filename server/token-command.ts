/** `rtc-call token`: a token for one person, signed with the server's own secret, on stdout and nothing else. */
import { parseArgs } from 'node:util';
import { ROLES } from '../shared/protocol.js';
import { ConfigError, parseConfig } from './config.js';
import { duration } from './checks.js';
import { createToken } from './tokens.js';

const OPTIONS = {
  room: { type: 'string' },
  role: { type: 'string' },
  sub: { type: 'string' },
  name: { type: 'string' },
  ttl: { type: 'string' },
} as const;

export const TOKEN_USAGE = 'rtc-call token --room … [--role caller|callee] [--sub …] [--name …] [--ttl 10m]';

type Environment = Readonly<Record<string, string | undefined>>;

/** The flags of its own; the others are the server's settings. */
function split(argv: readonly string[]): { own: string[]; settings: string[] } {
  const { tokens } = parseArgs({ args: [...argv], options: OPTIONS, strict: false, tokens: true });
  const taken = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== 'option' || !(token.name in OPTIONS)) continue;
    taken.add(token.index);
    if (!token.inlineValue && token.value !== undefined) taken.add(token.index + 1);
  }
  return { own: argv.filter((_, at) => taken.has(at)), settings: argv.filter((_, at) => !taken.has(at)) };
}

/** Throws a ConfigError with all that is wrong. */
export async function tokenCommand(argv: readonly string[], env: Environment): Promise<string> {
  const { own, settings } = split(argv);
  const result = parseConfig(settings, env);
  if (!result.ok) throw new ConfigError(result.faults);
  const { tokenSecret, tokenAudience: audience, tokenIssuer } = result.config;
  const secret = tokenSecret?.[0];
  if (secret === undefined) throw new ConfigError(['--token-secret (TOKEN_SECRET) is what signs it: it has to be set']);
  const { values } = parseArgs({ args: own, options: OPTIONS, strict: false });
  const { room, role: asked, sub, name, ttl } = values;
  const role = ROLES.find((known) => known === asked);
  if (asked !== undefined && !role) throw new ConfigError(['--role has to be caller or callee']);
  return createToken({
    secret,
    audience,
    room: text(room),
    ...(tokenIssuer === undefined ? {} : { issuer: tokenIssuer }),
    ...(role ? { role } : {}),
    ...(sub === undefined ? {} : { sub: text(sub) }),
    ...(name === undefined ? {} : { name: text(name) }),
    ...(ttl === undefined ? {} : { ttl: Number(duration(1, 0).read(text(ttl))) }),
  });
}

const text = (value: string | boolean | undefined): string => (typeof value === 'string' ? value : '');
