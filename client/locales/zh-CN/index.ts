import type { AllLabels } from '../labels.js';
import { zhCN } from './main.js';
import { moreZhCN } from './on-demand.js';

export const labels: AllLabels = { ...zhCN, ...moreZhCN };
export { remediesZhCN as remedies } from './remedies.js';
