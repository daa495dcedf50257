/** Words for whoever made the page, about what only they can mend. */

export function warn(...words: readonly unknown[]): void {
  // oxlint-disable-next-line no-console -- the one place for it
  console.warn('rtc-call:', ...words);
}
