import { type CSSResult, LitElement } from 'lit';

/**
 * An element whose styles come with a part, and may go with it. A sheet belongs to one document: in another one, such as an
 * iframe that the page has moved it into, it wears copies.
 */
export abstract class StyledElement extends LitElement {
  #styles = (this.constructor as typeof LitElement).elementStyles as readonly CSSResult[];

  /** @internal */
  setSheet(style: CSSResult, on = true): void {
    const others = this.#styles.filter((other) => other !== style);
    this.#styles = on ? [...others, style] : others;
    this.adoptedCallback();
  }

  /** Called by browsers: it is in another document now, which has dropped the sheets of the one before. */
  adoptedCallback(): void {
    const { shadowRoot, ownerDocument } = this;
    const view = ownerDocument.defaultView;
    if (shadowRoot && view) shadowRoot.adoptedStyleSheets = this.#styles.map((style) => sheetIn(view, style));
  }

  protected override createRenderRoot(): ShadowRoot {
    const root = this.attachShadow((this.constructor as typeof LitElement).shadowRootOptions);
    this.adoptedCallback();
    return root;
  }
}

/** The sheet itself, or a copy for another window. */
export function sheetIn(view: Window, { styleSheet, cssText }: CSSResult): CSSStyleSheet {
  if (styleSheet && view === window) return styleSheet;
  // Each window has its own classes; TypeScript knows those of this one.
  const sheet = new (view as Window & typeof globalThis).CSSStyleSheet();
  sheet.replaceSync(cssText);
  return sheet;
}
