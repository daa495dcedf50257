/** The pages of one message: how a call ended, and what keeps it from beginning. */
import { css } from 'lit';

export const messageStyles = css`
  .message {
    block-size: 100%;
    overflow: auto;
    display: grid;
    align-content: safe center;
    justify-items: center;
    gap: var(--_space-3);
    padding: var(--_space-6);
    text-align: center;
  }
  .message p {
    max-inline-size: 32rem;
    color: var(--_muted);
    text-wrap: balance;
  }
  .message .primary {
    margin-block-start: var(--_space-3);
  }
  .badge {
    display: grid;
    place-items: center;
    inline-size: 4rem;
    block-size: 4rem;
    margin-block-end: var(--_space-1);
    border-radius: 50%;
    background: var(--_line);
    color: var(--_text);
  }
`;
