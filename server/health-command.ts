/** `rtc-call health`: asks the server that runs with these settings whether it lives, for the health check of a container. */
import { request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { parseConfig, type Config } from './config.js';
import { flagsOfFirstProcess } from './first-process.js';
import { ownAddress, urlOf } from './network.js';
import { keyPairOf } from './tls.js';

/** Shorter than the time-out of the image's HEALTHCHECK, which gives no reason. */
const LIMIT_MS = 4_000;
const PATH = '/healthz';
const ALIVE = JSON.stringify({ ok: true });

export interface Verdict {
  readonly healthy: boolean;
  /** One line that says why. */
  readonly text: string;
}

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @param argv flags, which override those of the container's server and the environment */
export async function healthCommand(argv: readonly string[], env: Environment, limitMs = LIMIT_MS): Promise<Verdict> {
  const result = parseConfig([...flagsOfFirstProcess(), ...argv], env);
  if (!result.ok) return unhealthy(result.faults.join('; '));
  if (result.config.port === 0) return unhealthy('port 0 is a port that the server chose; set --port (PORT)');
  return ask(result.config, limitMs).catch((error: unknown) => unhealthy(String(error)));
}

async function ask(config: Config, limitMs: number): Promise<Verdict> {
  const { host, port } = config;
  const address = await ownAddress(host);
  if (address === undefined) return unhealthy(`${host} is not an address of this machine`);
  const secure = keyPairOf(config) !== undefined;
  const url = urlOf(secure ? 'https' : 'http', address, port) + PATH;
  return answerOf(secure, { host: address, port, path: PATH }, limitMs).then(
    (answer) => verdictOn(answer, url),
    (error: unknown) => unhealthy(`${url}: ${reasonOf(error, limitMs)}`),
  );
}

function verdictOn({ status, body }: Answer, url: string): Verdict {
  if (status !== 200) return unhealthy(`${url} answered ${status}`);
  if (body !== ALIVE) return unhealthy(`${url} answered, but is not rtc-call`);
  return { healthy: true, text: `healthy: ${url}` };
}

/** Any certificate will do: its names are those of other addresses, only this machine is asked, and nothing secret is sent. */
function answerOf(secure: boolean, options: RequestOptions, limitMs: number): Promise<Answer> {
  const signal = AbortSignal.timeout(limitMs);
  const request = secure ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    request({ ...options, agent: false, rejectUnauthorized: false, signal }, (response) => {
      const { statusCode: status } = response;
      text(response).then((body) => resolve({ status, body }), reject);
    })
      .on('error', reject)
      .end();
  });
}

const unhealthy = (why: string): Verdict => ({ healthy: false, text: `unhealthy: ${why}` });

function reasonOf(error: unknown, limitMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return `no answer within ${limitMs / 1_000} s`;
  return 'code' in error ? `no answer (${String(error.code)})` : error.message;
}
