/** What an element inherits from the page. */
import type { LitElement } from 'lit';
import { around } from '../locales/language.js';

/** Draws it anew when the `lang` or `dir` of anything around it is another one, until `signal` aborts. */
export function followPage(host: LitElement, signal: AbortSignal): void {
  const observer = new MutationObserver(() => host.requestUpdate());
  for (const node of around(host)) observer.observe(node, { attributeFilter: ['lang', 'dir'] });
  signal.addEventListener('abort', () => observer.disconnect());
  host.requestUpdate(); // Something may have changed since it was drawn.
}
