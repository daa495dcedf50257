/** Which microphone, camera and speaker: chosen from lists, with a level and a tone to try them by. */
import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { RtcError } from '../../call/errors.js';
import { canChooseSpeaker } from '../can-choose-speaker.js';
import type { DeviceName, RtcDevice } from '../device-list.js';
import type { RtcDeviceChangeEvent } from '../events.js';
import { Mic } from '../icon-shapes/mic.js';
import { Video } from '../icon-shapes/video.js';
import { Volume2 } from '../icon-shapes/volume-2.js';
import { icon } from '../icons.js';
import { formStyles } from './form.styles.js';
import { Panel } from './panel.js';
import { panelStyles } from './panel.styles.js';
import { playTone } from './tone.js';

const NAME = 'rtc-call-devices';
const ICONS = { mic: Mic, camera: Video, speaker: Volume2 } as const;

/** What became of the last try to hear the tone. */
type Tone = 'none' | 'playing' | 'played' | 'failed';

class DevicesPanel extends Panel {
  static override styles = [panelStyles, formStyles];

  /** Null until the first list is there. */
  @state() private devices: readonly RtcDevice[] | null = null;
  /** The device that was chosen last and could not be opened, so that the one before is still in use. */
  @state() private refused: DeviceName | null = null;
  @state() private tone: Tone = 'none';
  #allowed = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.host.addEventListener('rtc-device-change', this.#listed);
    void this.#list();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.host.removeEventListener('rtc-device-change', this.#listed);
  }

  protected override get heading(): string {
    return this.texts.devicesTitle;
  }

  /** Names are told once a device is open. */
  protected override willUpdate(): void {
    const open = this.host.localStream?.getTracks().map(({ kind }) => kind) ?? [];
    const allowed = open.sort().join();
    if (allowed !== this.#allowed) void this.#list();
    this.#allowed = allowed;
  }

  /** What the person touched once no longer follows its options' attributes. */
  protected override updated(): void {
    for (const select of this.renderRoot.querySelectorAll('select')) {
      const kind = select.id as DeviceName; // As rendered below.
      const selected = this.host.selectedDevices[kind];
      select.value = this.#of(kind).find(({ deviceId }) => deviceId === selected)?.deviceId ?? '';
    }
  }

  protected override renderBody(): TemplateResult {
    const { audioOnly } = this.host;
    return html`<div class="form">
      ${this.#renderAsk(this.#hidden())}
      <div class="field">${this.#renderChoice('mic')}${this.#renderLevel()}${this.#renderProblem('mic')}</div>
      ${audioOnly ? nothing : html`<div class="field">${this.#renderChoice('camera')}${this.#renderProblem('camera')}</div>`}
      <div class="field">${canChooseSpeaker() ? this.#renderChoice('speaker') : nothing}${this.#renderTone()}</div>
      <button class="link" type="button" @click=${() => this.open('check')}>${this.texts.checkLink}</button>
    </div>`;
  }

  #renderAsk(kinds: readonly ('mic' | 'camera')[]) {
    const { texts } = this;
    if (kinds.length === 0) return nothing;
    return html`<div class="field">
      <p class="note">${texts.namesHidden}</p>
      <button class="button" type="button" @click=${() => void this.host.call?.openDevices({ kinds })}>
        ${kinds.includes('camera') ? texts.useDevices : texts.useMicrophone}
      </button>
    </div>`;
  }

  #renderChoice(kind: DeviceName): TemplateResult {
    const { texts } = this;
    const devices = this.#of(kind);
    const name = { mic: texts.microphone, camera: texts.camera, speaker: texts.speaker }[kind];
    return html`<label for=${kind}>${icon(ICONS[kind])}${name}</label>
      <select
        id=${kind}
        @change=${(event: Event) => void this.#choose(kind, (event.target as HTMLSelectElement).value)}
      >
        <option value="">${texts.systemDefault}</option>
        ${devices.map(
          ({ deviceId, label }, index) =>
            html`<option value=${deviceId}>${label || texts.unnamedDevice(index + 1)}</option>`,
        )}
      </select>
      ${this.devices && !this.devices.some((device) => device.kind === kind) ? html`<p class="note">${texts.noneFound}</p>` : nothing}`;
  }

  #renderLevel() {
    const { texts } = this;
    const media = this.host.call?.media;
    const track = media?.track('mic');
    if (!track) return nothing;
    if (!media?.state('mic').on) return html`<p class="note">${texts.micIsMuted}</p>`;
    return html`<rtc-call-level .track=${track} .label=${texts.micLevel}></rtc-call-level>`;
  }

  #renderProblem(kind: 'mic' | 'camera') {
    const { texts } = this;
    const problem = this.#problem(kind);
    if (problem) {
      const { title, help } = texts.problems[problem.code];
      const device = kind === 'mic' ? texts.microphone : texts.camera;
      return html`<p class="warning" role="status">${texts.deviceProblem(device, { title, help }).title} ${help}</p>
        <button class="button" type="button" @click=${() => void this.host.call?.openDevices({ kinds: [kind] })}>
          ${texts.tryAgain}
        </button>`;
    }
    return this.refused === kind ? html`<p class="warning" role="status">${texts.deviceRefused}</p>` : nothing;
  }

  #renderTone(): TemplateResult {
    const { texts, tone } = this;
    const said = { none: '', playing: texts.tonePlaying, played: texts.tonePlayed, failed: texts.toneFailed }[tone];
    return html`<div class="row">
      <button class="button" type="button" @click=${() => void this.#test()}>${texts.testSpeaker}</button>
      <p class="note" role="status">${said}</p>
    </div>`;
  }

  /** Devices that can be told apart. */
  #of(kind: DeviceName): readonly RtcDevice[] {
    return (this.devices ?? []).filter((device) => device.kind === kind && device.deviceId !== '');
  }

  /** What is there while the browser keeps its names to itself, and nothing else is wrong with it. */
  #hidden(): ('mic' | 'camera')[] {
    const wanted = this.host.audioOnly ? (['mic'] as const) : (['mic', 'camera'] as const);
    const hidden = (kind: DeviceName): boolean =>
      this.devices?.some((device) => device.kind === kind && device.label === '') ?? false;
    return wanted.filter((kind) => hidden(kind) && !this.#problem(kind));
  }

  #problem(kind: 'mic' | 'camera'): RtcError | null {
    return this.host.call?.media.state(kind).problem ?? null;
  }

  readonly #listed = ({ devices }: RtcDeviceChangeEvent): void => void (this.devices = devices);

  async #list(): Promise<void> {
    // A document that is going away has no devices.
    this.devices = await this.host.listDevices().catch(() => []);
  }

  async #choose(kind: DeviceName, value: string): Promise<void> {
    this.refused = null;
    this.tone = 'none';
    await this.host.setDevice(kind, value || null);
    if (kind === 'speaker') return;
    const used = this.host.call?.media.track(kind)?.getSettings().deviceId;
    if (value !== '' && used !== undefined && used !== value) this.refused = kind;
  }

  async #test(): Promise<void> {
    if (this.tone === 'playing') return;
    this.tone = 'playing';
    const heard = await playTone(this.host.selectedDevices.speaker ?? '').then(
      () => true,
      () => false, // A speaker that is gone, or held by the system: the person is told.
    );
    this.tone = heard ? 'played' : 'failed';
  }
}

export function create(): DevicesPanel {
  if (!customElements.get(NAME)) customElements.define(NAME, DevicesPanel);
  return document.createElement(NAME) as DevicesPanel;
}
