import { css } from 'lit';

export const noticesStyles = css`
  .notices {
    display: grid;
    gap: var(--_space-2);
    list-style: none;
  }
  .notice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--_space-1) var(--_space-2);
    padding-block: 0.625rem;
    padding-inline: 0.875rem 0.375rem;
    border-radius: var(--_radius);
    background: var(--_warn-bg);
    color: var(--_warn-text);
    font-size: var(--_small);
  }
  .ways {
    grid-area: 2 / 2;
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    --_border: currentcolor;
  }
  .notice .bare {
    grid-area: 1 / 3;
  }
  @container rtc-call (width < 22rem) {
    .notice {
      grid-template-columns: minmax(0, 1fr) auto;
      padding-inline-start: 0.75rem;
    }
    .notice > .icon {
      display: none;
    }
    .ways {
      grid-area: 2 / 1 / auto / -1;
    }
    .notice .bare {
      grid-area: 1 / 2;
    }
  }
  @container rtc-call (width >= 44rem) {
    .notice {
      grid-template-columns: auto minmax(0, 1fr) auto auto;
    }
    .ways {
      grid-area: 1 / 3;
    }
    .notice .bare {
      grid-area: 1 / 4;
    }
  }
`;
