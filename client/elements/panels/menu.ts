/** What is behind the button with the three dots. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Control } from '../controls.js';
import { controlsOf } from '../controls.js';
import { Activity } from '../icon-shapes/activity.js';
import { Camera } from '../icon-shapes/camera.js';
import { Keyboard } from '../icon-shapes/keyboard.js';
import { ListChecks } from '../icon-shapes/list-checks.js';
import { Maximize } from '../icon-shapes/maximize.js';
import { Minimize } from '../icon-shapes/minimize.js';
import { PictureInPicture2 } from '../icon-shapes/picture-in-picture-2.js';
import { Settings2 } from '../icon-shapes/settings-2.js';
import { icon } from '../icons.js';
import type { Layout } from '../layout.js';
import type { PanelName } from '../panels.js';
import { canPip } from '../can-pip.js';
import { refused } from '../refused.js';
import { saveSnapshot } from './save-snapshot.js';
import { Panel } from './panel.js';

const NAME = 'rtc-call-menu';
/** `auto` looks as `spotlight` does. */
const CHOICES = ['spotlight', 'side-by-side'] as const;

class MenuPanel extends Panel {
  protected override get heading(): string {
    return this.texts.menuTitle;
  }

  protected override renderBody(): TemplateResult {
    return html`<ul class="items" role="list">
        ${this.#item('fullscreen', this.#fullscreen())} ${this.#item('pip', this.#pip())}
        ${this.#item('snapshot', this.#snapshot())}
        ${this.#item('devices', this.#panel('devices', Settings2, this.texts.devicesTitle))}
        ${this.#item('devices', this.#panel('check', ListChecks, this.texts.checkLink))}
        ${this.#item('stats', this.#panel('stats', Activity, this.texts.statsTitle))}
        ${this.#item('help', this.#panel('help', Keyboard, this.texts.helpTitle))}
      </ul>
      ${controlsOf(this.host.controls).has('layout') ? this.#layout() : nothing}`;
  }

  #item(control: Control, content: TemplateResult | typeof nothing) {
    return controlsOf(this.host.controls).has(control) && content !== nothing ? html`<li>${content}</li>` : nothing;
  }

  #panel(name: PanelName, image: Parameters<typeof icon>[0], text: string): TemplateResult {
    return html`<button class="item" type="button" @click=${() => this.open(name)}>${icon(image)}${text}</button>`;
  }

  #fullscreen() {
    // On an iPhone only videos can.
    if (!this.ownerDocument.fullscreenEnabled) return nothing;
    const { fullscreen } = this.host;
    return html`<button class="item" type="button" @click=${() => void this.host.toggleFullscreen().catch(refused)}>
      ${icon(fullscreen ? Minimize : Maximize)}${fullscreen ? this.texts.leaveFullscreen : this.texts.fullscreen}
    </button>`;
  }

  #pip() {
    if (!canPip() || !this.host.call?.peer) return nothing;
    const open = this.host.matches(':state(pip)');
    const press = async (): Promise<void> => {
      await this.host.requestPip(!open).catch(refused);
      this.requestUpdate();
    };
    return html`<button class="item" type="button" @click=${press}>
      ${icon(PictureInPicture2)}${open ? this.texts.leavePip : this.texts.pip}
    </button>`;
  }

  #snapshot() {
    const { call } = this.host;
    if (!call?.peer) return nothing;
    return html`<button
      class="item"
      type="button"
      ?disabled=${!call.peer.camera}
      @click=${() => void saveSnapshot(this.host).catch(refused)}
    >
      ${icon(Camera)}${this.texts.takeSnapshot}
    </button>`;
  }

  #layout() {
    const { layout, layouts, showMyPicture } = this.texts;
    const shown = this.host.selfView === 'corner';
    return html`<fieldset>
        <legend>${layout}</legend>
        ${CHOICES.map(
          (name) =>
            html`<label class="item">
              <input
                type="radio"
                name="layout"
                .checked=${live((this.host.layout === 'side-by-side') === (name === 'side-by-side'))}
                @change=${() => this.#choose(name)}
              />${layouts[name]}
            </label>`,
        )}
      </fieldset>
      <button class="item" type="button" role="switch" aria-checked=${shown} @click=${() => this.#show(!shown)}>
        ${showMyPicture}<span class="switch" aria-hidden="true"></span>
      </button>`;
  }

  #choose(layout: Layout): void {
    this.host.layout = layout;
    this.requestUpdate();
  }

  #show(shown: boolean): void {
    this.host.selfView = shown ? 'corner' : 'hidden';
    this.requestUpdate();
  }
}

export function create(): MenuPanel {
  if (!customElements.get(NAME)) customElements.define(NAME, MenuPanel);
  return document.createElement(NAME) as MenuPanel;
}
