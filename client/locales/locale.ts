/** Which language an element speaks: its nearest `lang`, across shadow roots, then the browser's. */
import { en } from './en.js';
import type { Labels } from './labels.js';
import type { MoreLabels } from './more-labels.js';

type Loader<T> = () => Promise<T>;

/** English is always there; the others are loaded when a page first needs them. */
const LOADERS: Readonly<Record<string, Loader<Labels>>> = {
  zh: async () => (await import('./zh-CN.js')).zhCN,
};

const MORE_LOADERS: Readonly<Record<string, Loader<MoreLabels>>> = {
  zh: async () => (await import('./more-zh-CN.js')).moreZhCN,
};

export function languageOf(element: Element): string {
  for (let node: Node | null = element; node; node = parentOf(node)) {
    const lang = node instanceof Element ? node.getAttribute('lang') : null;
    if (lang) return lang;
  }
  return navigator.language;
}

const primary = (language: string): string => language.toLowerCase().split('-')[0] ?? '';

/** The nearest language we have, English where there is none. */
export async function loadLabels(language: string): Promise<Labels> {
  // A chunk that cannot be loaded (offline, an old server) must not take the call with it.
  return (await LOADERS[primary(language)]?.().catch(() => en)) ?? en;
}

/** The same for what is loaded on demand. */
export async function loadMoreLabels(language: string): Promise<MoreLabels> {
  const { moreEn } = await import('./more-en.js');
  return (await MORE_LOADERS[primary(language)]?.().catch(() => moreEn)) ?? moreEn;
}

const parentOf = (node: Node): Node | null => (node instanceof ShadowRoot ? node.host : node.parentNode);
