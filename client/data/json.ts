/** Bodies of messages. */

/** What JSON has no word for (`undefined`, functions) is null. */
export const toJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** What is no JSON is null, too: the other page is a stranger. */
export function fromJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
