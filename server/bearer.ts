/** Who may ask: holders of a token, in `Authorization: Bearer` (RFC 6750). Guessing is slow: an address that fails often has to wait. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Of one address in a minute. */
const FAILURES = 10;
const MINUTE_S = 60;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Takes as long for a wrong token as for the right one. */
function isOneOf(tokens: readonly Buffer[], given: string): boolean {
  const hash = digest(given);
  return tokens.filter((token) => timingSafeEqual(token, hash)).length > 0;
}

export function sendError(response: Response, status: number, code: string, message: string): void {
  response.status(status).json({ error: { code, message } });
}

export class Bearer {
  readonly #failures = new RateLimiterMemory({ points: FAILURES, duration: MINUTE_S });
  readonly #addressOf: (request: Request) => string;

  constructor(addressOf: (request: Request) => string) {
    this.#addressOf = addressOf;
  }

  /** Lets requests with one of these tokens pass; without any, there is nothing here. */
  allow(tokens: readonly string[]): RequestHandler {
    const hashes = tokens.map(digest);
    return async (request, response, next) => {
      response.setHeader('Cache-Control', 'no-store');
      if (hashes.length === 0) return sendError(response, 404, 'off', 'this is off: no token is set');
      const address = this.#addressOf(request);
      const wait = await this.#wait(address);
      if (wait > 0) return this.#tooMany(response, wait);
      if (isOneOf(hashes, tokenOf(request))) return next();
      const after = await this.#failed(address);
      if (after > 0) return this.#tooMany(response, after);
      response.setHeader('WWW-Authenticate', 'Bearer');
      sendError(response, 401, 'unauthorized', 'send a token as "Authorization: Bearer <token>"');
    };
  }

  #tooMany(response: Response, seconds: number): void {
    response.setHeader('Retry-After', String(seconds));
    sendError(response, 429, 'rate-limited', `too many wrong tokens; try again in ${seconds} s`);
  }

  /** Seconds; 0 if this address may try. */
  async #wait(address: string): Promise<number> {
    const known = await this.#failures.get(address);
    return known && known.consumedPoints > FAILURES ? seconds(known) : 0;
  }

  async #failed(address: string): Promise<number> {
    try {
      await this.#failures.consume(address);
      return 0;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return seconds(refused);
      throw refused;
    }
  }
}

const seconds = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext / 1_000));
const tokenOf = ({ headers }: Request): string => /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
