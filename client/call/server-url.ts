/** Where the call server is when a page does not say: where its script came from. */

let scriptOrigin: string | null = null;

/** Called by the file that servers hand out, with its own address. */
export function setScriptOrigin(url: string): void {
  scriptOrigin = new URL(url).origin;
}

/** Whether a server can be at that address. */
export function isAddress(server: string): boolean {
  try {
    return new URL(server).protocol.startsWith('http');
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

export const defaultServer = (): string => scriptOrigin ?? location.origin;
