/** Where a panel is: a sheet at the side, or from below where it is narrow. It slides over the pictures; they stay where they are. */
import { css } from 'lit';

export const panelsStyles = css`
  .panel {
    --_below: 5.25rem;
    position: absolute;
    z-index: 1;
    inset-block: 0.75rem max(var(--_below), var(--_keyboard, 0px) + var(--_foot, 0.5rem));
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
  .panel > rtc-call-chat {
    flex: 1 1 auto;
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
      --_below: 0.75rem;
      inset-inline: 0.75rem auto;
      inline-size: min(22rem, 100% - 21.75rem);
    }
  }
  /** Never over the buttons: one mutes and hangs up while a panel is open, too. */
  @container rtc-call (width < 36rem) {
    .panel {
      --_below: 5rem;
      inset-block-start: 15%;
      inset-inline: 0.5rem;
      inline-size: auto;
    }
    .base:has(> .lobby) > .panel {
      --_below: 0.5rem;
      inset-block-start: 25%;
    }
  }
  @container rtc-call (width < 19.25rem) {
    .base:not(:has(> .lobby)) > .panel {
      --_below: 7.5rem;
      inset-block-start: 0.5rem;
    }
  }
  /** With a keyboard on the screen there is no room for anything else. */
  .base > .panel.raised {
    inset-block-start: 0.5rem;
  }
  /** Who writes goes on looking: the call is beside the chat, where there is room for both. */
  @container rtc-call (width >= 60rem) {
    .base > .panel:has(> rtc-call-chat) {
      --_below: 0px;
      --_foot: 0px;
      inset-block-start: 0;
      inset-inline-end: 0;
      inline-size: 23rem;
    }
    .panel > rtc-call-chat {
      border-inline-start: 1px solid var(--_line);
      border-radius: 0;
      box-shadow: none;
    }
    .base:has(> .panel > rtc-call-chat) > .stage {
      margin-inline-end: 23rem;
    }
  }
`;
