/** Which language an element speaks: its nearest `lang`, across shadow roots, then the browser's. */
import { en } from './en.js';
import type { Labels } from './labels.js';

type Loader<T> = () => Promise<T>;

/** English is always there; the others are loaded when a page first needs them. */
const english: Loader<Labels> = async () => ({ ...en, problems: (await import('./problems-en.js')).problemsEn });
const LOADERS: Readonly<Record<string, Loader<Labels>>> = {
  ar: async () => (await import('./ar.js')).ar,
  zh: async () => (await import('./zh-CN.js')).zhCN,
};

export const languageOf = (element: Element): string => nearest(element, 'lang') ?? navigator.language;

/** Whether the page says a direction of writing. */
export const directed = (element: Element): boolean => nearest(element, 'dir') !== null;

/** An attribute's nearest value, across shadow roots. */
function nearest(element: Element, name: string): string | null {
  for (let node: Node | null = element; node; node = parentOf(node)) {
    const value = node instanceof Element ? node.getAttribute(name) : null;
    if (value) return value;
  }
  return null;
}

/** `zh` of `zh-CN`. */
export const primary = (language: string): string => language.toLowerCase().split('-')[0] ?? '';

/** The nearest language we have, English where there is none. */
export async function loadLabels(language: string): Promise<Labels> {
  // A chunk that cannot be loaded (offline, an old server) must not take the call with it.
  return (LOADERS[primary(language)] ?? english)().catch(() => en);
}

const parentOf = (node: Node): Node | null => (node instanceof ShadowRoot ? node.host : node.parentNode);
