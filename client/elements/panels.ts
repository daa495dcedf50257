/** Panels: what is opened over a call and closed again. Each is an element of its own, loaded when one is opened. */
import { html, type LitElement, nothing } from 'lit';
import type { AllLabels } from '../locales/labels.js';
import type { RtcCall } from './rtc-call.js';

export type PanelName = 'menu' | 'devices' | 'check' | 'stats' | 'help' | 'chat' | 'remedy';

export interface PanelElement extends LitElement {
  /** Whose panel it is: all that a panel does goes through the element's own methods. */
  host: RtcCall;
  /** In the element's language, with what the page replaced. */
  texts: AllLabels;
}

/** One place for whichever is open. */
export const panelPlace = (panel: PanelElement | undefined) =>
  panel ? html`<div part="panel" class="panel">${panel}</div>` : nothing;
