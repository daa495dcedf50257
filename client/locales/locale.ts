/** Which language an element speaks: its nearest `lang`, across shadow roots, then the browser's. */
import { en } from './en.js';
import type { Labels } from './labels.js';

/** English is always there; the others are loaded when a page first needs them. */
const LOADERS: Readonly<Record<string, () => Promise<Labels>>> = {
  zh: async () => (await import('./zh-CN.js')).zhCN,
};

export function languageOf(element: Element): string {
  for (let node: Node | null = element; node; node = parentOf(node)) {
    const lang = node instanceof Element ? node.getAttribute('lang') : null;
    if (lang) return lang;
  }
  return navigator.language;
}

/** The nearest language we have, English where there is none. */
export async function loadLabels(language: string): Promise<Labels> {
  const [primary = ''] = language.toLowerCase().split('-');
  // A chunk that cannot be loaded (offline, an old server) must not take the call with it.
  return (await LOADERS[primary]?.().catch(() => en)) ?? en;
}

const parentOf = (node: Node): Node | null => (node instanceof ShadowRoot ? node.host : node.parentNode);
