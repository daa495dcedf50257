/** What a browser stores for a page, where it does. */

/**
 * Null where it does not: storage that is blocked, full, null (web views of apps), or that throws whatever somebody else made
 * it throw. Nothing is remembered there, and all else goes on.
 * @param work what asks the storage, and no more: a fault of ours would be hidden, too
 */
export function stored<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
