/** How many lines are unread, and the newest one, above the buttons. */
import { css } from 'lit';

export const chatSignStyles = css`
  .toolbar {
    position: relative;
  }
  .count {
    position: absolute;
    inset-block-start: -0.25rem;
    inset-inline-end: -0.25rem;
    min-inline-size: 1.25rem;
    padding-inline: 0.3125rem;
    border-radius: 1rem;
    background: var(--_flag);
    color: var(--_flag-text);
    font: 700 0.75rem/1.25rem var(--_font);
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .chat-toast {
    position: absolute;
    inset-block-end: calc(100% + 0.375rem);
    inset-inline: -50cqi;
    display: grid;
    justify-items: start;
    gap: 0;
    inline-size: fit-content;
    max-inline-size: min(26rem, 100cqi - 1.5rem);
    margin-inline: auto;
    padding: 0.4375rem 1.125rem 0.5625rem;
    border-radius: 1.5rem;
    background: var(--_glass);
    backdrop-filter: blur(12px);
    color: var(--_glass-text);
    font-size: var(--_small);
    font-weight: 400;
    line-height: 1.35;
    text-align: start;
    transition:
      translate var(--_dur) var(--_ease),
      opacity var(--_dur);
    @starting-style {
      translate: 0 0.5rem;
      opacity: 0;
    }
  }
  .chat-toast:hover {
    background: color-mix(in srgb, var(--_glass), #000 30%);
  }
  .chat-toast:focus-visible {
    outline: var(--rtc-focus-ring, 3px solid var(--_glass-text));
  }
  .chat-toast bdi {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    max-inline-size: 100%;
    overflow-wrap: anywhere;
    white-space: normal;
  }
  .chat-toast .from {
    -webkit-line-clamp: 1;
    color: var(--_glass-muted);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .drop {
    position: absolute;
    inset: 0.75rem;
    z-index: 2;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 0.75rem;
    padding: 1rem;
    border: 2px dashed var(--_glass-text);
    border-radius: 1rem;
    background: var(--_glass);
    backdrop-filter: blur(12px);
    color: var(--_glass-text);
    font-weight: 600;
    text-align: center;
    text-wrap: balance;
    pointer-events: none;
  }
  .drop .icon {
    inline-size: 2.5rem;
    block-size: 2.5rem;
  }
  @media (prefers-reduced-motion: reduce) {
    .chat-toast {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .count {
      border: 1px solid ButtonText;
    }
  }
`;
