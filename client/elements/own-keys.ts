/** Keys that belong to what of the element has the focus: a page's shortcuts would take them out of what is being written. */
import type { LitElement } from 'lit';

const TYPES = ['keydown', 'keypress', 'keyup'] as const;
const FIELD = 'input, textarea, select';
const PRESSED = 'button, a[href], [role="button"]';
const PRESSES = new Set([' ', 'Enter']);
/** A page may hold the focus in a dialog of its own, and close that. What has closed something of ours does not come so far. */
const PAGES = new Set(['Tab', 'Escape']);

/** Safe twice. */
export function ownKeys({ renderRoot }: LitElement): void {
  for (const type of TYPES) renderRoot.addEventListener(type, keep);
}

function keep(event: Event): void {
  // By the types it is added for. Another document's event is no instance of this one's class.
  const { key } = event as KeyboardEvent;
  const [target] = event.composedPath();
  if (PAGES.has(key) || ofThePage(event) || !(target instanceof Element)) return;
  if (target.matches(FIELD) || (PRESSES.has(key) && target.matches(PRESSED))) event.stopPropagation();
}

/** What the page has put into a slot. */
function ofThePage({ currentTarget, target }: Event): boolean {
  return currentTarget instanceof ShadowRoot && target instanceof Node && target.getRootNode() !== currentTarget;
}
