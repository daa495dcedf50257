/** What is wrong with a device, in a sentence, with a way on. */
import { html, nothing } from 'lit';
import type { RtcError } from '../call/errors.js';
import type { DeviceKind } from '../call/media.js';
import type { Labels } from '../locales/labels.js';
import { CircleAlert, icon, X } from './icons.js';
import type { View } from './view.js';

interface Notice {
  readonly kinds: readonly DeviceKind[];
  readonly problem: RtcError;
}

/** Both devices with the same problem are one notice: one prompt refused is one thing to mend. */
function noticesOf({ mic, camera, dismissed }: View): Notice[] {
  const about = (kinds: readonly DeviceKind[], problem: RtcError | null): Notice[] =>
    problem === null || dismissed.has(problem) ? [] : [{ kinds, problem }];
  if (camera.problem?.code === mic.problem?.code) return about(['camera', 'mic'], camera.problem);
  return [...about(['camera'], camera.problem), ...about(['mic'], mic.problem)];
}

function deviceName(kinds: readonly DeviceKind[], labels: Labels): string {
  if (kinds.length > 1) return labels.cameraAndMicrophone;
  return kinds[0] === 'camera' ? labels.camera : labels.microphone;
}

function notice({ kinds, problem }: Notice, { labels, actions }: View) {
  const text = labels.deviceProblem(deviceName(kinds, labels), labels.problems[problem.code]);
  return html`<li class="notice">
    ${icon(CircleAlert)}
    <p><strong>${text.title}</strong> ${text.help}</p>
    <button class="quiet" type="button" @click=${() => actions.tryAgain(kinds)}>${labels.tryAgain}</button>
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
    ${all.map((item) => notice(item, view))}
  </ul>`;
}
