/** The elements in templates of Svelte 5. Importing it registers them. */
import type { HTMLAttributes } from 'svelte/elements';
import type { RtcCall, RtcCallProperties, RtcHandlers, RtcVideo, RtcVideoProperties } from './elements.js';

export * from '../dist/client/define.js';

type Props<E extends EventTarget, Properties> = HTMLAttributes<E> & Properties & RtcHandlers<'on'>;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'rtc-call': Props<RtcCall, RtcCallProperties>;
    'rtc-video': Props<RtcVideo, RtcVideoProperties>;
  }
}
