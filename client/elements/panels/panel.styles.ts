/** One panel's frame, and the buttons, fields and lists in it. The colours are the element's. */
import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
    block-size: 100%;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  section {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    max-block-size: 100%;
    color: var(--_text);
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: 0.5rem 0.5rem 0.25rem 1.25rem;
    padding-inline: 1.25rem 0.5rem;
  }
  :is(h2, h3, p, ul, dl, dd) {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: 1.0625rem;
    font-weight: 600;
    line-height: 1.3;
  }
  h2:focus {
    outline: none;
  }
  h3 {
    font-size: 0.875rem;
    font-weight: 600;
    color: var(--_muted);
  }
  .body {
    overflow: auto;
    overscroll-behavior: contain;
    padding: 0.25rem 1.25rem 1.25rem;
  }
  button {
    min-block-size: 2.75rem;
    border: 0;
    border-radius: 0.625rem;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  button:hover {
    background: color-mix(in srgb, currentcolor 8%, transparent);
  }
  button:disabled {
    opacity: 0.55;
    cursor: default;
  }
  :is(button, select, input, a):focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 1px;
  }
  .close {
    display: grid;
    place-items: center;
    flex: none;
    min-inline-size: 2.75rem;
    border-radius: 50%;
  }
  .icon {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    flex: none;
  }
  .items {
    display: grid;
    margin-inline: -0.625rem;
    list-style: none;
  }
  .item {
    display: flex;
    align-items: center;
    gap: 0.875rem;
    inline-size: 100%;
    padding: 0 0.625rem;
  }
  .item .value {
    margin-inline-start: auto;
    color: var(--_muted);
  }
  @media (forced-colors: active) {
    section {
      border: 1px solid CanvasText;
    }
  }
`;
