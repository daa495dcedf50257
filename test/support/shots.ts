/**
 * `npm run shots`: every state of the element and every panel as a picture, in many looks (`looks.ts`), on one contact
 * sheet: test-results/shots/index.html. A drawn person stands in for the camera. `npm run shots -- --look dark --play call`
 * for some of them.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from 'playwright';
import { App } from '../e2e/support/app.js';
import { Cast } from './cast.js';
import { CHROMIUM_ARGS } from './chromium.js';
import { contactSheet, type Picture } from './contact-sheet.js';
import { LOOKS, type Look } from './looks.js';
import { PLAYS, type Play, type Scene } from './scenes.js';

const folder = fileURLToPath(new URL('../../test-results/shots/', import.meta.url));
/** Transitions end. */
const CALM_MS = 450;

const { values: wanted } = parseArgs({
  options: { look: { type: 'string', multiple: true }, play: { type: 'string', multiple: true } },
});
const chosen = <T extends { readonly name: string }>(all: readonly T[], names: string[] | undefined): readonly T[] =>
  names ? all.filter(({ name }) => names.includes(name)) : all;

async function shoot(cast: Cast, { name: scene, of }: Scene): Promise<Picture> {
  const page = await cast.page(of);
  await page.waitForTimeout(CALM_MS);
  const file = `${scene} - ${cast.look.name}.png`.replace(/[^\w.]+/g, '-').toLowerCase();
  await page.screenshot({ path: `${folder}${file}` });
  return { scene, look: cast.look, file };
}

/** A scene that cannot be played is told of; those after it in the same play build on it. */
async function perform(browser: Browser, app: App, look: Look, play: Play): Promise<Picture[]> {
  const cast = new Cast(browser, app, look);
  const pictures: Picture[] = [];
  for (const scene of play.scenes) {
    try {
      await scene.begin(cast);
      pictures.push(await shoot(cast, scene));
      await scene.end?.(cast);
    } catch (error) {
      console.error(`${play.name}, ${look.name}: "${scene.name}": ${String(error).split('\n')[0]}`);
      process.exitCode = 1;
      if (!scene.apart) break;
    }
  }
  await cast.close();
  return pictures;
}

async function main(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const app = new App(['--log-level', 'info']);
  await app.start();
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...CHROMIUM_ARGS.filter((arg) => arg !== '--use-fake-ui-for-media-stream'),
      '--host-resolver-rules=MAP rtc.test 127.0.0.1',
    ],
  });
  const pictures: Picture[] = [];
  try {
    for (const look of chosen(LOOKS, wanted.look))
      for (const play of chosen(PLAYS, wanted.play)) pictures.push(...(await perform(browser, app, look, play)));
  } finally {
    await browser.close();
    await app.stop();
  }
  const order = PLAYS.flatMap(({ scenes }) => scenes.map(({ name }) => name));
  pictures.sort((a, b) => order.indexOf(a.scene) - order.indexOf(b.scene));
  writeFileSync(`${folder}index.html`, contactSheet(pictures));
  console.log(`${pictures.length} pictures: test-results/shots/index.html`);
}

await main();
