/** The keys of a call, for those who press them and for the sheet that lists them. Loaded with either. */
import type { OnDemandLabels } from '../locales/on-demand-labels.js';

export interface Shortcut {
  /** As `KeyboardEvent.key` says it. */
  readonly keys: string;
  /** What it does. */
  readonly label: keyof OnDemandLabels;
}

export const SHORTCUTS = [
  { keys: 'm', label: 'keyMic' },
  { keys: 'v', label: 'keyCamera' },
  { keys: 's', label: 'keyScreen' },
  { keys: 'c', label: 'keyChat' },
  { keys: 'f', label: 'keyFullscreen' },
  { keys: 'd', label: 'keyDevices' },
  { keys: '?', label: 'keyHelp' },
  { keys: ' ', label: 'keyTalk' },
  { keys: 'Escape', label: 'keyClose' },
] as const satisfies readonly Shortcut[];
