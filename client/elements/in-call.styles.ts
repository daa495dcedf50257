/** Looks of a call that has begun: both beside each other, what fades, who speaks, the own picture that is moved. */
import { css } from 'lit';
import { chatSignStyles } from './chat-sign.styles.js';
import { inviteStyles } from './invite.styles.js';
import { splitStyles } from './split.styles.js';

/**
 * Tiles as large as both pictures allow: `--_tallest` and `--_widest` are the ratios of the two (in-call.ts). They meet in
 * the middle, above the buttons.
 */
const beside = css`
  :host(:state(side-by-side)) .stage:not(.split, :has(> .local.full)) {
    --_foot: calc(var(--_button) + 2rem);
    --_inset: 0.5rem;
    --_free-inline: calc(50cqi - 1.125rem);
    --_free-block: calc(100cqb - var(--_foot) - 0.75rem);
    --_inline: min(var(--_free-inline), var(--_free-block) * var(--_widest, 1.7778));
    --_block: min(var(--_free-block), var(--_free-inline) / var(--_tallest, 1.7778));
    --_above: calc(0.75rem + (var(--_free-block) - var(--_block)) / 2);
    --_before: calc(50cqi - 0.375rem - var(--_inline));
    :is(.remote, .local) {
      border-radius: 0.875rem;
    }
    .remote {
      inset-block: var(--_above) calc(var(--_foot) + (var(--_free-block) - var(--_block)) / 2);
      inset-inline: var(--_before) calc(50cqi + 0.375rem);
    }
    .local {
      inset-block: auto calc(var(--_foot) + (var(--_free-block) - var(--_block)) / 2);
      inset-inline: auto var(--_before);
      inline-size: var(--_inline);
      block-size: var(--_block);
    }
    .top {
      max-inline-size: calc(50cqi - 1.5rem);
      padding-block-start: calc(var(--_above) - var(--_inset));
      padding-inline: calc(var(--_before) - var(--_inset)) 0;
    }
    .own {
      position: absolute;
      inset-block-start: calc(var(--_above) + 0.5rem);
      inset-inline-start: calc(50cqi + 0.875rem);
      max-inline-size: calc(var(--_inline) - 1rem);
    }
  }
  @container rtc-call (width < 36rem) {
    :host(:state(side-by-side)) .stage:not(.split, :has(> .local.full)) {
      --_inset: 0.25rem;
    }
  }
  @container rtc-call (aspect-ratio < 1) {
    :host(:state(side-by-side)) .stage:not(.split, :has(> .local.full)) {
      --_free-inline: calc(100cqi - 1.5rem);
      --_free-block: calc((100cqb - var(--_foot) - 1.5rem) / 2);
      --_above: calc(0.75rem + var(--_free-block) - var(--_block));
      --_before: calc((100cqi - var(--_inline)) / 2);
      .remote {
        inset-block: var(--_above) calc(var(--_foot) + var(--_free-block) + 0.75rem);
        inset-inline: var(--_before);
      }
      .local {
        inset-block: calc(1.5rem + var(--_free-block)) auto;
        inset-inline: auto var(--_before);
      }
      .top {
        max-inline-size: none;
      }
      .own {
        inset-block-start: calc(2rem + var(--_free-block));
        inset-inline-start: calc(var(--_before) + 0.5rem);
      }
    }
  }
  :host(:state(side-by-side):state(self-view-hidden)) .stage:not(.split, :has(> .local.full)) {
    .remote {
      inset: 0.75rem;
      inset-block-end: var(--_foot);
    }
    .top {
      max-inline-size: none;
      padding: 0;
    }
  }
`;

export const inCallStyles = css`
  /** By keyboard one comes here from the lobby. */
  .stage:focus-visible {
    outline: var(--_ring);
    outline-offset: -3px;
  }
  .middle > .invite {
    order: -1;
  }
  ${inviteStyles} ${splitStyles} ${chatSignStyles}
  .stage > .local {
    transition:
      inline-size var(--_slow, 0.35s) ease,
      block-size var(--_slow, 0.35s) ease,
      inset var(--_slow, 0.35s) ease,
      border-radius var(--_slow, 0.35s) ease,
      translate var(--_dur, 0.2s) var(--_ease, ease);
  }
  .stage > .remote {
    transition: inset var(--_slow, 0.35s) ease;
  }
  .stage.split > :is(.local, .remote) {
    transition: none;
  }
  .local[tabindex] {
    touch-action: none;
    user-select: none;
    cursor: grab;
  }
  .local[tabindex]:focus-visible {
    outline: var(--_ring);
    outline-offset: 2px;
  }
  .stage > .local.dragged {
    transition: none;
    cursor: grabbing;
  }
  ${beside}
  .toolbar,
  .tag {
    transition: opacity var(--_dur, 0.2s);
  }
  :host(:state(quiet)) :is(.toolbar, .tag) {
    opacity: 0;
    transition-duration: 0.6s;
  }
  .tag:not(.own)::after {
    content: '';
    position: absolute;
    inset: -3px;
    border: 3px solid #5cd6c2;
    border-radius: inherit;
    opacity: 0;
    transition: opacity var(--_dur, 0.2s);
    pointer-events: none;
  }
  .tag:not(.own) {
    position: relative;
  }
  :host(:state(speaking)) .tag::after {
    opacity: 1;
  }
  :host(:state(side-by-side):state(speaking)) .remote,
  :host(:state(speaking)) .split > .remote {
    outline: 3px solid #5cd6c2;
    outline-offset: -3px;
  }
  @container rtc-call (width < 25rem) {
    .toolbar {
      --_button: var(--rtc-button-size, 2.75rem);
      gap: 0.25rem;
      padding-inline: 0;
    }
    .leave.leave {
      inline-size: var(--_button);
    }
  }
  /** As many below each other as there are above. */
  @container rtc-call (width < 19.25rem) {
    .toolbar {
      max-inline-size: 9.5rem;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .stage > :is(.local, .remote, .overlay) {
      transition: none;
    }
    .toolbar,
    .tag,
    .tag:not(.own)::after,
    :host(:state(quiet)) :is(.toolbar, .tag) {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .tag::after {
      border-color: Highlight;
    }
    .stage > .local {
      border: 1px solid ButtonText;
    }
  }
`;
