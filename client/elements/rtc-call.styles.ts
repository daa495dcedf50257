import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    position: relative;
    overflow: hidden;
    aspect-ratio: 16 / 9;
    min-block-size: var(--rtc-min-height, 22rem);
    border-radius: var(--_radius);
    background: var(--_bg);
    color: var(--_text);
    font: 400 1rem/1.45 var(--_font);
    text-align: start;
    -webkit-text-size-adjust: none;
    text-size-adjust: none;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  :is(h2, p, ul) {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: 1.5rem;
    font-weight: 600;
    line-height: 1.2;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .base {
    position: absolute;
    inset: 0;
    container: rtc-call / size;
  }
  .icon {
    inline-size: 1.375rem;
    block-size: 1.375rem;
    flex: none;
  }
  .said {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  /* Buttons and fields */
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-block-size: 2.75rem;
    padding: 0 1.125rem;
    border: 0;
    border-radius: 2rem;
    font: inherit;
    font-weight: 600;
    white-space: nowrap;
    cursor: pointer;
    transition:
      background-color 0.15s,
      color 0.15s;
  }
  button:focus-visible,
  input:focus-visible {
    outline: var(--_ring);
    outline-offset: 2px;
  }
  [tabindex='-1']:focus {
    outline: none;
  }
  .primary {
    background: var(--_accent);
    color: var(--_accent-text);
  }
  .primary:hover {
    background: var(--_accent-hover);
  }
  .quiet {
    background: none;
    box-shadow: inset 0 0 0 1px var(--_border);
    color: inherit;
  }
  .quiet:hover {
    background: color-mix(in srgb, currentcolor 10%, transparent);
  }
  .bare {
    box-shadow: none;
    padding: 0;
    min-inline-size: 2.75rem;
  }
  .round {
    inline-size: var(--_button);
    block-size: var(--_button);
    min-block-size: 2.75rem;
    min-inline-size: 2.75rem;
    padding: 0;
    border-radius: 50%;
    background: rgb(52 61 59 / 78%);
    color: #fff;
    backdrop-filter: blur(12px);
  }
  .round:hover {
    background: rgb(78 90 87 / 86%);
  }
  .round.off {
    background: #fff;
    color: #17201e;
  }
  .round.off:hover {
    background: #dfe5e3;
  }
  .round.problem::after {
    content: '!';
    position: absolute;
    inset-block-start: -0.125rem;
    inset-inline-end: -0.125rem;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    border-radius: 50%;
    background: #ffcc4d;
    color: #3a2a00;
    font: 700 0.8125rem/1.125rem var(--_font);
    text-align: center;
  }
  .round {
    position: relative;
  }
  .round.leave {
    inline-size: calc(var(--_button) * 1.4);
    border-radius: 2rem;
    background: var(--_danger);
  }
  .round.leave:hover {
    background: color-mix(in srgb, var(--_danger), #000 14%);
  }
  .field {
    display: grid;
    gap: 0.375rem;
    font-size: 0.875rem;
    font-weight: 500;
    color: var(--_muted);
  }
  input {
    min-inline-size: 0;
    inline-size: 100%;
    min-block-size: 2.75rem;
    padding: 0 0.875rem;
    border: 1px solid var(--_border);
    border-radius: 0.625rem;
    background: var(--_surface);
    color: var(--_text);
    font: 400 1rem/1.4 var(--_font);
    text-overflow: ellipsis;
  }
  input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .spinner {
    flex: none;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    border: 2px solid color-mix(in srgb, currentcolor 30%, transparent);
    border-block-start-color: currentcolor;
    border-radius: 50%;
    animation: spin 0.9s linear infinite;
  }
  @keyframes spin {
    to {
      rotate: 1turn;
    }
  }

  /* Lobby */
  .lobby {
    block-size: 100%;
    overflow: auto;
    display: flex;
    flex-direction: column;
    justify-content: safe center;
    align-items: center;
    gap: 1.25rem;
    padding: 1.25rem;
  }
  .lobby > * {
    flex: none;
    inline-size: 100%;
    max-inline-size: 26rem;
  }
  .lobby > slot {
    display: contents;
  }
  .preview {
    position: relative;
    display: grid;
    place-items: center;
    aspect-ratio: 4 / 3;
    max-block-size: 60cqb;
    overflow: hidden;
    border-radius: 1rem;
    background: var(--_stage);
    box-shadow: 0 0 0 1px var(--_line);
  }
  .preview rtc-video {
    position: absolute;
    inset: 0;
  }
  .preview-buttons {
    position: absolute;
    inset-block-end: 0.75rem;
    display: flex;
    gap: 0.75rem;
  }
  .over {
    position: relative;
    background: #fff;
    color: #17201e;
    translate: 0 -0.75rem;
  }
  .over:hover {
    background: #dfe5e3;
  }
  .lobby-form {
    display: grid;
    gap: 1rem;
  }
  .progress {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-block-size: 2.75rem;
    font-weight: 500;
  }
  @container rtc-call (width >= 44rem) {
    .lobby {
      display: grid;
      grid-template-columns: minmax(0, 34rem) minmax(15rem, 20rem);
      align-content: safe center;
      justify-content: center;
      align-items: center;
      gap: 1.25rem 2.5rem;
      padding: 2rem;
    }
    .lobby > * {
      max-inline-size: none;
    }
    .preview {
      aspect-ratio: 16 / 10;
      max-block-size: 74cqb;
    }
    .lobby > .notices {
      grid-column: 1 / -1;
    }
  }

  /* Notices */
  .notices {
    display: grid;
    gap: 0.5rem;
    list-style: none;
  }
  .notice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.25rem 0.625rem;
    padding: 0.625rem 0.375rem 0.625rem 0.875rem;
    border-radius: var(--_radius);
    background: var(--_warn-bg);
    color: var(--_warn-text);
    font-size: 0.9375rem;
  }
  .notice .quiet:not(.bare) {
    grid-area: 2 / 2;
    justify-self: start;
    --_border: currentcolor;
  }
  .notice .bare {
    grid-area: 1 / 3;
  }
  @container rtc-call (width >= 44rem) {
    .notice {
      grid-template-columns: auto minmax(0, 1fr) auto auto;
    }
    .notice .quiet:not(.bare) {
      grid-area: 1 / 3;
    }
    .notice .bare {
      grid-area: 1 / 4;
    }
  }

  /* Stage */
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
  .tag bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
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
    .top {
      flex-direction: column;
      padding-inline-end: clamp(6rem, 30cqi, 8.5rem);
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

  /* Ended, and problems of the page */
  .message {
    block-size: 100%;
    overflow: auto;
    display: grid;
    align-content: safe center;
    justify-items: center;
    gap: 0.75rem;
    padding: 1.5rem;
    text-align: center;
  }
  .message p {
    max-inline-size: 32rem;
    color: var(--_muted);
    text-wrap: balance;
  }
  .message .primary {
    margin-block-start: 0.75rem;
  }
  .badge {
    display: grid;
    place-items: center;
    inline-size: 4rem;
    block-size: 4rem;
    margin-block-end: 0.25rem;
    border-radius: 50%;
    background: var(--_line);
    color: var(--_text);
  }

  @media (prefers-reduced-motion: reduce) {
    .local,
    button {
      transition: none;
    }
    .spinner {
      animation-duration: 3s;
    }
  }
  @media (forced-colors: active) {
    button,
    .tag,
    .pill,
    .card,
    .notice {
      border: 1px solid ButtonText;
    }
  }
`;
