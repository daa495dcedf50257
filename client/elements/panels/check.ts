/** Tries everything that a call needs, and says in plain words what does not work and what helps. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { DeviceCheck, RtcPrecallResult } from '../../call/precall.js';
import { Check } from '../icon-shapes/check.js';
import { CircleAlert } from '../icon-shapes/circle-alert.js';
import { Info } from '../icon-shapes/info.js';
import { icon } from '../icons.js';
import { formStyles } from './form.styles.js';
import { Panel } from './panel.js';
import { panelStyles } from './panel.styles.js';

const NAME = 'rtc-call-check';

/** One line of the outcome: whether it works, cannot be told, or does not. */
interface Line {
  readonly mark: 'good' | 'open' | 'bad';
  readonly title: string;
  /** What it means, or what helps. */
  readonly help: string;
}
const ICONS = { good: Check, open: Info, bad: CircleAlert } as const;

class CheckPanel extends Panel {
  static override styles = [
    panelStyles,
    formStyles,
    css`
      .results {
        display: grid;
        gap: 0.875rem;
        list-style: none;
      }
      .results li {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.125rem 0.75rem;
      }
      .results .note {
        grid-column: 2;
      }
      .good .icon {
        color: var(--_accent);
      }
      .open .icon {
        color: var(--_muted);
      }
      .bad .icon {
        color: var(--_danger);
      }
      .outcome {
        min-block-size: 1.5rem;
        font-weight: 600;
      }
    `,
  ];

  @state() private result: RtcPrecallResult | null = null;
  @state() private progress: 'running' | 'done' | 'failed' = 'running';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#run();
  }

  protected override get heading(): string {
    return this.texts.checkTitle;
  }

  protected override renderBody(): TemplateResult {
    const { texts, result } = this;
    return html`<div class="form">
      <p class="outcome" role="status">${this.#outcome()}</p>
      ${
        result
          ? html`<ul class="results" role="list">
              ${this.#lines(result).map(
                ({ mark, title, help }) =>
                  html`<li class=${mark}>
                    ${icon(ICONS[mark])}<span>${title}</span>${help ? html`<p class="note">${help}</p>` : nothing}
                  </li>`,
              )}
            </ul>`
          : nothing
      }
      ${
        this.progress === 'running'
          ? nothing
          : html`<button class="button" type="button" @click=${() => void this.#run()}>${texts.checkAgain}</button>`
      }
      <button class="link" type="button" @click=${() => this.open('devices')}>${texts.devicesTitle}</button>
    </div>`;
  }

  #outcome(): string {
    const { texts, result } = this;
    if (this.progress === 'running') return texts.checking;
    if (this.progress === 'failed' || !result) return texts.checkFailed;
    return result.ok ? texts.checkGood : texts.checkBad;
  }

  #lines({ mic, camera, server, relay }: RtcPrecallResult): Line[] {
    const { texts, host } = this;
    const lines = [this.#device('mic', mic), ...(host.audioOnly ? [] : [this.#device('camera', camera)])];
    const time = (milliseconds: number): string => texts.milliseconds(`${Math.round(milliseconds)}`);
    lines.push(
      server.status === 'ok'
        ? { mark: 'good', title: texts.serverGood(time(server.roundTrip)), help: '' }
        : { mark: 'bad', title: texts.serverBad, help: texts.serverHelp },
    );
    const title = relay.status === 'ok' ? texts.relay.ok(relay.protocol.toUpperCase()) : texts.relay[relay.status];
    const mark = ({ ok: 'good', failed: 'bad', none: 'open', later: 'open' } as const)[relay.status];
    const help = relay.status === 'ok' ? '' : texts.relayHelp[relay.status];
    return [...lines, { mark, title, help }];
  }

  #device(kind: 'mic' | 'camera', check: DeviceCheck): Line {
    const { texts } = this;
    const device = kind === 'mic' ? texts.microphone : texts.camera;
    if (check.status === 'ok') return { mark: 'good', title: texts.deviceGood(device), help: '' };
    if (check.status === 'off') return { mark: 'open', title: texts.deviceOff(device), help: texts.deviceOffHelp };
    return { mark: 'bad', ...texts.deviceProblem(device, texts.problems[check.code]) };
  }

  async #run(): Promise<void> {
    this.result = null;
    this.progress = 'running';
    const result = await this.host.runPrecallCheck().catch(() => null); // Its code is out of reach, as the server may be.
    this.result = result;
    this.progress = result ? 'done' : 'failed';
  }
}

export function create(): CheckPanel {
  if (!customElements.get(NAME)) customElements.define(NAME, CheckPanel);
  return document.createElement(NAME) as CheckPanel;
}
