/** Before the call: own picture, name, and one button. Joining keeps the picture, so that nothing jumps. */
import { html, nothing } from 'lit';
import { cameraButton, micButton } from './device-buttons.js';
import { icon, Video } from './icons.js';
import { notices } from './notices.js';
import type { View } from './view.js';

const NAME_LENGTH = 64;

function preview(view: View) {
  const { labels, camera, mic, localStream, name, actions } = view;
  const untouched = !camera.on && !mic.on && !camera.problem && !mic.problem && !camera.busy;
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
      ${untouched ? html`<span slot="placeholder"></span>` : nothing}
    </rtc-video>
    ${
      untouched
        ? html`<button class="over" type="button" @click=${() => actions.useDevices()}>
            ${icon(Video)}${labels.useDevices}
          </button>`
        : nothing
    }
    <div class="preview-buttons" role="group" aria-label=${labels.controls}>
      ${micButton(view)}${cameraButton(view)}
    </div>
  </div>`;
}

function joinButton({ state, labels, actions, reachable }: View) {
  if (state.name !== 'joining') return html`<button part="join" class="primary" type="submit">${labels.join}</button>`;
  return html`<p class="progress">
      <span class="spinner" aria-hidden="true"></span>${reachable ? labels.joining : labels.serverAway}
    </p>
    <button class="quiet" type="button" @click=${() => actions.leave()}>${labels.cancel}</button>`;
}

export function lobby(view: View) {
  const { labels, name, actions, state } = view;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    actions.join();
  };
  return html`<section part="lobby" class="lobby" aria-label=${labels.call} tabindex="-1">
    <slot name="lobby-header"></slot>
    ${preview(view)}
    <form class="lobby-form" @submit=${submit}>
      <h2>${labels.lobbyTitle}</h2>
      <label class="field">
        <span>${labels.yourName}</span>
        <input
          name="name"
          autocomplete="name"
          maxlength=${NAME_LENGTH}
          placeholder=${labels.yourNameHint}
          .value=${name}
          ?readonly=${state.name === 'joining'}
          @input=${(event: InputEvent) => actions.rename((event.target as HTMLInputElement).value)}
        />
      </label>
      ${joinButton(view)}
    </form>
    ${notices(view)}
    <slot name="lobby-footer"></slot>
  </section>`;
}
