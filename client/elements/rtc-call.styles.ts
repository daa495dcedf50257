/** The element itself, and the styles of its views, in one list. */
import { css } from 'lit';
import { controlsStyles } from './controls.styles.js';
import { lobbyStyles } from './lobby.styles.js';
import { messageStyles } from './message.styles.js';
import { stageStyles } from './stage.styles.js';
import { tokens } from './tokens.js';

/** `.base` ends what a page's elements inherit of its text, whatever its rules for the element itself are. */
const host = css`
  :host {
    display: block;
    position: relative;
    overflow: hidden;
    aspect-ratio: 16 / 9;
    min-block-size: var(--rtc-min-height, 22rem);
    border-radius: var(--_radius);
    background: var(--_bg);
  }
  :host(:fullscreen) {
    border-radius: 0;
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
    font-size: var(--_display);
    font-weight: 600;
    line-height: 1.2;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .base {
    all: initial;
    visibility: inherit;
    pointer-events: inherit;
    color-scheme: inherit;
    position: absolute;
    inset: 0;
    container: rtc-call / size;
    color: var(--_text);
    font: 400 1rem/1.45 var(--_font);
    -webkit-text-size-adjust: none;
    text-size-adjust: none;
    display: flex;
    flex-direction: column;
  }
  .base > section {
    flex: 1 1 0;
    min-block-size: 0;
  }
  .ring {
    block-size: 100%;
    overflow: auto;
  }
  .icon {
    inline-size: var(--_icon);
    block-size: var(--_icon);
    flex: none;
  }
  .directed:dir(rtl) {
    scale: -1 1;
  }
  .missing {
    position: absolute;
    z-index: 2;
    inset-block-start: 0.75rem;
    inset-inline: 0.75rem;
    inline-size: fit-content;
    margin-inline: auto;
    padding: 0.375rem 0.875rem;
    border-radius: 1.25rem;
    background: var(--_glass);
    color: #fff;
    font-size: 0.875rem;
    text-align: center;
  }
  .said {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

export const styles = [tokens, host, controlsStyles, lobbyStyles, stageStyles, messageStyles];
