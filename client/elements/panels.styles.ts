/** Where a panel is: a sheet at the side, or from below where it is narrow. It slides over the pictures; they stay where they are. */
import { css } from 'lit';

export const panelsStyles = css`
  .panel {
    position: absolute;
    z-index: 1;
    inset-block: 0.75rem 5.25rem;
    inset-inline-end: 0.75rem;
    inline-size: min(22rem, 100% - 1.5rem);
    display: flex;
    flex-direction: column;
    justify-content: end;
    pointer-events: none;
    transition:
      translate var(--_dur) var(--_ease),
      opacity var(--_dur);
    @starting-style {
      translate: 0 1rem;
      opacity: 0;
    }
  }
  .panel > * {
    flex: 0 1 auto;
    min-block-size: 0;
    overflow: hidden;
    display: flex;
    flex-direction: column;
    border-radius: var(--_radius-l);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    pointer-events: auto;
  }
  /** There is room for both: what the panel is about, and the way into the call, are seen beside it. */
  @container rtc-call (width >= 60rem) {
    .base:has(> .panel) > .lobby {
      padding-inline-end: 24.75rem;
    }
  }
  /** Beside the way into the call, over the own picture. */
  @container rtc-call (44rem <= width < 60rem) or ((36rem <= width < 60rem) and (height < 30rem)) {
    .base:has(> .lobby) > .panel {
      inset-inline: 0.75rem auto;
      inset-block: 0.75rem;
      inline-size: min(22rem, 100% - 21.75rem);
    }
  }
  /** Never over the buttons: one mutes and hangs up while a panel is open, too. */
  @container rtc-call (width < 36rem) {
    .panel {
      inset-inline: 0.5rem;
      inset-block: 15% 5rem;
      inline-size: auto;
    }
    .base:has(> .lobby) > .panel {
      inset-block: 25% 0.5rem;
    }
  }
  @container rtc-call (width < 22rem) {
    .base:not(:has(> .lobby)) > .panel {
      inset-block: 0.5rem 8.25rem;
    }
  }
`;
