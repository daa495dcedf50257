/** Buttons, fields and the spinner: the same in every view. */
import { css } from 'lit';

export const controlsStyles = css`
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--_space-2);
    min-block-size: 2.75rem;
    padding: 0 var(--_space-4);
    border: 0;
    border-radius: var(--_pill);
    font: inherit;
    font-weight: 600;
    white-space: nowrap;
    cursor: pointer;
    transition:
      background-color var(--_dur),
      color var(--_dur),
      scale var(--_dur) var(--_ease);
  }
  button:active {
    scale: 0.96;
  }
  button:focus-visible,
  input:focus-visible {
    outline: var(--_ring);
    outline-offset: 2px;
  }
  [tabindex='-1']:focus {
    outline: none;
  }
  :focus-visible > h2 {
    outline: var(--_ring);
    outline-offset: 0.25rem;
  }
  .primary {
    background: var(--_accent);
    color: var(--_accent-text);
  }
  .primary:hover {
    background: var(--_accent-hover);
  }
  .quiet {
    background: none;
    box-shadow: inset 0 0 0 1px var(--_border);
    color: inherit;
  }
  .quiet:hover {
    background: color-mix(in srgb, currentcolor 10%, transparent);
  }
  .bare {
    box-shadow: none;
    padding: 0;
    min-inline-size: 2.75rem;
  }
  .round {
    position: relative;
    inline-size: var(--_button);
    block-size: var(--_button);
    min-inline-size: 2.75rem;
    padding: 0;
    background: var(--_control);
    color: var(--_glass-text);
    backdrop-filter: blur(12px);
    --_ring: var(--rtc-focus-ring, 3px solid var(--_glass-text));
  }
  .round:hover {
    background: var(--_control-hover);
  }
  .round:focus-visible {
    box-shadow: 0 0 0 6px var(--_glass);
  }
  .round.off {
    background: var(--_control-off);
    color: var(--_control-off-text);
  }
  .round.off:hover {
    background: var(--_control-off-hover);
  }
  .round.problem::after {
    content: '!';
    position: absolute;
    inset-block-start: -0.125rem;
    inset-inline-end: -0.125rem;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    border-radius: 50%;
    background: var(--_flag);
    color: var(--_flag-text);
    font: 700 0.8125rem/1.125rem var(--_font);
    text-align: center;
  }
  .round.leave {
    inline-size: calc(var(--_button) * 1.4);
    background: var(--_danger);
  }
  .round.leave:hover {
    background: color-mix(in srgb, var(--_danger), #000 14%);
  }
  .field {
    display: grid;
    gap: var(--_space-1);
    font-size: var(--_small);
    font-weight: 500;
    color: var(--_muted);
  }
  input {
    min-inline-size: 0;
    inline-size: 100%;
    min-block-size: 2.75rem;
    padding: 0 var(--_space-3);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-s);
    background: var(--_surface);
    color: var(--_text);
    font: 400 1rem/1.4 var(--_font);
    text-overflow: ellipsis;
  }
  input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .spinner {
    flex: none;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    border: 2px solid color-mix(in srgb, currentcolor 30%, transparent);
    border-block-start-color: currentcolor;
    border-radius: 50%;
    animation: spin 0.9s linear infinite;
  }
  @keyframes spin {
    to {
      rotate: 1turn;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    button:active {
      scale: none;
    }
    .spinner {
      animation-duration: 3s;
    }
  }
  @media (forced-colors: active) {
    button,
    .notice {
      border: 1px solid ButtonText;
    }
  }
`;
