/** What a setting may be: how its text is read, and what its value must be. Programs give the value itself to the same schema. */
import * as v from 'valibot';

export interface Check<T = unknown> {
  /** Text of a flag, a variable or a file to a value; what cannot be read stays text, which the schema refuses. */
  readonly read: (text: string) => unknown;
  readonly schema: v.GenericSchema<unknown, T>;
  /** Its flag alone means yes. */
  readonly alone?: true;
  /** The fewest characters of each text. */
  readonly characters?: number;
}

const asItIs = (text: string): string => text;
const check = <T>(read: (text: string) => unknown, schema: v.GenericSchema<unknown, T>): Check<T> => ({ read, schema });
const number = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);

export function wholeNumber(min: number, max: number): Check<number> {
  const wrong = `must be a whole number from ${min} to ${max}`;
  return check(number, v.pipe(v.number(wrong), v.integer(wrong), v.minValue(min, wrong), v.maxValue(max, wrong)));
}

const UNIT_S: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `30s`, `10m`, `8h`, `7d`, or a number of seconds. The value is in seconds. */
export function duration(min: number, max: number): Check<number> {
  const wrong = `must be a time from ${min} s to ${max} s, such as 30s, 10m, 8h or 7d`;
  const read = (text: string): unknown => {
    const [, count, unit = 's'] = /^(\d+)([smhd]?)$/.exec(text) ?? [];
    return count === undefined ? text : Number(count) * (UNIT_S[unit || 's'] ?? NaN);
  };
  return check(read, v.pipe(v.number(wrong), v.integer(wrong), v.minValue(min, wrong), v.maxValue(max, wrong)));
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

export function yesOrNo(): Check<boolean> {
  return { ...check((word) => WORDS.get(word) ?? word, v.boolean('must be true or false')), alone: true };
}

export function oneOf<const T extends string>(...words: readonly T[]): Check<T> {
  const wrong = `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return check(asItIs, v.picklist(words, wrong));
}

export function text(): Check<string> {
  return check(asItIs, v.pipe(v.string('must be a text'), v.minLength(1, 'must not be empty')));
}

/** A path that all addresses of the server begin with; the value has no slash at its end, so that `/` is an empty one. */
export function basePath(): Check<string> {
  const wrong = 'must be a path, such as /call';
  const isPath = (path: string): boolean => /^(?:\/[\w~-][\w.~-]*)*$/.test(path);
  const bare = v.transform((path: string) => path.replace(/\/+$/, ''));
  return check(asItIs, v.pipe(v.string(wrong), bare, v.check(isPath, wrong)));
}

const split = (text: string): string[] => text.split(/[\s,]+/).filter((item) => item !== '');
const longEnough = (characters: number) => {
  const wrong = `must have at least ${characters} characters`;
  return v.pipe(v.string(wrong), v.minLength(characters, wrong));
};

/** Several at a time, so that one can take another's place without a moment in which neither holds. */
export function secrets(characters: number): Check<readonly string[]> {
  const wrong = `must have at least ${characters} characters`;
  return { ...check(split, v.pipe(v.array(longEnough(characters), wrong), v.minLength(1, wrong))), characters };
}

/** Texts with commas, spaces or lines between, each of which `good` takes. */
export function list(good: (item: string) => boolean, wrong: string): Check<readonly string[]> {
  return check(split, v.pipe(v.array(v.string(wrong), wrong), v.everyItem(good, wrong)));
}

export const urls = (schemes: readonly string[], example: string): Check<readonly string[]> =>
  list(
    (item) => new RegExp(`^(${schemes.join('|')}):[^\\s/]+$`).test(item),
    `must be a list of ${schemes.map((scheme) => `${scheme}:`).join(' or ')} URLs, such as ${example}`,
  );

/** Schemes that every browser knows and whose pages have no such origin. */
const NO_ORIGIN = /^(?:blob|data|ftp|wss?):/;
/** `file://` is what Electron and the web view of Android write for a page from the disk. */
const OF_AN_APP = /^(?:file:\/\/|[a-z][a-z\d+.-]*:\/\/[^\s/?#@*\\]+)$/;

/** An origin as browsers write it (RFC 6454 6.2): no path, no slash at the end, no default port. */
function isOrigin(item: string): boolean {
  if (/^https?:/i.test(item)) return URL.canParse(item) && new URL(item).origin === item;
  return OF_AN_APP.test(item) && !NO_ORIGIN.test(item);
}

export const origins = (): Check<readonly string[]> =>
  list(
    (item) => item === '*' || isOrigin(item),
    'must be * or a list of origins, such as https://www.example.com or capacitor://localhost',
  );

/** Where a Redis is. The URL may hold a password. */
export function redisUrl(): Check<string> {
  const wrong = 'must be a redis: or rediss: URL, such as redis://localhost:6379, or the path of a socket';
  const good = (url: string): boolean =>
    /^\/[^\s]+$/.test(url) || (/^rediss?:\/\/[^\s]+$/.test(url) && URL.canParse(url));
  return check(asItIs, v.pipe(v.string(wrong), v.check(good, wrong)));
}
