/** The languages, and which of them an element speaks: that of its nearest `lang`, across shadow roots, then the browser's. */
import { Part } from '../call/part.js';
import type { AllLabels } from './labels.js';
import type { Remedies } from './remedy-labels.js';

export interface Language {
  readonly labels: AllLabels;
  readonly remedies: Remedies;
}

const ENGLISH = new Part<Language>(() => import('./en/index.js'));
/** A new language is a folder and a line here. */
const LANGUAGES: Readonly<Record<string, Part<Language>>> = {
  ar: new Part<Language>(() => import('./ar/index.js')),
  en: ENGLISH,
  zh: new Part<Language>(() => import('./zh-CN/index.js')),
};

export const languageOf = (element: Element): string => nearest(element, 'lang') ?? navigator.language;

/** The nearest language that there is; English where there is none. */
export const languagePart = (language: string): Part<Language> => LANGUAGES[primary(language)] ?? ENGLISH;

/** Whether the page says a direction of writing. */
export const directed = (element: Element): boolean => nearest(element, 'dir') !== null;

/** The element and all around it, across shadow roots; in whichever document, so without `instanceof`. */
export function around(element: Element): Element[] {
  const root = element.getRootNode() as Document | ShadowRoot;
  const outer = element.parentElement ?? ('host' in root ? root.host : null);
  return [element, ...(outer ? around(outer) : [])];
}

/** An attribute's nearest value. */
const nearest = (element: Element, name: string): string | null =>
  around(element)
    .find((each) => each.getAttribute(name))
    ?.getAttribute(name) ?? null;

/** `zh` of `zh-CN`. */
const primary = (language: string): string => language.toLowerCase().split('-')[0] ?? '';
