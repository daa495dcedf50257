/** What the connection does: a minute as graphs, the last second in words, and a report to send to whoever helps. */
import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { RtcCallStats, RtcDirectionStats } from '../../call/call-stats.js';
import { languageOf } from '../../locales/language.js';
import { formStyles } from './form.styles.js';
import { Copying } from '../copying.js';
import { graph, SHOWN_MS, type Line } from './graph.js';
import { Panel } from './panel.js';
import { panelStyles } from './panel.styles.js';
import { statsStyles } from './stats.styles.js';

const NAME = 'rtc-call-stats';
const ASK_EVERY_MS = 1_000;
/** What a graph's top is at least: bit/s, milliseconds, a share. */
const AT_LEAST = { bitrate: 300_000, roundTrip: 100, loss: 0.05 } as const;

/** Of a moment: one number, or none. */
type Pick = (stats: RtcCallStats) => number | null;

class StatsPanel extends Panel {
  static override styles = [panelStyles, formStyles, statsStyles];

  /** The last minute, the newest last. */
  @state() private minute: readonly RtcCallStats[] = [];
  /** The report, where there is no clipboard to put it in. */
  @state() private report = '';
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #copying = new Copying(() => this.requestUpdate());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => void this.#ask(), ASK_EVERY_MS);
    void this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#copying.close();
  }

  protected override get heading(): string {
    return this.texts.statsTitle;
  }

  protected override renderBody(): TemplateResult {
    const stats = this.minute.at(-1);
    if (!stats) return html`<p class="note">${this.texts.noStats}</p>`;
    return html`<div class="graphs">${this.#renderGraphs()}</div>
      ${this.#renderFigures(stats)}
      <div class="foot">
        <p class="note">${this.texts.reportNote}</p>
        <button class="button" type="button" @click=${() => void this.#copy()}>
          ${this.#copying.done ? this.texts.copied : this.texts.copyReport}
        </button>
        ${this.report ? html`<textarea readonly aria-label=${this.texts.copyReport} .value=${this.report}></textarea>` : nothing}
      </div>`;
  }

  #renderGraphs(): TemplateResult[] {
    const { texts } = this;
    const now = performance.timeOrigin + performance.now();
    const both = (value: (direction: RtcDirectionStats) => number | null, words: (value: number) => string): Line[] => [
      this.#line(texts.sending, ({ sending }) => value(sending), words),
      this.#line(texts.receiving, ({ receiving }) => value(receiving), words),
    ];
    return [
      graph({
        now,
        title: texts.bitrate,
        atLeast: AT_LEAST.bitrate,
        lines: both(({ bitrate }) => bitrate, this.#rate),
      }),
      graph({
        now,
        title: texts.roundTrip,
        atLeast: AT_LEAST.roundTrip,
        lines: [this.#line('', ({ roundTrip }) => roundTrip, this.#milliseconds)],
      }),
      graph({ now, title: texts.loss, atLeast: AT_LEAST.loss, lines: both(({ loss }) => loss, this.#percent) }),
    ];
  }

  #line(name: string, value: Pick, words: (value: number) => string): Line {
    const points = this.minute.map((stats) => ({ at: stats.at, value: value(stats) }));
    const last = points.at(-1)?.value ?? null;
    return { name, points, now: last === null ? '–' : words(last) };
  }

  #renderFigures({ sending, receiving, path, reason }: RtcCallStats): TemplateResult {
    const { texts } = this;
    const row = (title: string, value: (direction: RtcDirectionStats) => string) =>
      html`<tr>
        <th scope="row">${title}</th>
        <td>${value(sending)}</td>
        <td>${value(receiving)}</td>
      </tr>`;
    return html`<table>
      <thead>
        <tr>
          <td></td>
          <th scope="col">${texts.sending}</th>
          <th scope="col">${texts.receiving}</th>
        </tr>
      </thead>
      <tbody>
        ${row(texts.quality, ({ level }) => (level === null ? '–' : (texts.levels[level] ?? '–')))}
        ${row(texts.picture, (direction) => this.#picture(direction))}
        ${row(texts.codec, ({ picture, soundCodec }) => [picture?.codec, soundCodec].filter(Boolean).join(', ') || '–')}
        <tr>
          <th scope="row">${texts.path}</th>
          <td colspan="2">${path ? texts.paths[path.by](path.protocol?.toUpperCase() ?? '') : '–'}</td>
        </tr>
        ${
          reason
            ? html`<tr>
                <th scope="row">${texts.reason}</th>
                <td colspan="2">${texts.poor[reason](this.host.call?.peer?.name ?? '')}</td>
              </tr>`
            : nothing
        }
      </tbody>
    </table>`;
  }

  /** Its size, and below it how often. */
  #picture({ picture }: RtcDirectionStats): string {
    if (!picture) return this.texts.noPicture;
    const { width, height, framesPerSecond } = picture;
    const rate = framesPerSecond === null ? '' : this.texts.framesPerSecond(this.#number(framesPerSecond));
    return [`${width} × ${height}`, rate].filter(Boolean).join('\n');
  }

  readonly #rate = (bits: number): string =>
    bits >= 1_000_000
      ? this.texts.megabits(this.#number(bits / 1_000_000, 1))
      : this.texts.kilobits(this.#number(bits / 1_000));

  readonly #milliseconds = (time: number): string => this.texts.milliseconds(this.#number(time));

  readonly #percent = (share: number): string =>
    new Intl.NumberFormat(languageOf(this.host), { style: 'percent', maximumFractionDigits: 1 }).format(share);

  #number(value: number, maximumFractionDigits = 0): string {
    return new Intl.NumberFormat(languageOf(this.host), { maximumFractionDigits }).format(value);
  }

  /** The same second twice is one. */
  async #ask(): Promise<void> {
    // Its code may be out of reach: the figures stop, the call does not.
    const stats = await this.host.getStats().catch(() => null);
    if (!stats || stats.at === this.minute.at(-1)?.at) return;
    this.minute = [...this.minute.filter(({ at }) => stats.at - at < SHOWN_MS), stats];
  }

  async #copy(): Promise<void> {
    const report = reportOf(this.host.state.name, this.minute);
    if (await this.#copying.copy(report)) return;
    this.report = report; // Shown, ready to be copied by hand.
    await this.updateComplete;
    this.renderRoot.querySelector('textarea')?.select();
  }
}

/** Of the past only the figures; a browser's version by its first number. */
function reportOf(state: string, minute: readonly RtcCallStats[]): string {
  const report = {
    at: new Date().toISOString(),
    browser: navigator.userAgent.replace(/(\d+)(?:\.\d+){2,}/g, '$1'),
    state,
    minute: minute.map((figures) => ({ ...figures, counters: undefined })),
    counters: minute.at(-1)?.counters ?? [],
  };
  return JSON.stringify(report, null, 1);
}

export function create(): StatsPanel {
  if (!customElements.get(NAME)) customElements.define(NAME, StatsPanel);
  return document.createElement(NAME) as StatsPanel;
}
