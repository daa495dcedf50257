/** Buttons, fields and the spinner: the same in every view. */
import { css } from 'lit';

export const controlsStyles = css`
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-block-size: 2.75rem;
    padding: 0 1.125rem;
    border: 0;
    border-radius: 2rem;
    font: inherit;
    font-weight: 600;
    white-space: nowrap;
    cursor: pointer;
    transition:
      background-color 0.15s,
      color 0.15s;
  }
  button:focus-visible,
  input:focus-visible {
    outline: var(--_ring);
    outline-offset: 2px;
  }
  [tabindex='-1']:focus {
    outline: none;
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
    inline-size: var(--_button);
    block-size: var(--_button);
    min-block-size: 2.75rem;
    min-inline-size: 2.75rem;
    padding: 0;
    border-radius: 50%;
    background: rgb(52 61 59 / 78%);
    color: #fff;
    backdrop-filter: blur(12px);
  }
  .round:hover {
    background: rgb(78 90 87 / 86%);
  }
  .round.off {
    background: #fff;
    color: #17201e;
  }
  .round.off:hover {
    background: #dfe5e3;
  }
  .round.problem::after {
    content: '!';
    position: absolute;
    inset-block-start: -0.125rem;
    inset-inline-end: -0.125rem;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    border-radius: 50%;
    background: #ffcc4d;
    color: #3a2a00;
    font: 700 0.8125rem/1.125rem var(--_font);
    text-align: center;
  }
  .round {
    position: relative;
  }
  .round.leave {
    inline-size: calc(var(--_button) * 1.4);
    border-radius: 2rem;
    background: var(--_danger);
  }
  .round.leave:hover {
    background: color-mix(in srgb, var(--_danger), #000 14%);
  }
  .field {
    display: grid;
    gap: 0.375rem;
    font-size: 0.875rem;
    font-weight: 500;
    color: var(--_muted);
  }
  input {
    min-inline-size: 0;
    inline-size: 100%;
    min-block-size: 2.75rem;
    padding: 0 0.875rem;
    border: 1px solid var(--_border);
    border-radius: 0.625rem;
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
    button {
      transition: none;
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
