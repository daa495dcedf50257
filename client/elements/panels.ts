/** What is seldom used is loaded when it is: each panel is an element of its own in a chunk of its own. */
import { html, type LitElement, nothing } from 'lit';
import { languageOf, loadMoreLabels } from '../locales/locale.js';
import type { MoreLabels } from '../locales/more-labels.js';
import type { RtcCall } from './rtc-call.js';
import type { View } from './view.js';

export interface PanelElement extends LitElement {
  /** Whose panel it is: all that a panel does goes through the element's own methods. */
  host: RtcCall;
  /** In the element's language. */
  more: MoreLabels;
}

const LOADERS = {
  menu: () => import('./panels/menu.js'),
} as const satisfies Record<string, () => Promise<{ create: () => PanelElement }>>;
export type PanelName = keyof typeof LOADERS;

/** Null where it cannot be had: an old server, a lost network. */
export async function createPanel(name: PanelName, host: RtcCall): Promise<PanelElement | null> {
  const loaded = await Promise.all([LOADERS[name](), loadMoreLabels(languageOf(host))]).catch(() => null);
  if (!loaded) return null;
  const [module, more] = loaded;
  return Object.assign(module.create(), { host, more });
}

/** One place for whichever is open; Escape closes it. */
export function panelPlace({ panel, actions }: View) {
  if (!panel) return nothing;
  const close = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    actions.openPanel(null);
  };
  return html`<div part="panel" class="panel" @keydown=${close}>${panel}</div>`;
}
