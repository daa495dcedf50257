/** Colours, type, space, motion and elevation, once: docs/decisions/0016-visual-language.md says why, a unit test measures the contrast. */
import { css } from 'lit';

export const light = css`
  --_bg: var(--rtc-background, #f4f5f3);
  --_surface: var(--rtc-surface, #ffffff);
  --_text: var(--rtc-surface-text-color, #1a1f1e);
  --_muted: var(--rtc-muted-text-color, #545f5d);
  --_border: var(--rtc-border-color, #75817e);
  --_line: #e1e5e3;
  --_accent: var(--rtc-accent-color, #0b6a5f);
  --_accent-hover: color-mix(in srgb, var(--_accent), #000 14%);
  --_accent-text: var(--rtc-accent-text-color, #ffffff);
  --_warn-bg: #fdf1dc;
  --_warn-text: #5c3c00;
  color-scheme: light;
`;
export const dark = css`
  --_bg: var(--rtc-background, #121615);
  --_surface: var(--rtc-surface, #1d2321);
  --_text: var(--rtc-surface-text-color, #eef2f0);
  --_muted: var(--rtc-muted-text-color, #a9b5b1);
  --_border: var(--rtc-border-color, #71807b);
  --_line: #2f3836;
  --_accent: var(--rtc-accent-color, #5cd6c2);
  --_accent-hover: color-mix(in srgb, var(--_accent), #fff 18%);
  --_accent-text: var(--rtc-accent-text-color, #06231e);
  --_warn-bg: #3a2d10;
  --_warn-text: #ffdf9e;
  color-scheme: dark;
`;
/** On pictures, which have no theme. */
export const onPictures = css`
  --_stage: var(--rtc-stage, #14191a);
  --_danger: var(--rtc-danger-color, #d3302f);
  --_glass: rgb(18 22 22 / 72%);
  --_glass-text: #ffffff;
  --_glass-muted: #d3dbd8;
  --_glass-alert: #ffb4ab;
  --_control: rgb(52 61 59 / 78%);
  --_control-hover: rgb(78 90 87 / 86%);
  --_control-off: #ffffff;
  --_control-off-hover: #dfe5e3;
  --_control-off-text: #17201e;
  --_flag: #ffcc4d;
  --_flag-text: #3a2a00;
`;
/** Four sizes of type; six of space, named by their four pixels each; corners that follow the page's radius. */
export const measures = css`
  --_small: 0.9375rem;
  --_title: 1.125rem;
  --_display: 1.5rem;
  --_space-1: 0.25rem;
  --_space-2: 0.5rem;
  --_space-3: 0.75rem;
  --_space-4: 1rem;
  --_space-6: 1.5rem;
  --_radius: var(--rtc-radius, 0.75rem);
  --_radius-s: calc(var(--_radius) * 0.8);
  --_radius-l: calc(var(--_radius) * 1.5);
  --_pill: 2rem;
  --_button: var(--rtc-button-size, 3rem);
  --_gap: var(--rtc-gap, 0.75rem);
  --_icon: var(--rtc-icon-size, 1.375rem);
  --_ring: var(--rtc-focus-ring, 3px solid var(--_accent));
  --_shadow: 0 8px 40px rgb(0 0 0 / 35%);
  --_edge: 0 0 0 1px rgb(255 255 255 / 14%);
  --_dur: 0.2s;
  --_slow: 0.35s;
  --_ease: cubic-bezier(0.2, 0.8, 0.2, 1);
`;

export const tokens = css`
  :host {
    ${light}
    ${onPictures}
    ${measures}
    --_font: var(--rtc-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans SC', sans-serif);
  }
  @media (prefers-color-scheme: dark) {
    :host(:not(:state(light))) {
      ${dark}
    }
  }
  :host(:state(dark)) {
    ${dark}
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --_dur: 0s;
      --_slow: 0s;
    }
  }
`;
