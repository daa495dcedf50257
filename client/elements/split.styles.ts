/** Where things are while the other person shares a screen. */
import { css } from 'lit';

export const splitStyles = css`
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
    box-shadow: var(--_edge);
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
  @container rtc-call (width < 36rem) {
    .split {
      grid-template:
        'top top' auto
        'middle middle' auto
        'remote local' auto
        'screen screen' minmax(0, 1fr)
        'toolbar toolbar' auto / auto minmax(0, 1fr);
      padding: 0.75rem;
    }
    .split > :is(.remote, .local) {
      inset: auto;
      inline-size: min(40cqi, 12rem);
      block-size: clamp(4.5rem, 24cqi, 7rem);
    }
    .split > .local {
      justify-self: end;
    }
  }
  @container rtc-call (width >= 36rem) and (height < 26rem) {
    .split {
      gap: var(--_space-2);
      padding: var(--_space-2);
    }
    .split > :is(.remote, .local) {
      block-size: 18cqb;
    }
    .split .middle {
      grid-area: 3 / screen / local;
      z-index: 1;
    }
  }
`;
