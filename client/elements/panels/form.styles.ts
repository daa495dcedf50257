/** Fields, notes and lines of results in a panel. */
import { css } from 'lit';

export const formStyles = css`
  .form {
    display: grid;
    gap: 1.125rem;
    padding-block-start: 0.375rem;
  }
  .field {
    display: grid;
    gap: 0.375rem;
  }
  label,
  .caption {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    font-size: 0.875rem;
    font-weight: 500;
    color: var(--_muted);
  }
  label .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }
  select {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 2.75rem;
    padding-inline: 0.75rem;
    border: 1px solid var(--_border);
    border-radius: 0.625rem;
    background: var(--_surface);
    color: var(--_text);
    font: 400 1rem/1.4 var(--_font);
    text-overflow: ellipsis;
  }
  .note {
    font-size: 0.875rem;
    color: var(--_muted);
  }
  .warning {
    padding: 0.5rem 0.75rem;
    border-radius: 0.625rem;
    background: var(--_warn-bg);
    color: var(--_warn-text);
    font-size: 0.875rem;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-block-size: 1.25rem;
  }
  .level {
    --_level: var(--_accent);
    color: var(--_muted);
  }
  rtc-call-level {
    --_level: var(--_accent);
    color: var(--_muted);
  }
  .button {
    justify-self: start;
    padding: 0 1rem;
    box-shadow: inset 0 0 0 1px var(--_border);
    font-weight: 600;
  }
  .link {
    justify-self: start;
    padding: 0;
    color: var(--_accent);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .link:hover {
    background: none;
    text-decoration-thickness: 2px;
  }
  @media (forced-colors: active) {
    .button {
      border: 1px solid ButtonText;
    }
  }
`;
