/** Colours, type and space, as custom properties that a page may set. Contrast of text on its surface: 4.5 and more. */
import { css } from 'lit';

const light = css`
  --_bg: var(--rtc-background, #f4f5f3);
  --_surface: var(--rtc-surface, #ffffff);
  --_text: var(--rtc-surface-text-color, #1a1f1e);
  --_muted: var(--rtc-muted-text-color, #545f5d);
  --_border: var(--rtc-border-color, #8a9693);
  --_line: #e1e5e3;
  --_accent: var(--rtc-accent-color, #0b6a5f);
  --_accent-hover: color-mix(in srgb, var(--_accent), #000 14%);
  --_accent-text: var(--rtc-accent-text-color, #ffffff);
  --_warn-bg: #fdf1dc;
  --_warn-text: #5c3c00;
  color-scheme: light;
`;
const dark = css`
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

export const tokens = css`
  :host {
    ${light}
    --_danger: var(--rtc-danger-color, #d3302f);
    --_stage: var(--rtc-stage, #14191a);
    --_glass: rgb(18 22 22 / 72%);
    --_radius: var(--rtc-radius, 0.75rem);
    --_button: var(--rtc-button-size, 3rem);
    --_ring: var(--rtc-focus-ring, 3px solid var(--_accent));
    --_font: var(--rtc-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans SC', sans-serif);
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${dark}
    }
  }
  :host([theme='dark']) {
    ${dark}
  }
`;
