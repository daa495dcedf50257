/** Keeps what is at the foot of an element above the keyboard on the screen, of which CSS knows nothing. */

/** Sets `--_keyboard` of `place`, and the class `raised` while there is a keyboard over its element; until it is stopped. */
export function keepAboveKeyboard(place: HTMLElement, of: Element): () => void {
  const view = globalThis.visualViewport;
  if (!view) return () => undefined;
  const life = new AbortController();
  const follow = (): void => {
    // Enlarged by two fingers, less is seen without any keyboard.
    const keyboard = view.scale > 1 ? 0 : innerHeight - view.height - view.offsetTop;
    const hidden = of.getBoundingClientRect().bottom - view.offsetTop - view.height;
    const room = Math.max(0, Math.min(hidden, keyboard));
    place.style.setProperty('--_keyboard', `${room}px`);
    place.classList.toggle('raised', room > 0);
  };
  for (const type of ['resize', 'scroll']) view.addEventListener(type, follow, { signal: life.signal });
  follow();
  return () => {
    life.abort();
    // Another panel may stand there next.
    place.style.removeProperty('--_keyboard');
    place.classList.remove('raised');
  };
}
