/**
 * The one table of settings. Parsing, `--help`, `--print-config`, docs/server.md and .env.example are made of it.
 * A flag is the name with dashes; a secret may also be in a file (`--turn-secret-file`, `TURN_SECRET_FILE`).
 */
import {
  basePath,
  duration,
  list,
  oneOf,
  origins,
  redisUrl,
  secrets,
  text,
  urls,
  wholeNumber,
  yesOrNo,
  type Check,
} from './checks.js';
import { isWebhookUrl } from './webhook-url.js';

/** In this order in every list; the rows of one stand together. */
export const GROUPS = {
  server: 'The server',
  admission: 'Who may call',
  limits: 'Limits',
  relays: 'STUN and TURN',
  operations: 'Operations',
  nodes: 'Many nodes',
  logs: 'Logs',
} as const;
export type Group = keyof typeof GROUPS;

export interface Setting {
  readonly env: string;
  readonly group: Group;
  readonly meaning: string;
  readonly check: Check;
  /** The default, as somebody would write it. */
  readonly fallback?: string;
  /** What it is where it was not given and there is no default; `none`, if not said. */
  readonly without?: string;
  /** Never printed or logged; may be in a file. */
  readonly secret?: true;
}

export const SETTINGS = {
  port: {
    env: 'PORT',
    group: 'server',
    meaning: 'port to listen on; 0 = any free one',
    check: wholeNumber(0, 65_535),
    fallback: '3000',
  },
  host: { env: 'HOST', group: 'server', meaning: 'address to listen on', check: text(), without: 'all addresses' },
  basePath: {
    env: 'BASE_PATH',
    group: 'server',
    meaning: 'path that everything is below, where a proxy passes one on, such as /call',
    check: basePath(),
    fallback: '/',
  },
  https: {
    env: 'HTTPS',
    group: 'server',
    meaning:
      'https with a certificate that this machine makes for itself: camera and microphone on phones of the network',
    check: yesOrNo(),
    fallback: 'false',
  },
  tlsCert: {
    env: 'TLS_CERT',
    group: 'server',
    meaning: 'file with a certificate (PEM, the whole chain) for https; read again when it changes and on SIGHUP',
    check: text(),
  },
  tlsKey: { env: 'TLS_KEY', group: 'server', meaning: 'file with its private key (PEM)', check: text() },
  stateDir: {
    env: 'STATE_DIRECTORY',
    group: 'server',
    meaning: "folder that keeps this machine's own certificate",
    check: text(),
    without: '~/.local/state/rtc-call',
  },
  trustProxy: {
    env: 'TRUST_PROXY',
    group: 'server',
    meaning: 'proxies in front, each of which adds to X-Forwarded-For; 0 = none, nobody is believed',
    check: wholeNumber(0, 16),
    fallback: '0',
  },
  origins: {
    env: 'ORIGINS',
    group: 'admission',
    meaning: 'origins of the pages and apps that may call, as a list; * = any; pages of this server always may',
    check: origins(),
    fallback: '*',
  },
  tokenSecret: {
    env: 'TOKEN_SECRET',
    group: 'admission',
    meaning: 'secrets that sign tokens (HS256), as a list: the first one signs, each of them is accepted',
    check: secrets(32),
    without: 'no tokens: open mode',
    secret: true,
  },
  tokenKeys: {
    env: 'TOKEN_KEYS',
    group: 'admission',
    meaning: 'public keys that tokens are signed for (RS256, ES256, EdDSA): a JWKS, as an https: URL or a file',
    check: text(),
  },
  tokenAudience: {
    env: 'TOKEN_AUDIENCE',
    group: 'admission',
    meaning: 'what `aud` of a token has to be',
    check: text(),
    fallback: 'rtc-call',
  },
  tokenIssuer: {
    env: 'TOKEN_ISSUER',
    group: 'admission',
    meaning: 'what `iss` of a token has to be',
    check: text(),
    without: 'anything',
  },
  tokenLeeway: {
    env: 'TOKEN_LEEWAY',
    group: 'admission',
    meaning: 'how far clocks may differ',
    check: duration(0, 600),
    fallback: '30s',
  },
  maxSockets: {
    env: 'MAX_SOCKETS',
    group: 'limits',
    meaning: 'connections at a time, of all addresses; 0 = no limit',
    check: wholeNumber(0, 1_000_000),
    fallback: '20000',
  },
  connectionsPerMinute: {
    env: 'CONNECTIONS_PER_MINUTE',
    group: 'limits',
    meaning: 'connections that one address may open in a minute; 0 = no limit',
    check: wholeNumber(0, 1_000_000),
    fallback: '1200',
  },
  failuresPerMinute: {
    env: 'FAILURES_PER_MINUTE',
    group: 'limits',
    meaning: 'joins of one address that may fail in a minute, by a bad token or a bad handshake; 0 = no limit',
    check: wholeNumber(0, 1_000_000),
    fallback: '60',
  },
  credentialsPerMinute: {
    env: 'CREDENTIALS_PER_MINUTE',
    group: 'limits',
    meaning: 'TURN credentials that are made for one address in a minute; 0 = no limit',
    check: wholeNumber(0, 1_000_000),
    fallback: '1200',
  },
  roomsPerAddress: {
    env: 'ROOMS_PER_ADDRESS',
    group: 'limits',
    meaning: 'rooms that one address may be in at a time; 0 = no limit',
    check: wholeNumber(0, 1_000_000),
    fallback: '1000',
  },
  idleTimeout: {
    env: 'IDLE_TIMEOUT',
    group: 'limits',
    meaning:
      'how long a connection may be open on which nobody has a seat, as in a lobby; its page connects anew; 0 = no limit',
    check: duration(0, 86_400),
    fallback: '10m',
  },
  stun: {
    env: 'STUN_URLS',
    group: 'relays',
    meaning: 'STUN servers, as a list of stun: URLs',
    check: urls(['stun', 'stuns'], 'stun:stun.example.com:3478'),
    fallback: '',
  },
  turn: {
    env: 'TURN_URLS',
    group: 'relays',
    meaning: 'TURN servers, as a list of turn: and turns: URLs',
    check: urls(['turn', 'turns'], 'turns:turn.example.com:443?transport=tcp'),
    fallback: '',
  },
  turnSecret: {
    env: 'TURN_SECRET',
    group: 'relays',
    meaning:
      "coturn's static-auth-secret: credentials are made per call, for an hour; as a list: the first one that a server believes",
    check: secrets(16),
    secret: true,
  },
  turnUsername: {
    env: 'TURN_USERNAME',
    group: 'relays',
    meaning: 'fixed TURN username, where there is no secret',
    check: text(),
  },
  turnCredential: {
    env: 'TURN_CREDENTIAL',
    group: 'relays',
    meaning: 'fixed TURN password, where there is no secret',
    check: text(),
    secret: true,
  },
  turnCheck: {
    env: 'TURN_CHECK',
    group: 'relays',
    meaning: 'how often each TURN server is asked for an allocation, at the start too; 0 = never',
    check: duration(0, 86_400),
    fallback: '5m',
  },
  relayOnly: {
    env: 'RELAY_ONLY',
    group: 'relays',
    meaning: 'media goes through the TURN servers only, so that nobody learns the address of the other one',
    check: yesOrNo(),
    fallback: 'false',
  },
  apiToken: {
    env: 'API_TOKEN',
    group: 'operations',
    meaning: 'tokens, as a list, for the HTTP API (/api), the status page (/status) and /metrics',
    check: secrets(16),
    without: 'no API, no status page',
    secret: true,
  },
  metricsToken: {
    env: 'METRICS_TOKEN',
    group: 'operations',
    meaning: 'tokens, as a list, for /metrics alone',
    check: secrets(16),
    without: 'those of the API; without any, no /metrics',
    secret: true,
  },
  webhooks: {
    env: 'WEBHOOK_URLS',
    group: 'operations',
    meaning: 'where rooms and calls are told, as a list of https: URLs, or http: ones in the own network',
    check: list(
      isWebhookUrl,
      'must be a list of https: URLs, such as https://www.example.com/calls; http: is for names without a dot and private addresses',
    ),
    fallback: '',
  },
  webhookSecret: {
    env: 'WEBHOOK_SECRET',
    group: 'operations',
    meaning: 'secrets that sign what is told, as a list: each of them signs, so that one can take the place of another',
    check: secrets(24),
    secret: true,
  },
  drain: {
    env: 'DRAIN_SECONDS',
    group: 'operations',
    meaning: 'how long a server that is told to stop may take to send its clients elsewhere',
    check: duration(0, 600),
    fallback: '10',
  },
  redisUrl: {
    env: 'REDIS_URL',
    group: 'nodes',
    meaning: 'Redis 7 or later that several servers share: a redis: or rediss: URL, or the path of a socket',
    check: redisUrl(),
    without: 'rooms are in this process',
    secret: true,
  },
  workers: {
    env: 'WORKERS',
    group: 'nodes',
    meaning: 'processes on this machine, one a core; more than one needs Redis',
    check: wholeNumber(1, 256),
    fallback: '1',
  },
  logLevel: {
    env: 'LOG_LEVEL',
    group: 'logs',
    meaning: 'error, warn, info or debug',
    check: oneOf('error', 'warn', 'info', 'debug'),
    fallback: 'info',
  },
  logFormat: {
    env: 'LOG_FORMAT',
    group: 'logs',
    meaning: 'text, or json for machines',
    check: oneOf('text', 'json'),
    fallback: 'text',
  },
} as const satisfies Record<string, Setting>;

type Settings = typeof SETTINGS;
export type SettingName = keyof Settings;
export const NAMES = Object.keys(SETTINGS) as readonly SettingName[];

type Value<S> = S extends { check: Check<infer T> } ? (S extends { fallback: string } ? T : T | undefined) : never;
export type Config = Readonly<{ [N in SettingName]: Value<Settings[N]> }>;

/** The row as every row can be read. */
export const settingOf = (name: SettingName): Setting => SETTINGS[name];

/** `turnSecret` is `turn-secret` on the command line. */
export const flagOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const namesOf = (group: Group): SettingName[] => NAMES.filter((name) => SETTINGS[name].group === group);
