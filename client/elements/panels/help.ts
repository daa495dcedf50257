/** The sheet of keys. */
import { css, html, type TemplateResult } from 'lit';
import type { OnDemandLabels } from '../../locales/on-demand-labels.js';
import { SHORTCUTS } from '../shortcuts.js';
import { Panel } from './panel.js';
import { panelStyles } from './panel.styles.js';

const NAME = 'rtc-call-help';

class HelpPanel extends Panel {
  static override styles = [
    panelStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        align-items: center;
        gap: 0.75rem 1rem;
        padding-block-start: 0.5rem;
      }
      dt {
        justify-self: start;
      }
      kbd {
        display: inline-grid;
        place-items: center;
        min-inline-size: 2rem;
        min-block-size: 2rem;
        padding: 0 0.5rem;
        border: 1px solid var(--_border);
        border-block-end-width: 2px;
        border-radius: 0.5rem;
        font: 600 0.875rem/1 var(--_font);
      }
    `,
  ];

  protected override get heading(): string {
    return this.texts.helpTitle;
  }

  protected override renderBody(): TemplateResult {
    return html`<dl>
      ${SHORTCUTS.map(
        ({ keys, label }) =>
          html`<dt><kbd>${shown(keys, this.texts)}</kbd></dt>
            <dd>${this.texts[label]}</dd>`,
      )}
    </dl>`;
  }
}

/** As it is printed on the key. */
function shown(key: string, { keySpace, keyEscape }: OnDemandLabels): string {
  if (key === ' ') return keySpace;
  return key === 'Escape' ? keyEscape : key.toUpperCase();
}

export function create(): HelpPanel {
  if (!customElements.get(NAME)) customElements.define(NAME, HelpPanel);
  return document.createElement(NAME) as HelpPanel;
}
