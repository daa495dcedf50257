/** The Chromium of the tests and benchmarks: found by scripts/chromium.mjs, with a fake camera and microphone. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export function chromiumPath(): string {
  const path = process.env['CHROMIUM'];
  if (!path) throw new Error('set CHROMIUM to the path of a Chromium, or use `npm test`, which finds one');
  return path;
}
