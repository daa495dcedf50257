import { css } from 'lit';

export const stageStyles = css`
  .stage {
    position: absolute;
    inset: 0;
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
    inline-size: clamp(7.5rem, 20cqi, 15rem);
    block-size: clamp(5.625rem, 15cqi, 11.25rem);
    border-radius: 0.875rem;
    background: #232a2b;
    box-shadow:
      0 2px 16px rgb(0 0 0 / 40%),
      0 0 0 1px rgb(255 255 255 / 14%);
    transition:
      inline-size 0.35s ease,
      block-size 0.35s ease,
      inset 0.35s ease,
      border-radius 0.35s ease;
  }
  .local.full {
    inset-block-end: 0;
    inset-inline-end: 0;
    inline-size: 100%;
    block-size: 100%;
    border-radius: 0;
    box-shadow: none;
  }
  .overlay {
    position: absolute;
    inset: 0;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
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
  .top {
    grid-row: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 0.5rem;
  }
  .tag,
  .pill {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 2.25rem;
    max-inline-size: 100%;
    padding: 0 0.875rem;
    border-radius: 2rem;
    background: var(--_glass);
    backdrop-filter: blur(12px);
    font-size: 0.9375rem;
    font-weight: 500;
  }
  .pill {
    padding-block: 0.375rem;
    text-wrap: balance;
  }
  .pill .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }
  .tag bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .split {
    display: grid;
    grid-template:
      'top top' auto
      'middle middle' auto
      'screen .' minmax(0, 1fr)
      'screen remote' auto
      'screen local' auto
      'toolbar toolbar' auto / minmax(0, 1fr) auto;
    gap: 0.75rem;
    padding: 1rem;
  }
  .split > :is(.remote, .local) {
    position: relative;
    inset: auto;
    inline-size: clamp(7.5rem, 20cqi, 15rem);
    block-size: clamp(4.5rem, min(11.25cqi, 22cqb), 8.5rem);
    border-radius: 0.875rem;
    box-shadow: 0 0 0 1px rgb(255 255 255 / 14%);
  }
  .split > .remote {
    grid-area: remote;
  }
  .split > .local {
    grid-area: local;
    transition: none;
  }
  .split > .screen {
    grid-area: screen;
    border-radius: 0.5rem;
  }
  .split > .overlay {
    display: contents;
  }
  .split .top {
    grid-area: top;
  }
  .split .middle {
    grid-area: middle;
  }
  .split .toolbar {
    grid-area: toolbar;
    padding-block-end: 0;
  }
  .timer {
    color: #d3dbd8;
    font-variant-numeric: tabular-nums;
  }
  .muted {
    display: grid;
    color: #ffb4ab;
  }
  .muted .icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }
  .middle {
    grid-row: 2;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 0.75rem;
    min-block-size: 0;
    overflow: auto;
  }
  .middle > .notices {
    inline-size: 100%;
    max-inline-size: 42rem;
  }
  .toolbar {
    grid-row: 3;
    justify-self: center;
    display: flex;
    gap: 0.75rem;
    padding: 0.5rem;
  }
  .card {
    flex: none;
    margin-block-start: auto;
    display: flex;
    align-items: center;
    gap: 1.5rem;
    max-inline-size: min(100%, 42rem);
    padding: 1.5rem;
    border-radius: 1.25rem;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 8px 40px rgb(0 0 0 / 35%);
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
    .overlay {
      padding: 0.75rem;
    }
    .local {
      inset-block-end: auto;
      inset-block-start: 0.75rem;
      inset-inline-end: 0.75rem;
      inline-size: clamp(5.5rem, 27cqi, 8rem);
      block-size: clamp(7.25rem, 36cqi, 10.625rem);
    }
    .local.full {
      inset-block-start: 0;
      inset-inline-end: 0;
      inline-size: 100%;
      block-size: 100%;
    }
    .split {
      grid-template:
        'top top' auto
        'middle middle' auto
        'remote local' auto
        'screen screen' minmax(0, 1fr)
        'toolbar toolbar' auto / auto 1fr;
      padding: 0.75rem;
    }
    .split > :is(.remote, .local) {
      inset: auto;
      inline-size: clamp(7rem, 40cqi, 12rem);
      block-size: clamp(4.5rem, 24cqi, 7rem);
    }
    .split > .local {
      justify-self: end;
    }
    .stage:not(.split) .top {
      padding-inline-end: clamp(6rem, 30cqi, 8.5rem);
    }
    .top {
      flex-direction: column;
    }
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
    .overlay {
      padding: 0.75rem;
      gap: 0.5rem;
    }
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

  @media (prefers-reduced-motion: reduce) {
    .local {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .tag,
    .pill,
    .card {
      border: 1px solid ButtonText;
    }
  }
`;
