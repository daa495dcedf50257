/** Lines as bubbles, one's own at the end side; the field below them stays in sight. */
import { css } from 'lit';

export const chatStyles = css`
  section {
    flex: 1 1 auto;
  }
  .body {
    position: relative;
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    overflow: hidden;
    padding: 0;
  }
  .lines {
    position: relative;
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    min-block-size: 0;
  }
  .scroller {
    flex: 1 1 auto;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    overflow-anchor: none;
    padding: 0.25rem 0.75rem 0.75rem;
  }
  /** A few lines are at the foot, beside the field. */
  .scroller::before {
    content: '';
    margin-block-start: auto;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 0.375rem;
    margin-block: auto;
    padding: 1rem 1.25rem;
    color: var(--_muted);
    font-size: 0.9375rem;
    text-align: center;
    text-wrap: balance;
  }
  .empty .icon {
    inline-size: 2rem;
    block-size: 2rem;
    margin-block-end: 0.25rem;
  }
  .empty strong {
    color: var(--_text);
    font-weight: 600;
  }
  .button {
    padding: 0 1rem;
    box-shadow: inset 0 0 0 1px var(--_border);
    font-weight: 600;
  }
  .earlier {
    align-self: center;
    margin-block: 0.25rem 0.75rem;
    border-radius: 2rem;
    font-size: 0.875rem;
  }
  .items {
    gap: 0.75rem;
    margin: 0;
  }
  .group {
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: 0.1875rem;
    min-inline-size: 0;
  }
  .mine {
    align-items: end;
  }
  .day {
    align-self: center;
    margin-block: 0.5rem;
    color: var(--_muted);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .who {
    display: flex;
    gap: 0.5rem;
    max-inline-size: 100%;
    padding-inline: 0.25rem;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .who bdi {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mine .who bdi {
    position: absolute;
    clip-path: inset(50%);
  }
  time {
    flex: none;
    font-variant-numeric: tabular-nums;
  }
  .line {
    position: relative;
    display: flex;
    align-items: center;
    max-inline-size: 100%;
    padding-inline-end: 2.75rem;
  }
  .mine .line {
    flex-direction: row-reverse;
    padding-inline: 2.75rem 0;
  }
  .bubble {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    justify-content: end;
    gap: 0 0.5rem;
    min-inline-size: 0;
    padding: 0.4375rem 0.75rem;
    border-radius: 1.125rem;
    background: color-mix(in srgb, var(--_text) 9%, var(--_surface));
    color: var(--_text);
  }
  .line:not(:last-child) > .bubble {
    border-end-start-radius: 0.375rem;
  }
  .line + .line > .bubble {
    border-start-start-radius: 0.375rem;
  }
  .mine .bubble {
    border-radius: 1.125rem;
    background: var(--_accent);
    color: var(--_accent-text);
  }
  .mine .line:not(:last-child) > .bubble {
    border-end-end-radius: 0.375rem;
  }
  .mine .line + .line > .bubble {
    border-start-end-radius: 0.375rem;
  }
  .text {
    flex: 1 1 auto;
    min-inline-size: 0;
    /** Marks upon marks stay in their line's own place. */
    overflow: clip;
    line-height: 1.4;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: isolate;
    user-select: text;
  }
  .text > [dir] {
    text-align: start;
    unicode-bidi: isolate;
  }
  .large {
    padding-inline: 0.25rem;
  }
  .bubble.large {
    background: none;
    color: inherit;
  }
  .large .text {
    font-size: 2.25rem;
    line-height: 1.25;
  }
  a {
    border-radius: 0.25rem;
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 0.15em;
    unicode-bidi: isolate;
  }
  a:hover {
    text-decoration-thickness: 2px;
  }
  .mine a:focus-visible {
    outline-color: currentcolor;
  }
  .mark {
    display: grid;
    margin-inline-start: auto;
  }
  .mark .icon {
    inline-size: 0.9375rem;
    block-size: 0.9375rem;
    margin-block: 0.1875rem;
  }
  .copy {
    position: absolute;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    min-inline-size: 2.75rem;
    border-radius: 50%;
    color: var(--_muted);
    opacity: 0;
    transition: opacity var(--_dur);
  }
  .mine .copy {
    inset-inline: 0 auto;
  }
  .copy .icon {
    inline-size: 1.0625rem;
    block-size: 1.0625rem;
  }
  .copy:focus-visible {
    opacity: 1;
  }
  @media (hover: hover) {
    .line:hover .copy {
      opacity: 1;
    }
  }
  .typing {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.625rem 0.25rem 0;
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .typing i {
    flex: none;
    inline-size: 1.5rem;
    block-size: 0.375rem;
    background: radial-gradient(circle closest-side, currentcolor 90%, transparent) 0 / 33.4% 100%;
    animation: writing 1.4s ease-in-out infinite;
  }
  @keyframes writing {
    50% {
      opacity: 0.3;
    }
  }
  .newer {
    position: absolute;
    inset-block-end: 0.5rem;
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 0.375rem;
    inline-size: fit-content;
    margin-inline: auto;
    padding: 0 1rem;
    border-radius: 2rem;
    background: var(--_text);
    box-shadow: 0 2px 12px rgb(0 0 0 / 30%);
    color: var(--_surface);
    font-size: 0.875rem;
    font-weight: 600;
  }
  .newer:hover {
    background: color-mix(in srgb, var(--_text), var(--_surface) 15%);
  }
  .note {
    padding: 0.5rem 1rem;
    border-block-start: 1px solid var(--_line);
    color: var(--_muted);
    font-size: 0.8125rem;
    line-height: 1.35;
  }
  .composer {
    display: flex;
    flex: none;
    align-items: end;
    gap: 0.5rem;
    padding: 0.5rem 0.75rem 0.75rem;
    border-block-start: 1px solid var(--_line);
  }
  .note + .composer {
    border: 0;
    padding-block-start: 0;
  }
  textarea {
    flex: 1 1 auto;
    min-inline-size: 0;
    min-block-size: 2.75rem;
    max-block-size: max(4.375rem, min(9rem, 22cqb));
    padding: 0.5625rem 0.875rem;
    border: 1px solid var(--_border);
    border-radius: 1.375rem;
    background: var(--_surface);
    color: var(--_text);
    /** Less makes iOS enlarge the page. */
    font: 400 1rem/1.45 var(--_font);
    overflow-wrap: anywhere;
    resize: none;
    scrollbar-width: thin;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  textarea:focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: -1px;
  }
  .send {
    display: grid;
    place-items: center;
    flex: none;
    min-inline-size: 2.75rem;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_accent-text);
  }
  .send:hover {
    background: var(--_accent-hover);
  }
  .send:disabled {
    background: color-mix(in srgb, var(--_text) 12%, var(--_surface));
    color: var(--_muted);
    opacity: 1;
  }
  .limit {
    margin-block-start: -0.375rem;
    padding: 0 1.25rem 0.625rem;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .over {
    color: var(--_text);
    font-weight: 600;
  }
  .said {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    .typing i {
      animation: none;
    }
    .copy {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .bubble,
    textarea {
      border: 1px solid CanvasText;
    }
    .mine .bubble {
      border-color: Highlight;
    }
    .typing i {
      forced-color-adjust: none;
      background-color: CanvasText;
    }
  }
`;
