/** Before the call: own picture, name, and one button. Joining keeps the picture, so that nothing jumps. */
import { html, nothing } from 'lit';
import { MAX_NAME } from '../../shared/parse.js';
import { cameraButton, micButton, settingsButton } from './device-buttons.js';
import { Mic } from './icon-shapes/mic.js';
import { Video } from './icon-shapes/video.js';
import { icon } from './icons.js';
import { placeholder } from './placeholder.js';
import type { View } from './view.js';

/** The bar draws itself once it is loaded. Gone with the lobby. */
function level({ mic, localStream, labels }: View) {
  const [track] = localStream.getAudioTracks();
  if (!mic.on || !track) return nothing;
  return html`<rtc-call-level class="floating" .track=${track} .label=${labels.microphone}></rtc-call-level>`;
}

function preview(view: View) {
  const { labels, camera, mic, localStream, name, actions, audioOnly, controls } = view;
  const quiet = !camera.problem && !mic.problem && !camera.busy && !mic.busy;
  const untouched = quiet && localStream.getTracks().length === 0;
  return html`<div part="preview" class="preview">
    <rtc-video
      exportparts="video:local-video, placeholder:local-placeholder"
      muted
      mirror
      fit="cover"
      .label=${name}
      .srcObject=${localStream}
      ?video-off=${!camera.on}
    >
      ${untouched ? html`<span slot="placeholder"></span>` : placeholder('local-placeholder', view)}
    </rtc-video>
    ${
      untouched
        ? html`<button class="over" type="button" @click=${() => actions.useDevices()}>
            ${icon(audioOnly ? Mic : Video)}${audioOnly ? labels.useMicrophone : labels.useDevices}
          </button>`
        : nothing
    }
    ${level(view)}
    <div class="preview-buttons" role="group" aria-label=${labels.controls}>
      ${micButton(view)}${audioOnly ? nothing : cameraButton(view)}${controls.has('devices') ? settingsButton(view) : nothing}
    </div>
  </div>`;
}

function progress({ labels, reachable, tokenMissing }: View): string {
  if (tokenMissing) return labels.tokenMissing;
  return reachable ? labels.joining : labels.serverAway;
}

function joinButton(view: View, join: (event: Event) => void) {
  const { state, labels, actions } = view;
  if (state.name !== 'joining')
    return html`<button part="join" class="primary" type="submit" @click=${join}>${labels.join}</button>`;
  return html`<p class="progress"><span class="spinner" aria-hidden="true"></span>${progress(view)}</p>
    <button class="quiet" type="button" @click=${() => actions.leave()}>${labels.cancel}</button>`;
}

export function lobby(view: View) {
  const { labels, name, actions, state } = view;
  // By the button's click, which Enter in the field is, too: a sandboxed frame may submit no form.
  const join = (event: Event): void => {
    event.preventDefault();
    actions.join();
  };
  return html`<section part="lobby" class="lobby" aria-label=${labels.call} tabindex="-1">
    <slot name="lobby-header"></slot>
    ${preview(view)}
    <form class="lobby-form" @submit=${join}>
      <slot name="logo"></slot>
      <h2>${labels.lobbyTitle}</h2>
      <label class="field">
        <span>${labels.yourName}</span>
        <input
          name="name"
          autocomplete="name"
          maxlength=${MAX_NAME}
          placeholder=${labels.yourNameHint}
          .value=${name}
          ?readonly=${state.name === 'joining'}
          @input=${(event: InputEvent) => actions.rename((event.target as HTMLInputElement).value)}
        />
      </label>
      ${joinButton(view, join)}
    </form>
    ${view.notices?.list(view)}
    <slot name="lobby-footer"></slot>
  </section>`;
}
