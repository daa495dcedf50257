/** A file among the lines of the chat: what it is, how far it is, and what can be done with it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Transfer, TransferState } from '../../data/files/transfer.js';
import type { FileLabels } from '../../locales/on-demand-labels.js';
import { CircleAlert } from '../icon-shapes/circle-alert.js';
import { Check } from '../icon-shapes/check.js';
import { Download } from '../icon-shapes/download.js';
import { File } from '../icon-shapes/file.js';
import { Pause } from '../icon-shapes/pause.js';
import { Play } from '../icon-shapes/play.js';
import { X } from '../icon-shapes/x.js';
import { icon } from '../icons.js';
import { saveFile } from '../save-file.js';
import { bytesText, rateText, timeText } from './amounts.js';

export interface FileCardView {
  readonly texts: FileLabels;
  /** The other person's. */
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
  /** The call has a connection just now. */
  readonly connected: boolean;
  readonly accept: (transfer: Transfer) => void;
  /** Goes on with what was lost: asks the browser, or the person. */
  readonly again: (transfer: Transfer) => void;
}

export function fileCard(transfer: Transfer, view: FileCardView): TemplateResult {
  const { name, thumbnail, state } = transfer;
  return html`<div id=${transfer.id} class="file" role="group" aria-label=${name}>
    ${thumbnail ? html`<img class="thumbnail" src=${thumbnail} alt="" />` : html`<span class="kind">${icon(File)}</span>`}
    <div class="about">
      <p class="file-name" dir="auto" title=${name}>${name}</p>
      <p class="file-state">${STATE_ICONS[state] ? icon(STATE_ICONS[state]) : nothing}${stateText(transfer, view)}</p>
    </div>
    ${moves(transfer) ? progress(transfer, view) : nothing}
    <div class="file-buttons">${buttons(transfer, view)}</div>
  </div>`;
}

const STATE_ICONS: Partial<Record<TransferState, Parameters<typeof icon>[0]>> = {
  done: Check,
  failed: CircleAlert,
  lost: CircleAlert,
};

const moves = ({ state }: Transfer): boolean => state === 'running' || state === 'paused' || state === 'lost';

function progress({ bytes, size, name }: Transfer, { texts }: FileCardView): TemplateResult {
  return html`<progress max=${Math.max(1, size)} .value=${bytes} aria-label=${texts.progress(name)}></progress>`;
}

/** What a person has to know of it now, beside its size. */
function stateText(transfer: Transfer, view: FileCardView): string {
  const { texts, language } = view;
  const size = bytesText(transfer.size, language);
  const text = plainState(transfer, view);
  return text ? texts.sizeAnd(size, text) : size;
}

function plainState(transfer: Transfer, view: FileCardView): string {
  const { texts, name } = view;
  switch (transfer.state) {
    case 'offered':
      return transfer.mine ? texts.waitsFor(name) : '';
    case 'queued':
      return texts.queued;
    case 'running':
      return runningText(transfer, view);
    case 'paused':
      return transfer.pausedBy.here ? texts.paused : texts.pausedBy(name);
    case 'lost':
      return texts.lost;
    case 'done':
      return transfer.mine ? texts.sent : texts.received;
    case 'failed':
      return failure(transfer, view);
  }
}

function runningText({ bytes, size, rate, left }: Transfer, { texts, language, connected }: FileCardView): string {
  if (!connected) return texts.interrupted;
  const share = new Intl.NumberFormat(language, { style: 'percent' }).format(
    size > 0 ? Math.floor((bytes / size) * 100) / 100 : 1,
  );
  if (left === null) return share;
  return texts.going(share, rateText(rate, language), timeText(left, language));
}

function failure({ mine, error }: Transfer, { texts, name }: FileCardView): string {
  if (!error) return texts.failures.cancelled;
  return mine && error.code === 'declined' ? texts.declinedBy(name) : texts.failures[error.code];
}

function buttons(transfer: Transfer, { texts, accept, again }: FileCardView): unknown {
  const { state, mine, file, pausedBy } = transfer;
  const cancel = small(texts.cancel, X, () => transfer.cancel());
  const waits = pausedBy.here
    ? small(texts.resume, Play, () => transfer.resume())
    : small(texts.pause, Pause, () => transfer.pause());
  switch (state) {
    case 'offered':
      if (mine) return cancel;
      return html`${wide(texts.accept, 'strong', () => accept(transfer))}${wide(texts.decline, '', () => transfer.decline())}`;
    case 'queued':
      return cancel;
    case 'running':
    case 'paused':
      return html`${waits}${cancel}`;
    case 'lost':
      return html`${wide(texts.choose, 'strong', () => again(transfer))}${cancel}`;
    case 'done':
      return file ? small(texts.save, Download, () => saveFile(file)) : nothing;
    case 'failed':
      return nothing;
  }
}

const small = (label: string, image: Parameters<typeof icon>[0], press: () => void): TemplateResult =>
  html`<button class="small" type="button" aria-label=${label} title=${label} @click=${press}>${icon(image)}</button>`;

const wide = (label: string, kind: string, press: () => void): TemplateResult =>
  html`<button class="wide ${kind}" type="button" @click=${press}>${label}</button>`;
