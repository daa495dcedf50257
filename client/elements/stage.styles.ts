import { css } from 'lit';

export const stageStyles = css`
  .stage {
    position: relative;
    background: var(--_stage);
    color: #fff;
    --_ring: 3px solid #fff;
  }
  .remote {
    position: absolute;
    inset: 0;
  }
  .local {
    position: absolute;
    inset-block-end: 1rem;
    inset-inline-end: 1rem;
    --_self: var(--rtc-self-view-width, clamp(7.5rem, 20cqi, 15rem));
    inline-size: var(--_self);
    block-size: calc(var(--_self) * 0.75);
    border-radius: 0.875rem;
    background: #232a2b;
    box-shadow:
      0 2px 16px rgb(0 0 0 / 40%),
      var(--_edge);
    transition:
      inline-size var(--_slow) ease,
      block-size var(--_slow) ease,
      inset var(--_slow) ease,
      border-radius var(--_slow) ease;
  }
  .local.full {
    inset-block-end: 0;
    inset-inline-end: 0;
    inline-size: 100%;
    block-size: 100%;
    border-radius: 0;
    box-shadow: none;
  }
  :host(:state(self-view-hidden)) .local:not(.full) {
    display: none;
  }
  .overlay {
    position: absolute;
    inset: 0;
    display: grid;
    grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
    gap: 0.75rem;
    padding: 1rem;
    pointer-events: none;
  }
  .overlay > * {
    grid-column: 1;
  }
  .overlay :is(button, input, .card, .notice) {
    pointer-events: auto;
  }
  .toolbar {
    grid-row: 3;
    display: flex;
    justify-self: center;
    flex-wrap: wrap;
    justify-content: center;
    gap: var(--_gap);
    padding: 0.5rem;
    border-radius: 3rem;
    background: var(--rtc-toolbar-background, none);
  }
  @container rtc-call (width < 36rem) {
    .overlay {
      padding: 0.75rem;
    }
    .local {
      inset-block-end: auto;
      inset-block-start: 0.75rem;
      inset-inline-end: 0.75rem;
      --_self: var(--rtc-self-view-width, clamp(5.5rem, 27cqi, 8rem));
      block-size: calc(var(--_self) * 4 / 3);
    }
    .local.full {
      inset-block-start: 0;
      inset-inline-end: 0;
      inline-size: 100%;
      block-size: 100%;
    }
  }
  @container rtc-call (36rem <= width < 44rem) {
    .stage:not(.split) .local:not(.full) {
      inset-block-end: 5rem;
    }
  }
  @container rtc-call (width < 20rem) {
    .toolbar {
      gap: var(--_space-2);
      padding: 0;
    }
  }
  @container rtc-call (width >= 36rem) and (height < 26rem) {
    .overlay {
      padding: 0.75rem;
      gap: 0.5rem;
    }
  }
`;
