/** Where the call server is when a page does not say: where its script came from. */

let scriptOrigin: string | null = null;

/** Called by the file that servers hand out, with its own address. */
export function setScriptOrigin(url: string): void {
  scriptOrigin = new URL(url).origin;
}

export const defaultServer = (): string => scriptOrigin ?? location.origin;
