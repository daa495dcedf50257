import type { MoreLabels } from './more-labels.js';

export const moreZhCN: MoreLabels = {
  close: '关闭',
  menuTitle: '更多',
  fullscreen: '全屏',
  leaveFullscreen: '退出全屏',
};
