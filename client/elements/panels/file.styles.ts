/** A file among the lines: a card with a picture, what it is, how far it is, and its buttons. */
import { css } from 'lit';

export const fileStyles = css`
  .file {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.5rem 0.625rem;
    inline-size: min(100%, 22rem);
    padding: 0.625rem;
    border-radius: 1.125rem;
    background: color-mix(in srgb, var(--_text) 9%, var(--_surface));
    color: var(--_text);
  }
  .thumbnail,
  .kind {
    inline-size: 2.75rem;
    block-size: 2.75rem;
    border-radius: 0.625rem;
  }
  .thumbnail {
    object-fit: cover;
  }
  .kind {
    display: grid;
    place-items: center;
    background: color-mix(in srgb, var(--_text) 10%, var(--_surface));
    color: var(--_muted);
  }
  .about {
    min-inline-size: 0;
    text-align: start;
  }
  .file-name {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    unicode-bidi: isolate;
    white-space: nowrap;
  }
  .file-state {
    display: flex;
    gap: 0.25rem;
    color: var(--_muted);
    font-size: 0.8125rem;
    line-height: 1.35;
    font-variant-numeric: tabular-nums;
  }
  .file-state .icon {
    flex: none;
    inline-size: 0.9375rem;
    block-size: 0.9375rem;
    margin-block-start: 0.0625rem;
  }
  .file progress {
    grid-column: 1 / -1;
    grid-row: 2;
    inline-size: 100%;
    block-size: 0.375rem;
    appearance: none;
    border: 0;
    border-radius: 1rem;
    overflow: hidden;
    background: color-mix(in srgb, var(--_text) 14%, var(--_surface));
    accent-color: var(--_accent);
  }
  .file progress::-webkit-progress-bar {
    background: none;
  }
  .file progress::-webkit-progress-value {
    border-radius: 1rem;
    background: var(--_accent);
    transition: inline-size 0.3s linear;
  }
  .file progress::-moz-progress-bar {
    border-radius: 1rem;
    background: var(--_accent);
  }
  .file-buttons {
    display: flex;
    justify-content: end;
  }
  .file-buttons:empty {
    display: none;
  }
  .file-buttons:has(.wide) {
    grid-column: 1 / -1;
    gap: 0.5rem;
  }
  .small {
    display: grid;
    place-items: center;
    min-inline-size: 2.75rem;
    border-radius: 50%;
    color: var(--_muted);
  }
  .small:hover {
    background: color-mix(in srgb, var(--_text) 10%, transparent);
    color: var(--_text);
  }
  .small .icon {
    inline-size: 1.25rem;
    block-size: 1.25rem;
  }
  .wide {
    flex: 1 1 0;
    padding: 0 1rem;
    text-align: center;
    justify-content: center;
    border-radius: 2rem;
    box-shadow: inset 0 0 0 1px var(--_border);
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .wide:hover {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
  }
  .strong {
    background: var(--_accent);
    box-shadow: none;
    color: var(--_accent-text);
  }
  .strong:hover {
    background: var(--_accent-hover);
  }
  .attach {
    position: relative;
    flex: none;
    margin-inline-start: -0.25rem;
  }
  .clip {
    display: grid;
    place-items: center;
    min-inline-size: 2.75rem;
    border-radius: 50%;
    color: var(--_muted);
  }
  .clip:hover,
  .clip[aria-expanded='true'] {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
    color: var(--_text);
  }
  .choices {
    position: absolute;
    inset-block-end: calc(100% + 0.375rem);
    inset-inline-start: 0;
    z-index: 1;
    display: grid;
    min-inline-size: 9rem;
    padding: 0.375rem;
    border-radius: 0.875rem;
    background: var(--_surface);
    box-shadow:
      0 0 0 1px var(--_line),
      0 6px 24px rgb(0 0 0 / 25%);
  }
  .choices button {
    padding: 0 0.75rem;
    border-radius: 0.625rem;
    text-align: start;
  }
  .choices button:hover {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
  }
  @media (prefers-reduced-motion: reduce) {
    .file progress::-webkit-progress-value {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .file,
    .wide {
      border: 1px solid CanvasText;
    }
    .file progress {
      border: 1px solid CanvasText;
    }
  }
`;
