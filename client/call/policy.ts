/** Trusted Types (W3C): a page may allow by its policy's name alone what writes HTML or starts a worker. */

/** Ours, then the one that pages allowed before it had a name. */
const NAMES = ['rtc-call', 'lit-html'];
/** Nothing of a stranger's comes to it. */
const asItIs = (text: string): string => text;
const RULES = { createHTML: asItIs, createScriptURL: asItIs };
type Policy = typeof RULES;

let made: Policy | undefined;

/** Undefined where there are no Trusted Types, or the page allows none of ours. */
export function policy(): Policy | undefined {
  // TypeScript does not know it yet.
  const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };
  for (const name of NAMES) {
    try {
      return (made ??= trustedTypes?.createPolicy(name, RULES));
    } catch {
      continue; // Not allowed, or taken by another copy.
    }
  }
  return undefined;
}
