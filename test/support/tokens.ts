/** Tokens as a page's own server would make them, and keys as an identity provider publishes them. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, type JWTPayload } from 'jose';
import { onTestFinished } from 'vitest';

export const SECRET = 'a-secret-of-the-tests-with-48-letters-and-more';

/** `exp`: seconds from now. */
export function signed(claims: JWTPayload, key: KeyObject | Uint8Array = Buffer.from(SECRET), alg = 'HS256', kid = '') {
  const exp = Math.floor(Date.now() / 1_000) + (claims.exp ?? 600);
  return new SignJWT({ aud: 'rtc-call', ...claims, exp })
    .setProtectedHeader({ alg, ...(kid ? { kid } : {}) })
    .sign(key);
}

export const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A server of public keys that can be told to fail; it ends with the test. */
export async function serveKeys() {
  const keys = new Map<string, KeyObject>();
  const state = { fails: false, asked: 0 };
  const answer = async (response: ServerResponse): Promise<void> => {
    const published = [...keys].map(async ([kid, key]) => ({ ...(await exportJWK(key)), kid }));
    response.statusCode = state.fails ? 500 : 200;
    response.end(JSON.stringify({ keys: await Promise.all(published) }));
  };
  const server = createServer((_request, response) => {
    state.asked += 1;
    void answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { keys, state, url: `http://127.0.0.1:${port}/jwks.json` };
}
