/** What is behind the button with the three dots. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Control } from '../controls.js';
import { controlsOf } from '../controls.js';
import { icon, Maximize, Minimize } from '../icons.js';
import { Panel } from './panel.js';

const NAME = 'rtc-call-menu';

class MenuPanel extends Panel {
  protected override get heading(): string {
    return this.texts.menuTitle;
  }

  protected override renderBody(): TemplateResult {
    return html`<ul class="items" role="list">
      ${this.#item('fullscreen', this.#fullscreen())}
    </ul>`;
  }

  #item(control: Control, content: TemplateResult | typeof nothing) {
    return controlsOf(this.host.controls).has(control) && content !== nothing ? html`<li>${content}</li>` : nothing;
  }

  #fullscreen() {
    if (!document.fullscreenEnabled) return nothing;
    const { fullscreen } = this.host;
    return html`<button class="item" type="button" @click=${() => void this.host.toggleFullscreen()}>
      ${icon(fullscreen ? Minimize : Maximize)}${fullscreen ? this.texts.leaveFullscreen : this.texts.fullscreen}
    </button>`;
  }
}

export function create(): MenuPanel {
  if (!customElements.get(NAME)) customElements.define(NAME, MenuPanel);
  return document.createElement(NAME) as MenuPanel;
}
