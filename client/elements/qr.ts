/** Draws a QR code; a chunk of its own, loaded when an invitation is first shown. */
import { generate } from 'lean-qr';

/** Modules of light margin that readers need (ISO/IEC 18004). */
const MARGIN = 4;

export function drawQr(text: string, label: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.role = 'img';
  canvas.ariaLabel = label;
  generate(text).toCanvas(canvas, { padX: MARGIN, padY: MARGIN, on: [0, 0, 0], off: [255, 255, 255] });
  return canvas;
}
