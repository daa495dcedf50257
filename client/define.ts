/** Registers the elements. Importing it twice, or beside another copy, is fine. */
import { RtcCall } from './elements/rtc-call.js';
import { RtcVideo } from './elements/rtc-video.js';

/** From the index, which types the events, too: importing this file alone is enough. */
export type { RtcCall, RtcVideo } from './index.js';

export function defineRtcElements(registry: CustomElementRegistry = customElements): void {
  if (!registry.get('rtc-video')) registry.define('rtc-video', RtcVideo);
  if (!registry.get('rtc-call')) registry.define('rtc-call', RtcCall);
}

// A server that renders pages may import this file; there is nothing to register then.
if (globalThis.customElements) defineRtcElements();
