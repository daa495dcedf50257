/** What a call has beside its pictures and buttons: see `Extras`. */
import { html, nothing } from 'lit';
import type { Call } from '../call/call.js';
import type { AllLabels } from '../locales/labels.js';
import { ChatSign } from './chat-sign.js';
import { Comforts } from './comforts.js';
import { controlsOf } from './controls.js';
import { DropZone } from './drop-zone.js';
import type { Chosen } from './picked-files.js';
import { canFlip } from './flip.js';
import { MicOff } from './icon-shapes/mic-off.js';
import { SwitchCamera } from './icon-shapes/switch-camera.js';
import { icon } from './icons.js';
import { InviteCard } from './invite.js';
import { inCallStyles } from './in-call.styles.js';
import { Keyboard } from './keyboard.js';
import { news, pills } from './news.js';
import { panels } from './parts.js';
import { Quiet } from './quiet.js';
import type { RtcCall } from './rtc-call.js';
import type { RtcVideo } from './rtc-video.js';
import { SelfView } from './self-view.js';
import { RtcSpeakingChangeEvent, type Side } from './speaking.js';
import type { Extras, View } from './view.js';

type Mark = (name: 'quiet' | 'speaking', on: boolean) => void;

export { flip } from './flip.js';
export { setPip } from './pip.js';
export { snapshot } from './snapshot.js';

export class InCall implements Extras {
  readonly #host: RtcCall;
  readonly #call: Call;
  readonly #mark: Mark;
  readonly #comforts: Comforts;
  readonly #keyboard: Keyboard;
  readonly #quiet: Quiet;
  readonly #chat: ChatSign;
  readonly #drop: DropZone;
  readonly #selfView = new SelfView(() => this.#host.requestUpdate());
  readonly #card = new InviteCard(() => this.#host.requestUpdate());
  readonly #life = new AbortController();
  /** Whose alternatives are known. */
  #camera: MediaStreamTrack | null = null;
  #flippable = false;

  constructor(host: RtcCall, call: Call, mark: Mark) {
    this.#host = host;
    this.#call = call;
    this.#mark = mark;
    this.#comforts = new Comforts(call, (side, speaking) => this.#spoke(side, speaking));
    this.#keyboard = new Keyboard(host);
    this.#quiet = new Quiet(host, (quiet) => mark('quiet', quiet));
    this.#chat = new ChatSign(call, () => host.requestUpdate());
    this.#drop = new DropZone(host, {
      open: () => call.peer !== null && host.fileLimits.size !== 0 && controlsOf(host.controls).has('chat'),
      onchosen: (chosen) => this.#send(chosen),
      onchange: () => host.requestUpdate(),
    });
    const { signal } = this.#life;
    navigator.mediaDevices.addEventListener('devicechange', () => void this.#lookForCameras(), { signal });
    host.setSheet(inCallStyles);
  }

  invite(view: View) {
    const texts = this.#host.allTexts;
    return texts ? this.#card.render(view, texts) : nothing;
  }

  pills(view: View) {
    const { unheard } = this.#comforts;
    const texts = this.#host.allTexts;
    if (!texts) return nothing;
    return html`${pills(view, texts)}${unheard ? html`<p part="muted-hint" class="pill">${icon(MicOff)}${texts.youAreMuted}</p>` : nothing}
      ${this.#beside ? this.#ownTag(texts) : nothing}${this.#drop.render(view.peerName || view.labels.guest, texts)}<span
        id="move-hint"
        hidden
        >${texts.moveHint}</span
      >`;
  }

  buttons() {
    const label = this.#host.allTexts?.flipCamera;
    if (!label || !this.#flippable || !controlsOf(this.#host.controls).has('flip')) return nothing;
    return html`<button
      part="button button-flip"
      class="round"
      type="button"
      aria-label=${label}
      title=${label}
      @click=${() => void this.#host.switchCamera()}
    >
      ${icon(SwitchCamera)}
    </button>`;
  }

  chat(view: View) {
    const texts = this.#host.allTexts;
    return texts && view.controls.has('chat') ? this.#chat.render(view, texts) : nothing;
  }

  news(view: View): readonly string[] {
    const texts = this.#host.allTexts;
    const { corner } = this.#selfView;
    if (!texts) return [];
    return [
      ...news(view, texts),
      this.#comforts.unheard ? texts.youAreMuted : '',
      corner ? texts.pictureAt[corner] : '',
      this.#card.copied ? texts.copied : '',
      ...this.#chat.news(view, texts),
    ];
  }

  drawn(): void {
    const { renderRoot, selfView } = this.#host;
    this.#chat.drawn(this.#host.panel === 'chat');
    if (this.#call.media.track('camera') !== this.#camera) void this.#lookForCameras();
    this.#fit('.remote', 'auto');
    this.#fit('.local', 'cover');
    if (this.#beside) setRatios(renderRoot);
    this.#selfView.drawn(renderRoot, !this.#beside && !this.#elsewhere && selfView === 'corner');
    this.#quiet.drawn();
  }

  /** Safe at any time, twice too. */
  close(): void {
    this.#life.abort();
    this.#comforts.close();
    this.#keyboard.close();
    this.#quiet.close();
    this.#chat.close();
    this.#drop.close();
    this.#selfView.close();
    this.#card.close();
    this.#host.setSheet(inCallStyles, false);
  }

  /** The own picture fills the stage while nobody else is there, and is one of three beside a screen. */
  get #elsewhere(): boolean {
    const { name } = this.#call.state;
    return name === 'waiting' || name === 'connecting' || this.#call.remoteScreen !== null;
  }

  get #beside(): boolean {
    return this.#host.layout === 'side-by-side' && !this.#elsewhere;
  }

  #ownTag(texts: AllLabels) {
    if (this.#host.selfView === 'hidden') return nothing;
    const muted = !this.#call.media.state('mic').on;
    return html`<p part="own-name-tag" class="tag own">
      ${muted ? html`<span class="muted">${icon(MicOff)}</span>` : nothing}<bdi
        >${this.#host.displayName || texts.you}</bdi
      >
    </p>`;
  }

  /** Beside each other both are shown whole. */
  #fit(tile: string, otherwise: RtcVideo['fit']): void {
    const video = this.#host.renderRoot.querySelector<RtcVideo>(tile);
    if (video) video.fit = this.#beside ? 'contain' : otherwise;
  }

  /** The chat shows what becomes of them. */
  #send(chosen: Promise<readonly Chosen[]>): void {
    void this.#host.openPanel('chat');
    void panels.whileWanted(this.#life.signal).then((loaded) => loaded?.Outbound.of(this.#call).send(chosen));
  }

  #spoke(side: Side, speaking: boolean): void {
    if (side === 'remote') this.#mark('speaking', speaking);
    else this.#host.requestUpdate();
    this.#host.dispatchEvent(new RtcSpeakingChangeEvent(side, speaking));
  }

  async #lookForCameras(): Promise<void> {
    const track = this.#call.media.track('camera');
    this.#camera = track;
    const flippable = await canFlip(track);
    if (track !== this.#camera || flippable === this.#flippable) return;
    this.#flippable = flippable;
    this.#host.requestUpdate();
  }
}

/** Of what both show, for tiles that fit the two. */
function setRatios(root: ParentNode): void {
  const stage = root.querySelector<HTMLElement>('.stage');
  const videos = [...root.querySelectorAll('.remote, .local')].map((tile) => tile.shadowRoot?.querySelector('video'));
  const ratios = videos.flatMap((video) => (video?.videoWidth ? [video.videoWidth / video.videoHeight] : []));
  if (ratios.length === 0) return;
  stage?.style.setProperty('--_tallest', Math.min(...ratios).toFixed(3));
  stage?.style.setProperty('--_widest', Math.max(...ratios).toFixed(3));
}
