/** Whether a stranger's small picture is one: few bytes can say that they are a picture of many megapixels. */

/** Pixels of either side. */
const MOST_SIDE = 512;
/** Start of frame, whichever coding (ITU-T T.81, B.1.1.3); not the tables that have numbers among them. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The `data:` URL of a JPEG, or null where it is none, or too large to be looked at. */
export function smallPicture(url: string | undefined): string | null {
  const size = url === undefined ? null : sizeOf(bytesOf(url));
  return url !== undefined && size && size.width <= MOST_SIDE && size.height <= MOST_SIDE ? url : null;
}

function bytesOf(url: string): DataView {
  const text = safely(url.slice(url.indexOf(',') + 1));
  return new DataView(Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
}

/** What is no base64 is nothing. */
function safely(base64: string): string {
  try {
    return atob(base64);
  } catch (error) {
    if (error instanceof DOMException) return '';
    throw error;
  }
}

/** From segment to segment, each of which says how long it is. Null: there is no frame. */
function sizeOf(bytes: DataView): { width: number; height: number } | null {
  for (let at = 2; at + 9 <= bytes.byteLength && bytes.getUint8(at) === 0xff;) {
    if (isFrame(bytes.getUint8(at + 1))) return { height: bytes.getUint16(at + 5), width: bytes.getUint16(at + 7) };
    at += 2 + bytes.getUint16(at + 2);
  }
  return null;
}
