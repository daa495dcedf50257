/** Texts of what is loaded on demand, apart from those that every call shows. */

export interface MoreLabels {
  readonly close: string;
  readonly menuTitle: string;
  readonly fullscreen: string;
  readonly leaveFullscreen: string;
}
