/** Which small windows this browser has. */

interface DocumentPictureInPicture {
  requestWindow(options: { readonly width: number; readonly height: number }): Promise<Window>;
}
declare global {
  interface Window {
    /** Chromium 116 and Firefox 151 have it; TypeScript does not yet. Top pages only. */
    readonly documentPictureInPicture?: DocumentPictureInPicture;
  }
}

/** Document Picture-in-Picture: a window that holds a page's own elements. */
export const documentPip = (): DocumentPictureInPicture | null =>
  window === window.top ? (window.documentPictureInPicture ?? null) : null;

export const canPip = (): boolean => documentPip() !== null || document.pictureInPictureEnabled;
