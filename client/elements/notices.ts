/** What is wrong with a device, in a sentence, with a way on. Loaded when something is. */
import { html, nothing } from 'lit';
import type { RtcError } from '../call/errors.js';
import type { DeviceState } from '../call/media.js';
import { problemOf, type Labels, type Problem } from '../locales/labels.js';
import { CircleAlert } from './icon-shapes/circle-alert.js';
import { X } from './icon-shapes/x.js';
import { icon } from './icons.js';
import { noticesStyles } from './notices.styles.js';
import type { StyledElement } from './sheet.js';
import { deviceName, type Source } from './source.js';
import type { Actions, Notices, View } from './view.js';

interface Notice {
  /** None where it is no device's. */
  readonly kinds: readonly Source[];
  readonly problem: RtcError;
}

const about = (kinds: readonly Source[], problem: RtcError | null): Notice[] =>
  problem === null ? [] : [{ kinds, problem }];

/** Both devices with the same problem are one notice: one prompt refused is one thing to mend. */
function ownNotices({ mic, camera }: View): Notice[] {
  if (camera.problem?.code === mic.problem?.code) return about(['camera', 'mic'], camera.problem);
  return [...about(['camera'], camera.problem), ...about(['mic'], mic.problem)];
}

function textOf({ kinds, problem }: Notice, labels: Labels): Problem {
  const text = problemOf(labels, problem.code);
  return kinds.length > 0 ? labels.deviceProblem(deviceName(kinds, labels), text) : text;
}

/** It is being asked for; a browser that does not answer has a notice. */
const isOpening = ({ busy, problem }: DeviceState): boolean => busy && problem === null;

/** Each at its own place, empty without a problem. */
function titles(view: View, all: readonly Notice[]): string[] {
  return ([undefined, 'camera', 'mic', 'screen'] as const).map((source) => {
    const notice = all.find(({ kinds }) => kinds[0] === source);
    return notice ? textOf(notice, view.labels).title : '';
  });
}

/** Opens the steps that help in the browser that runs. */
const how = ({ how: label }: Labels, actions: Actions) =>
  html`<button class="quiet" type="button" aria-haspopup="dialog" @click=${() => actions.openPanel('remedy')}>
    ${label}
  </button>`;

const tryAgain = (kinds: readonly Source[], labels: Labels, actions: Actions) =>
  html`<button class="quiet" type="button" @click=${() => actions.tryAgain(kinds)}>${labels.tryAgain}</button>`;

function notice(about: Notice, { labels, actions }: View) {
  const { kinds, problem } = about;
  const text = textOf(about, labels);
  return html`<li class="notice">
    ${icon(CircleAlert)}
    <p><strong>${text.title}</strong> ${text.help}</p>
    <div class="ways">${kinds.length > 0 ? tryAgain(kinds, labels, actions) : nothing} ${how(labels, actions)}</div>
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

function list(view: View, all: readonly Notice[]) {
  if (all.length === 0) return nothing;
  return html`<ul part="notices" class="notices" role="list">
    ${all.map((item) => notice(item, view))}
  </ul>`;
}

/** Once an element: its styles are there from then on, too. */
export function noticesIn(host: StyledElement): Notices {
  host.setSheet(noticesStyles);
  let held: readonly Notice[] = [];
  /** While a device is asked for once more, what was wrong with it stands: what is still so is not said again. */
  const current = (view: View): Notice[] => {
    held = isOpening(view.camera) || isOpening(view.mic) ? held : ownNotices(view);
    const all = [...about([], view.problem), ...held, ...about(['screen'], view.screen.problem)];
    return all.filter(({ problem }) => !view.dismissed.has(problem));
  };
  return { list: (view) => list(view, current(view)), titles: (view) => titles(view, current(view)), how };
}
