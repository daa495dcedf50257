/** The texts of what is loaded on demand, in the nearest language that we have. Loaded with the first of it. */
import { primary } from './locale.js';
import { moreEn } from './more-en.js';
import type { MoreLabels } from './more-labels.js';

const LOADERS: Readonly<Record<string, () => Promise<MoreLabels>>> = {
  ar: async () => (await import('./more-ar.js')).moreAr,
  zh: async () => (await import('./more-zh-CN.js')).moreZhCN,
};

/** English where there is none, or where it cannot be had. */
export async function loadMoreLabels(language: string): Promise<MoreLabels> {
  return (await LOADERS[primary(language)]?.().catch(() => moreEn)) ?? moreEn;
}
