/** What is seldom used is loaded when it is: each panel is an element of its own in a chunk of its own. */
import { html, type LitElement, nothing } from 'lit';
import type { MoreLabels } from '../locales/more-labels.js';
import type { PanelName } from './panels/loaders.js';
import type { RtcCall } from './rtc-call.js';

export type { PanelName };

export interface PanelElement extends LitElement {
  /** Whose panel it is: all that a panel does goes through the element's own methods. */
  host: RtcCall;
  /** In the element's language. */
  more: MoreLabels;
}

/** Null where it cannot be had: an old server, a lost network. */
export const createPanel = (name: PanelName, host: RtcCall): Promise<PanelElement | null> =>
  import('./panels/loaders.js').then(({ create }) => create(name, host)).catch(() => null);

/** One place for whichever is open. */
export const panelPlace = (panel: PanelElement | undefined) =>
  panel ? html`<div part="panel" class="panel">${panel}</div>` : nothing;
