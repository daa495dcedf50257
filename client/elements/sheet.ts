/** Styles that come with a part, and may go with it. */
import type { CSSResult, LitElement } from 'lit';

export function setSheet({ renderRoot }: LitElement, { styleSheet }: CSSResult, on = true): void {
  if (!(renderRoot instanceof ShadowRoot) || !styleSheet) return;
  const others = renderRoot.adoptedStyleSheets.filter((sheet) => sheet !== styleSheet);
  renderRoot.adoptedStyleSheets = on ? [...others, styleSheet] : others;
}
