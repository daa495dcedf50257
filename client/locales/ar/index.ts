import type { AllLabels } from '../labels.js';
import { ar } from './main.js';
import { moreAr } from './on-demand.js';

export const labels: AllLabels = { ...ar, ...moreAr };
export { remediesAr as remedies } from './remedies.js';
