/** Random names that say nothing about the person: an instance, or an owner's secret. */

const BYTES = 16;

/** 128 random bits as base64url. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
