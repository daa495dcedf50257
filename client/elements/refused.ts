/** The browser does not want to just now, or what was asked for went in this moment: nothing that anybody could mend. */
export function refused(error: unknown): void {
  if (!(error instanceof DOMException)) throw error;
}
