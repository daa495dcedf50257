/** The buttons of a call, by the names that the attribute `controls` and the parts `button-…` have. */
const CONTROLS = [
  'mic',
  'camera',
  'screen',
  'flip',
  'devices',
  'layout',
  'pip',
  'fullscreen',
  'snapshot',
  'stats',
  'help',
  'chat',
  'leave',
] as const;
export type Control = (typeof CONTROLS)[number];

/** `all`, `none`, or names with spaces between; what is no name is left out. */
export function controlsOf(value: string): ReadonlySet<Control> {
  if (value.trim() === 'all') return new Set(CONTROLS);
  const words = value.split(/\s+/);
  return new Set(CONTROLS.filter((control) => words.includes(control)));
}

/** What is behind the button that opens the menu. */
export const MENU: readonly Control[] = ['devices', 'layout', 'pip', 'fullscreen', 'snapshot', 'stats', 'help'];
