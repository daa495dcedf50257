/** One panel's frame, and the buttons, fields and lists in it. The colours are the element's. */
import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  section {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    color: var(--_text);
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-block: 0.5rem 0.25rem;
    padding-inline: 1.25rem 0.5rem;
  }
  :is(h2, h3, p, ul, dl, dd) {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: var(--_title);
    font-weight: 600;
    line-height: 1.3;
  }
  h2:focus:not(:focus-visible) {
    outline: none;
  }
  h3 {
    font-size: var(--_small);
    font-weight: 600;
    color: var(--_muted);
  }
  .body {
    min-block-size: 0;
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
  .directed:dir(rtl) {
    scale: -1 1;
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
  fieldset {
    min-inline-size: 0;
    margin: 0.25rem -0.625rem;
    padding: 0.5rem 0 0;
    border: 0;
    border-block-start: 1px solid var(--_line);
  }
  legend {
    float: inline-start;
    inline-size: 100%;
    padding: 0 0.625rem;
    font-size: 0.875rem;
    font-weight: 600;
    color: var(--_muted);
  }
  fieldset .item {
    min-block-size: 2.75rem;
    clear: both;
    cursor: pointer;
  }
  label.item {
    align-items: center;
    border-radius: 0.625rem;
  }
  label.item:hover {
    background: color-mix(in srgb, currentcolor 8%, transparent);
  }
  input[type='radio'] {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  [role='switch'] {
    inline-size: calc(100% + 1.25rem);
    margin-inline: -0.625rem;
  }
  .switch {
    flex: none;
    display: grid;
    inline-size: 2.5rem;
    block-size: 1.5rem;
    margin-inline-start: auto;
    padding: 0.1875rem;
    border: 1px solid var(--_border);
    border-radius: 1rem;
    background: var(--_border);
  }
  .switch::before {
    content: '';
    align-self: center;
    inline-size: 1rem;
    block-size: 1rem;
    border-radius: 50%;
    background: var(--_surface);
  }
  [aria-checked='true'] .switch {
    background: var(--_accent);
    border-color: var(--_accent);
  }
  [aria-checked='true'] .switch::before {
    justify-self: end;
  }
  .item .value {
    margin-inline-start: auto;
    color: var(--_muted);
  }
  @media (forced-colors: active) {
    section {
      border: 1px solid CanvasText;
    }
    .switch::before {
      background: CanvasText;
    }
    button:not(.item) {
      border: 1px solid ButtonText;
    }
  }
`;
