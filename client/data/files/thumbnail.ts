/** A small picture of a picture, to be seen before any of it is sent. */
import { MAX_THUMBNAIL } from '../../../shared/parse-data.js';

/** CSS pixels of its longer side, for screens of twice as many. */
const SIDE = 192;
/** Bytes: a larger one takes too long, and more memory than a page should ask for. */
const MOST = 33_554_432;
const QUALITIES = [0.7, 0.5, 0.3];

/** Null for what is no picture, or none that this browser can read. */
export async function thumbnailOf(file: Blob): Promise<string | null> {
  if (!file.type.startsWith('image/') || file.type.startsWith('image/svg') || file.size > MOST) return null;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  const canvas = drawn(picture);
  picture.close();
  const urls = QUALITIES.map((quality) => canvas.toDataURL('image/jpeg', quality));
  return urls.find((url) => url.length <= MAX_THUMBNAIL) ?? null;
}

function drawn(picture: ImageBitmap): HTMLCanvasElement {
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (context) {
    // JPEG has no transparency.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  }
  return canvas;
}
