/** The file a call server hands out as `/rtc-call.js`: registers the elements, which call the server it came from. */
import { setScriptUrl } from './call/server-url.js';
import './define.js';

export * from './index.js';

setScriptUrl(import.meta.url);
