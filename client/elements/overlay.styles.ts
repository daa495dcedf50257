import { css } from 'lit';

export const overlayStyles = css`
  .top {
    grid-row: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 0.5rem;
  }
  .tag,
  .pill {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 2.25rem;
    max-inline-size: 100%;
    padding: 0 0.875rem;
    border-radius: 2rem;
    background: var(--_glass);
    backdrop-filter: blur(12px);
    font-size: var(--_small);
    font-weight: 500;
  }
  .pill {
    padding-block: 0.375rem;
    text-wrap: balance;
  }
  .pill .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }
  .tag bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .timer {
    color: var(--_glass-muted);
    font-variant-numeric: tabular-nums;
  }
  .muted {
    display: grid;
    color: var(--_glass-alert);
  }
  .muted .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }
  .middle {
    grid-row: 2;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 0.75rem;
    min-block-size: 0;
    overflow: auto;
  }
  .middle > .notices {
    inline-size: 100%;
    max-inline-size: 42rem;
  }
  @container rtc-call (width < 36rem) {
    .stage:not(.split) .top {
      padding-inline-end: clamp(6rem, 30cqi, 8.5rem);
    }
    .top {
      flex-direction: column;
    }
  }

  @media (forced-colors: active) {
    .tag,
    .pill {
      border: 1px solid ButtonText;
    }
  }
`;
