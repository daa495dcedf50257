/** What all panels share: a heading, a way to close them, the texts, and the call's changes. */
import { type CSSResultGroup, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { AllLabels } from '../../locales/labels.js';
import { X } from '../icon-shapes/x.js';
import { icon } from '../icons.js';
import type { PanelElement } from '../panels.js';
import type { RtcCall } from '../rtc-call.js';
import { StyledElement } from '../sheet.js';
import { panelStyles } from './panel.styles.js';

export abstract class Panel extends StyledElement implements PanelElement {
  static override shadowRootOptions = { ...StyledElement.shadowRootOptions, delegatesFocus: true };
  static override styles: CSSResultGroup = panelStyles;

  @property({ attribute: false }) host!: RtcCall;
  @property({ attribute: false }) texts!: AllLabels;

  #stops: (() => void)[] = [];

  protected abstract get heading(): string;

  protected abstract renderBody(): TemplateResult;

  override connectedCallback(): void {
    super.connectedCallback();
    const { call } = this.host;
    const changed = (): void => this.requestUpdate();
    if (call) this.#stops = [call.on('change', changed), call.on('state', changed)];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  protected override render(): TemplateResult {
    const { close } = this.texts;
    return html`<section role="dialog" aria-labelledby="heading">
      <header>
        <h2 id="heading" tabindex="-1">${this.heading}</h2>
        <button class="close" type="button" aria-label=${close} title=${close} @click=${() => this.open(null)}>
          ${icon(X)}
        </button>
      </header>
      <div class="body">${this.renderBody()}</div>
    </section>`;
  }

  protected open(name: Parameters<RtcCall['openPanel']>[0]): void {
    void this.host.openPanel(name);
  }
}
