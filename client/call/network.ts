/** Word of another network, or of a page that slept: each only a hint, since it comes several times and too early. */

interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/** Calls `hint` until the returned function is called. A router's own change of address gives no word: silence does. */
export function listenForHints(hint: () => void): () => void {
  const life = new AbortController();
  const { signal } = life;
  const shown = (): void => void (document.visibilityState === 'visible' && hint());
  addEventListener('online', hint, { signal });
  // Every page has this event at its load, too.
  addEventListener('pageshow', ({ persisted }) => persisted && hint(), { signal });
  document.addEventListener('visibilitychange', shown, { signal });
  // Chromium alone: a frozen page that goes on (Page Lifecycle), and a change of the interface.
  document.addEventListener('resume', hint, { signal });
  connection()?.addEventListener('change', hint, { signal });
  return () => life.abort();
}

const connection = (): NetworkInformation | undefined =>
  'connection' in navigator ? (navigator.connection as NetworkInformation) : undefined;
