/** The screens of a ring. The colours are the element's. */
import { css } from 'lit';
import { controlsStyles } from './controls.styles.js';

const screens = css`
  :host {
    display: grid;
    min-block-size: 100%;
  }
  :host(:state(card)) {
    flex: none;
    min-block-size: 0;
    margin-block: auto;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :is(h2, p) {
    margin: 0;
  }
  h2 {
    font-size: 1.5rem;
    font-weight: 600;
    line-height: 1.2;
    letter-spacing: -0.01em;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .icon {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    flex: none;
  }
  .screen {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: safe center;
    justify-items: center;
    gap: 0.875rem;
    padding: 1.5rem 1.25rem;
    text-align: center;
  }
  p {
    max-inline-size: 32rem;
    color: var(--_muted);
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .badge,
  .avatar {
    display: grid;
    place-items: center;
    inline-size: 4rem;
    aspect-ratio: 1;
    border-radius: 50%;
    background: var(--_line);
  }
  .badge .icon {
    inline-size: 1.625rem;
    block-size: 1.625rem;
  }
  .avatar {
    position: relative;
    background: var(--_accent);
    color: var(--_accent-text);
    font-size: 1.375rem;
    font-weight: 600;
  }
  .incoming .avatar {
    inline-size: clamp(5rem, 26cqmin, 8rem);
    margin-block-end: 0.75rem;
    font-size: clamp(1.75rem, 9cqmin, 2.75rem);
  }
  .avatar .icon {
    inline-size: 45%;
    block-size: 45%;
  }
  .avatar::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: 50%;
    box-shadow: 0 0 0 2px var(--_accent);
    animation: wave 2s ease-out infinite;
  }
  @keyframes wave {
    to {
      scale: 1.4;
      opacity: 0;
    }
  }
  .answers {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 7.5rem));
    justify-content: center;
    gap: 0.75rem;
    inline-size: 100%;
    margin-block-start: 1.25rem;
  }
  .answer {
    display: grid;
    justify-items: center;
    align-content: start;
    gap: 0.5rem;
    padding: 0.375rem 0;
    border-radius: 0.75rem;
    background: none;
    color: inherit;
    font-size: 0.9375rem;
    font-weight: 500;
    line-height: 1.25;
    white-space: normal;
    text-wrap: balance;
  }
  .disc {
    display: grid;
    place-items: center;
    inline-size: 4rem;
    block-size: 4rem;
    border-radius: 50%;
    transition: scale 0.15s;
  }
  .disc .icon {
    inline-size: 1.625rem;
    block-size: 1.625rem;
  }
  .answer:hover .disc {
    scale: 1.06;
  }
  .yes .disc {
    background: var(--_accent);
    color: var(--_accent-text);
  }
  .half .disc {
    background: var(--_line);
    color: var(--_text);
  }
  .no .disc,
  .danger {
    background: var(--_danger);
    color: #fff;
  }
  .danger:hover {
    background: color-mix(in srgb, var(--_danger), #000 14%);
  }
  .plain {
    background: none;
    color: var(--_muted);
    font-weight: 500;
    text-decoration: underline;
    text-underline-offset: 0.25em;
    white-space: normal;
  }
  .wide,
  form {
    inline-size: min(100%, 22rem);
  }
  .wide {
    white-space: normal;
  }
  form {
    display: grid;
    gap: 0.75rem;
    margin-block-start: 0.5rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 0.75rem;
  }
  .screen > .row,
  .screen > .primary {
    margin-block-start: 0.75rem;
  }
  .link {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    inline-size: min(100%, 30rem);
  }
  .link input {
    flex: 1 1 14rem;
  }
  .link button {
    flex: 1 0 auto;
  }
  .outcome {
    display: inline-flex;
    align-items: center;
    gap: 0.625rem;
    padding: 0.5rem 1rem;
    border-radius: 1.25rem;
    background: var(--_warn-bg);
    color: var(--_warn-text);
    font-weight: 500;
  }
  .card {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 1rem 1.25rem;
    padding: 1rem 1.25rem;
    border-radius: 1.25rem;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 8px 40px rgb(0 0 0 / 35%);
    --_ring: 3px solid var(--_accent);
    pointer-events: auto;
  }
  .card h2 {
    font-size: 1.125rem;
  }
  .card .avatar {
    inline-size: 3.25rem;
    font-size: 1.125rem;
  }
  .words {
    min-inline-size: 0;
  }
  @container rtc-call (height < 26rem) {
    .screen {
      gap: 0.5rem;
      padding-block: 0.75rem;
    }
    .incoming .avatar {
      inline-size: 3.5rem;
      margin-block-end: 0;
      font-size: 1.25rem;
    }
    .answers {
      margin-block-start: 0.25rem;
    }
    .answer {
      gap: 0.25rem;
    }
    .disc {
      inline-size: 3.25rem;
      block-size: 3.25rem;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .avatar::after {
      animation: none;
      scale: 1.12;
      opacity: 0.5;
    }
    .disc {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .card,
    .disc,
    .avatar,
    .outcome {
      border: 1px solid CanvasText;
    }
  }
`;

export const ringerStyles = [controlsStyles, screens];
