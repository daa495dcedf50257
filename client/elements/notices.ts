/** What is wrong with a device, in a sentence, with a way on. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RtcError } from '../call/errors.js';
import type { DeviceKind } from '../call/media.js';
import { CircleAlert, icon, X } from './icons.js';
import type { View } from './view.js';

interface Notice {
  readonly kind: DeviceKind;
  readonly problem: RtcError;
}

function noticesOf({ mic, camera, dismissed }: View): Notice[] {
  const all = [
    { kind: 'camera' as const, problem: camera.problem },
    { kind: 'mic' as const, problem: mic.problem },
  ];
  return all.filter((notice): notice is Notice => notice.problem !== null && !dismissed.has(notice.problem));
}

function notice({ kind, problem }: Notice, { labels, actions }: View) {
  const device = kind === 'camera' ? labels.camera : labels.microphone;
  const text = labels.deviceProblem(device, labels.problems[problem.code]);
  return html`<li class="notice">
    ${icon(CircleAlert)}
    <p><strong>${text.title}.</strong> ${text.help}</p>
    <button class="quiet" type="button" @click=${() => actions.toggle(kind)}>${labels.tryAgain}</button>
    <button
      class="quiet bare"
      type="button"
      aria-label=${labels.dismiss}
      title=${labels.dismiss}
      @click=${() => actions.dismiss(problem)}
    >
      ${icon(X)}
    </button>
  </li>`;
}

export function notices(view: View) {
  const all = noticesOf(view);
  if (all.length === 0) return nothing;
  return html`<ul part="notices" class="notices" role="list">
    ${repeat(
      all,
      ({ kind }) => kind,
      (item) => notice(item, view),
    )}
  </ul>`;
}
