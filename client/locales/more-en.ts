import type { MoreLabels } from './more-labels.js';

export const moreEn: MoreLabels = {
  close: 'Close',
  menuTitle: 'More',
  fullscreen: 'Full screen',
  leaveFullscreen: 'Leave full screen',
};
