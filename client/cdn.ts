/** The file a call server hands out as `/rtc-call.js`: registers the elements, which call the server it came from. */
import { setScriptOrigin } from './call/server-url.js';
import './define.js';

export * from './index.js';

setScriptOrigin(import.meta.url);
