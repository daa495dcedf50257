/** How attributes and properties are read. */
import type { LitElement, PropertyValues } from 'lit';

/** On by being there; `"false"` is off, since Vue and Svelte write booleans as text. */
export const isOn = (value: string | null): boolean => value !== null && value !== 'false';
export const flag = { fromAttribute: isOn };

/** One of certain words; any other one is as good as none: the first of them. */
export const oneOf = <Word extends string>(...words: readonly [Word, ...Word[]]) => ({
  fromAttribute: (value: string | null): Word => words.find((word) => word === value) ?? words[0],
});

/** What is no number is as good as none. */
export const number = {
  fromAttribute: (value: string | null): number | null => {
    const read = Number.parseFloat(value ?? '');
    return Number.isNaN(read) ? null : read;
  },
};

type Settable = LitElement & Record<PropertyKey, unknown>;

/**
 * What gives a property without a value its first one again: an attribute was taken away, or React a property.
 * @param element at the end of its constructor
 */
export function defaultsOf(element: LitElement): (changed: PropertyValues) => void {
  const settable = element as Settable;
  const { elementProperties } = element.constructor as typeof LitElement;
  const names = [...elementProperties].flatMap(([name, { state }]) => (state ? [] : [name]));
  const first = new Map(names.map((name) => [name, settable[name]]));
  return (changed) => {
    for (const name of changed.keys()) if (first.has(name)) settable[name] ??= first.get(name);
  };
}
