/** Lit's decorators as this element uses them: on classes that TypeScript compiled (`experimentalDecorators`). */
import type { LitElement, PropertyDeclaration } from 'lit';

type Decorator = (element: LitElement, name: string) => PropertyDescriptor;

/** What Lit makes of a property stands on the prototype; the compiler's helper would put back what was there before. */
export const property =
  (options?: PropertyDeclaration): Decorator =>
  (element, name) => {
    (element.constructor as typeof LitElement).createProperty(name, options);
    return Object.getOwnPropertyDescriptor(element, name) ?? {};
  };

export const state = (): Decorator => property({ state: true, attribute: false });

export const query =
  (selector: string): Decorator =>
  () => ({
    get(this: LitElement) {
      // Nothing is rendered yet where it is asked for early.
      return (this.renderRoot as ShadowRoot | undefined)?.querySelector(selector);
    },
  });

/** The compiler's helper: one decorator a property, each of which makes all of it. */
export function decorate([decorator]: readonly [Decorator], element: LitElement, name: string): void {
  Object.defineProperty(element, name, decorator(element, name));
}
