import type { AllLabels } from '../labels.js';
import { en } from './main.js';
import { moreEn } from './on-demand.js';

export const labels: AllLabels = { ...en, ...moreEn };
export { remediesEn as remedies } from './remedies.js';
