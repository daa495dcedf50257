/** Where each panel is, so that a page that opens none knows of none. Loaded with the first one. */
import { languageOf } from '../../locales/locale.js';
import { loadMoreLabels } from '../../locales/more-locale.js';
import type { PanelElement } from '../panels.js';
import { panelsStyles } from '../panels.styles.js';
import type { RingerElement } from '../ringing.js';
import type { RtcCall } from '../rtc-call.js';

const LOADERS = {
  menu: () => import('./menu.js'),
  devices: () => import('./devices.js'),
  check: () => import('./check.js'),
  stats: () => import('./stats.js'),
  help: () => import('./help.js'),
  chat: () => import('./chat.js'),
  remedy: () => import('./remedy.js'),
} as const satisfies Record<string, () => Promise<{ create: () => PanelElement }>>;
export type PanelName = keyof typeof LOADERS;

type Load<E> = () => Promise<{ create: () => E }>;

/** Where they are shown is styled when the first one is. */
function place({ renderRoot }: RtcCall): void {
  const { styleSheet } = panelsStyles;
  if (!(renderRoot instanceof ShadowRoot) || !styleSheet || renderRoot.adoptedStyleSheets.includes(styleSheet)) return;
  renderRoot.adoptedStyleSheets.push(styleSheet);
}

async function make<E extends PanelElement>(load: Load<E>, host: RtcCall): Promise<E> {
  const [module, more] = await Promise.all([load(), loadMoreLabels(languageOf(host))]);
  place(host);
  return Object.assign(module.create(), { host, more });
}

export const create = (name: PanelName, host: RtcCall): Promise<PanelElement> => {
  const load: Load<PanelElement> = LOADERS[name];
  return make(load, host);
};

/** What rings is no panel, but is made as they are. */
export const createRinger = (host: RtcCall): Promise<RingerElement> => make(() => import('../ringer.js'), host);
