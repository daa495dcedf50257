/**
 * What shared/parse.ts and the tab's memory use of Valibot, without the messages, paths and standard interface that
 * nobody here reads. The server and every other bundle have Valibot itself; the same tests run over both.
 */
interface Issue {
  readonly type: string;
}

/** `typed`: what it is, is right; an issue may still be with how much of it there is. */
interface Outcome {
  readonly typed: boolean;
  readonly value: unknown;
  readonly issues: readonly Issue[];
}
interface Schema {
  (value: unknown): Outcome;
  readonly optional?: boolean;
  readonly entries?: Entries;
}
type Entries = Readonly<Record<string, Schema>>;
type Action = (outcome: Outcome) => Outcome;
type Test<T> = (value: T) => boolean;

const refused = (type: string, value: unknown): Outcome => ({ typed: false, value, issues: [{ type }] });
const accepted = (value: unknown): Outcome => ({ typed: true, value, issues: [] });

const is =
  (type: string, test: Test<unknown>): Schema =>
  (value) =>
    test(value) ? accepted(value) : refused(type, value);

export const string = (): Schema => is('string', (value) => typeof value === 'string');
export const number = (): Schema => is('number', (value) => typeof value === 'number' && !Number.isNaN(value));
export const boolean = (): Schema => is('boolean', (value) => typeof value === 'boolean');
export const literal = (word: unknown): Schema => is('literal', (value) => value === word);
export const picklist = (words: readonly unknown[]): Schema => is('picklist', (value) => words.includes(value));

export const nullable =
  (schema: Schema): Schema =>
  (value) =>
    value === null ? accepted(value) : schema(value);

export const exactOptional = (schema: Schema): Schema =>
  Object.assign((value: unknown) => schema(value), { optional: true });

/** Several values as one. */
const gathered = (outcomes: readonly Outcome[], value: unknown): Outcome => ({
  typed: outcomes.every(({ typed }) => typed),
  value,
  issues: outcomes.flatMap(({ issues }) => issues),
});

export const array =
  (item: Schema): Schema =>
  (value) => {
    if (!Array.isArray(value)) return refused('array', value);
    const outcomes = Array.from(value, (each) => item(each));
    return gathered(
      outcomes,
      outcomes.map((outcome) => outcome.value),
    );
  };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function entryOf(value: Record<string, unknown>, key: string, schema: Schema): [string, Outcome][] {
  if (key in value) return [[key, schema(value[key])]];
  return schema.optional ? [] : [[key, refused('object', undefined)]];
}

export const object = (entries: Entries): Schema =>
  Object.assign(
    (value: unknown) => {
      if (!isObject(value)) return refused('object', value);
      const parsed = Object.entries(entries).flatMap(([key, schema]) => entryOf(value, key, schema));
      return gathered(
        parsed.map(([, outcome]) => outcome),
        Object.fromEntries(parsed.map(([key, outcome]) => [key, outcome.value])),
      );
    },
    { entries },
  );

/** The first that fits; what almost fits says more than what does not. */
export const union =
  (schemas: readonly Schema[]): Schema =>
  (value) => {
    const outcomes = schemas.map((schema) => schema(value));
    const fitting = outcomes.find(({ issues }) => issues.length === 0);
    const typed = outcomes.filter((outcome) => outcome.typed);
    return fitting ?? gathered(typed.length > 0 ? typed : outcomes, value);
  };

export const variant =
  (key: string, schemas: readonly Schema[]): Schema =>
  (value) => {
    const schema = isObject(value) && schemas.find(({ entries }) => entries?.[key]?.(value[key]).issues.length === 0);
    return schema ? schema(value) : refused('variant', value);
  };

export const pipe =
  (schema: Schema, ...actions: readonly Action[]): Schema =>
  (value) =>
    actions.reduce((outcome, action) => action(outcome), schema(value));

/** Every check speaks up, so that one too long is known as such whatever else is wrong. */
const check =
  <T>(type: string, test: Test<T>): Action =>
  (outcome) =>
    !outcome.typed || test(outcome.value as T) ? outcome : { ...outcome, issues: [...outcome.issues, { type }] };

export const regex = (pattern: RegExp): Action => check('regex', (text: string) => pattern.test(text));
export const minLength = (least: number): Action => check('min_length', ({ length }: string) => length >= least);
export const maxLength = (most: number): Action => check('max_length', ({ length }: string) => length <= most);
export const minValue = (least: number): Action => check('min_value', (value: number) => value >= least);
export const maxValue = (most: number): Action => check('max_value', (value: number) => value <= most);
export const integer = (): Action => check('integer', Number.isInteger);
export const finite = (): Action => check('finite', Number.isFinite);

export const transform =
  <T>(change: (value: T) => unknown): Action =>
  (outcome) =>
    outcome.issues.length > 0 ? { ...outcome, typed: false } : { ...outcome, value: change(outcome.value as T) };

export function safeParse(schema: Schema, value: unknown) {
  const { issues, value: output } = schema(value);
  return { success: issues.length === 0, output, issues };
}
