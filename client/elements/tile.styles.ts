import { css } from 'lit';

export const tileStyles = css`
  .meter {
    position: absolute;
    inset: 0;
    border: 0.1875rem solid var(--rtc-accent-color, #5cd6c2);
    border-radius: inherit;
    opacity: 0;
    pointer-events: none;
    transition: opacity 0.1s linear;
  }
  .corner {
    position: absolute;
    inset-block-end: 0.5rem;
    inset-inline: 0.5rem;
    display: flex;
    gap: 0.375rem;
    pointer-events: none;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    min-block-size: 1.75rem;
    padding: 0 0.625rem;
    border-radius: 2rem;
    background: rgb(18 22 22 / 72%);
    font-size: 0.875rem;
    font-weight: 500;
  }
  .label {
    min-inline-size: 0;
    display: block;
    line-height: 1.75rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .badge {
    flex: none;
    padding: 0 0.375rem;
    color: #ffb4ab;
  }
  .badge .icon {
    inline-size: 1rem;
    block-size: 1rem;
  }
  .unblock {
    position: absolute;
    inset-block-start: 50%;
    inset-inline-start: 50%;
    translate: -50% -50%;
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 2.75rem;
    padding-inline: 1.25rem;
    border: 0;
    border-radius: 2rem;
    background: #fff;
    color: #14191a;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
    box-shadow: 0 4px 24px rgb(0 0 0 / 35%);
  }
  :host(:dir(rtl)) .unblock {
    translate: 50% -50%;
  }
  .unblock:focus-visible {
    outline: 3px solid #fff;
    outline-offset: 3px;
  }
  @media (prefers-reduced-motion: reduce) {
    .meter {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .meter {
      border-color: Highlight;
    }
    .chip {
      border: 1px solid CanvasText;
    }
    .unblock {
      border: 1px solid ButtonText;
    }
  }
`;
