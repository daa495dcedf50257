import { css } from 'lit';

export const pipStyles = css`
  :host {
    position: fixed;
    inset: 0;
    background: var(--_stage);
    color: #fff;
    font: 400 1rem/1.45 var(--_font);
    --_ring: 3px solid #fff;
    --_button: 2.75rem;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  video {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }
  [hidden] {
    display: none;
  }
  p {
    margin: 0;
  }
  .nobody {
    position: absolute;
    inset: 0 1rem 3rem;
    display: grid;
    place-content: center;
    font-size: 1.25rem;
    font-weight: 500;
    text-align: center;
  }
  .pill {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline: 0.5rem;
    inline-size: fit-content;
    margin-inline: auto;
    padding: 0.375rem 0.875rem;
    border-radius: 2rem;
    background: var(--_glass);
    font-size: 0.875rem;
  }
  .toolbar {
    position: absolute;
    inset-block-end: 0.5rem;
    inset-inline: 0;
    display: flex;
    justify-content: center;
    gap: 0.75rem;
  }
  .icon {
    inline-size: 1.375rem;
    block-size: 1.375rem;
    flex: none;
  }
  @media (forced-colors: active) {
    .pill {
      border: 1px solid ButtonText;
    }
  }
`;
