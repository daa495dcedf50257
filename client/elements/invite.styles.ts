/** Looks of the card with the link. */
import { css } from 'lit';

export const inviteStyles = css`
  .card {
    flex: none;
    margin-block-start: auto;
    display: flex;
    align-items: center;
    gap: 1.5rem;
    max-inline-size: min(100%, 42rem);
    padding: 1.5rem;
    border-radius: var(--_radius-l);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    --_ring: 3px solid var(--_accent);
  }
  .invite-text {
    display: grid;
    justify-items: start;
    gap: 0.75rem;
    min-inline-size: 0;
  }
  .invite-text p {
    color: var(--_muted);
    text-wrap: pretty;
  }
  .link-row {
    display: flex;
    gap: 0.5rem;
    inline-size: 100%;
  }
  .done {
    background: var(--rtc-success-color, var(--_accent));
  }
  .link-row .icon,
  .invite .quiet .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }
  .qr canvas {
    display: block;
    inline-size: 9rem;
    block-size: 9rem;
    border-radius: 0.75rem;
    image-rendering: pixelated;
  }
  @container rtc-call (width < 36rem) {
    .card {
      flex-direction: column;
      padding: 1.25rem;
      gap: 1rem;
      text-align: center;
    }
    .invite-text {
      justify-items: center;
    }
    .link-row {
      flex-direction: column;
    }
  }
  @container rtc-call (width < 36rem) and (height < 38rem) {
    .qr {
      display: none;
    }
  }
  @container rtc-call (width >= 36rem) and (height < 26rem) {
    .card {
      padding: 1rem 1.25rem;
    }
    .qr canvas {
      inline-size: 7rem;
      block-size: 7rem;
    }
    .invite-text {
      gap: 0.5rem;
    }
  }
  @media (forced-colors: active) {
    .card {
      border: 1px solid ButtonText;
    }
  }
`;
