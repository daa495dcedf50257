/** How to mend what is wrong: for each problem its cause, and the steps in the browser that runs. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { RtcError } from '../../call/errors.js';
import { stepsOn, type Remedies } from '../../locales/remedy-labels.js';
import type { Source } from '../source.js';
import { caseOf, platformOf } from './case.js';
import { Panel } from './panel.js';
import { panelStyles } from './panel.styles.js';

const NAME = 'rtc-call-remedy';

interface Found {
  readonly cause: string;
  readonly steps: readonly string[];
}

class RemedyPanel extends Panel {
  static override styles = [
    panelStyles,
    css`
      .cause {
        color: var(--_muted);
      }
      ol {
        display: grid;
        gap: 0.625rem;
        margin: 0.75rem 0 1.25rem;
        padding-inline-start: 1.5rem;
      }
      .again {
        padding-inline: 1.25rem;
        border-radius: 2rem;
        background: var(--_accent);
        color: var(--_accent-text);
        font-weight: 600;
      }
      .again:hover {
        background: var(--_accent-hover);
      }
    `,
  ];

  @property({ attribute: false }) remedies!: Remedies;
  @state() private found: readonly Found[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('remedies')) void this.#find(this.remedies);
  }

  protected override get heading(): string {
    return this.remedies.heading;
  }

  protected override renderBody(): TemplateResult {
    const { tryAgain } = this.texts;
    return html`${this.found.map(
      ({ cause, steps }) =>
        html`<p class="cause">${cause}</p>
          <ol>
            ${steps.map((step) => html`<li>${step}</li>`)}
          </ol>`,
    )}
    ${
      this.#sources.length === 0
        ? nothing
        : html`<button class="again" type="button" @click=${() => this.#again()}>${tryAgain}</button>`
    }`;
  }

  get #sources(): readonly Source[] {
    return this.#problems().flatMap(([source]) => source ?? []);
  }

  /** The same as in the notice, which this panel may cover. */
  #again(): void {
    const sources = this.#sources;
    if (sources.includes('screen')) void this.host.toggleScreenShare(true);
    else void this.host.call?.openDevices({ kinds: sources.filter((source) => source !== 'screen') });
    this.open(null);
  }

  async #find(remedies: Remedies): Promise<void> {
    const cases = await Promise.all(this.#problems().map(([source, { code }]) => caseOf(code, source, remedies.cases)));
    const platform = platformOf(navigator);
    this.found = [...new Set(cases)].flatMap((name) =>
      name ? [{ cause: remedies.cases[name].cause, steps: stepsOn(platform, remedies.cases[name]) }] : [],
    );
  }

  /** Without a source: no device's fault. */
  #problems(): (readonly [Source | null, RtcError])[] {
    const { problem, call } = this.host;
    if (problem) return [[null, problem]];
    if (!call) return [];
    const all = [
      [null, call.problem],
      ['camera', call.media.state('camera').problem],
      ['mic', call.media.state('mic').problem],
      ['screen', call.screen.state.problem],
    ] as const;
    return all.flatMap(([source, found]) => (found ? [[source, found] as const] : []));
  }
}

export function create(): RemedyPanel {
  if (!customElements.get(NAME)) customElements.define(NAME, RemedyPanel);
  return document.createElement(NAME) as RemedyPanel;
}
