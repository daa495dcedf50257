import { css } from 'lit';

export const noticesStyles = css`
  .notices {
    display: grid;
    gap: 0.5rem;
    list-style: none;
  }
  .notice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.25rem 0.625rem;
    padding: 0.625rem 0.375rem 0.625rem 0.875rem;
    border-radius: var(--_radius);
    background: var(--_warn-bg);
    color: var(--_warn-text);
    font-size: 0.9375rem;
  }
  .notice .quiet:not(.bare) {
    grid-area: 2 / 2;
    justify-self: start;
    --_border: currentcolor;
  }
  .notice .bare {
    grid-area: 1 / 3;
  }
  @container rtc-call (width >= 44rem) {
    .notice {
      grid-template-columns: auto minmax(0, 1fr) auto auto;
    }
    .notice .quiet:not(.bare) {
      grid-area: 1 / 3;
    }
    .notice .bare {
      grid-area: 1 / 4;
    }
  }
`;
