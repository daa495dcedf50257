/**
 * `npm run shots`: every state of the element as a picture, at desktop and phone width, light and dark, English and
 * Chinese, on one contact sheet: test-results/shots/index.html. A drawn person stands in for the camera.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { App } from '../e2e/support/app.js';
import { CHROMIUM_ARGS } from './chromium.js';

const folder = fileURLToPath(new URL('../../test-results/shots/', import.meta.url));
const SIZES = { desktop: { width: 1180, height: 740 }, phone: { width: 360, height: 740 } } as const;
const LANGUAGES = { en: ['Ada Lovelace', 'Grace Hopper'], 'zh-CN': ['林语', '陈晨'] } as const;

interface Look {
  readonly size: keyof typeof SIZES;
  readonly colorScheme: 'light' | 'dark';
  readonly locale: keyof typeof LANGUAGES;
}

const LOOKS: Look[] = (['desktop', 'phone'] as const).flatMap((size) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    (['en', 'zh-CN'] as const).map((locale): Look => ({ size, colorScheme, locale })),
  ),
);

/** A still person, so that pictures can be compared; in the page. */
function drawnCamera({ hue, portrait }: { hue: number; portrait: boolean }): void {
  const [width, height] = portrait ? [720, 960] : [1280, 720];
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  const draw = (): void => {
    if (!context) return;
    const wall = context.createLinearGradient(0, 0, width, height);
    wall.addColorStop(0, `hsl(${hue} 30% 78%)`);
    wall.addColorStop(1, `hsl(${hue} 24% 58%)`);
    context.fillStyle = wall;
    context.fillRect(0, 0, width, height);
    context.fillStyle = `hsl(${hue + 20} 34% 86%)`;
    context.fillRect(width * 0.08, height * 0.1, width * 0.2, height * 0.36);
    const person = (color: string, x: number, y: number, rx: number, ry: number): void => {
      context.fillStyle = color;
      context.beginPath();
      context.ellipse(width / 2 + x, height * 0.5 + y, rx, ry, 0, 0, 7);
      context.fill();
    };
    const unit = height / 10;
    person('#3a2a22', 0, -0.7 * unit, 1.75 * unit, 2.15 * unit);
    person(`hsl(${hue + 180} 32% 38%)`, 0, 5.2 * unit, 3.6 * unit, 3.6 * unit);
    person('#c98f6b', 0, 1.6 * unit, 0.7 * unit, 1.2 * unit);
    person('#d9a27e', 0, -0.3 * unit, 1.35 * unit, 1.7 * unit);
  };
  setInterval(draw, 50);
  draw();
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = new MediaStream();
    if (constraints?.video) stream.addTrack(canvas.captureStream(20).getVideoTracks()[0] as MediaStreamTrack);
    if (constraints?.audio) {
      const audio = new AudioContext();
      stream.addTrack(audio.createMediaStreamDestination().stream.getAudioTracks()[0] as MediaStreamTrack);
    }
    return stream;
  };
}

/** A page of text as the screen; in the page. */
function drawnScreen(): void {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 1440, height: 900 });
  const context = canvas.getContext('2d');
  const draw = (): void => {
    if (!context) return;
    context.fillStyle = '#fdfdfb';
    context.fillRect(0, 0, 1440, 900);
    context.fillStyle = '#22303a';
    context.font = '600 44px sans-serif';
    context.fillText('Quarterly report', 96, 130);
    context.fillStyle = '#9aa7ae';
    for (let line = 0; line < 14; line += 1) context.fillRect(96, 190 + line * 46, 1100 - ((line * 137) % 400), 14);
  };
  setInterval(draw, 50);
  draw();
  navigator.mediaDevices.getDisplayMedia = async () => canvas.captureStream(10);
}

const pictures: { state: string; look: Look; file: string }[] = [];

async function shoot(page: Page, state: string, look: Look): Promise<void> {
  const file = `${state}-${look.size}-${look.colorScheme}-${look.locale}.png`;
  await page.waitForTimeout(450); // Transitions end.
  await page.screenshot({ path: `${folder}${file}` });
  pictures.push({ state, look, file });
}

const stateIs = (page: Page, name: string): Promise<unknown> =>
  page.waitForFunction((wanted) => document.querySelector('rtc-call')?.matches(`:state(${wanted})`), name);

async function someone(
  browser: Browser,
  { size, colorScheme, locale }: Look,
  hue: number,
): Promise<[BrowserContext, Page]> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme,
    locale,
    permissions: ['camera', 'microphone'],
    deviceScaleFactor: 1,
  });
  const page = await context.newPage();
  await page.addInitScript('globalThis.__name = (named) => named'); // What the transpiler wraps functions in.
  await page.addInitScript(drawnScreen);
  await page.addInitScript(drawnCamera, { hue, portrait: size === 'phone' });
  return [context, page];
}

const join = (page: Page): Promise<void> => page.locator('rtc-call button[type=submit]').click();
const controls = (page: Page, part: string): Promise<void> => page.locator(`rtc-call [part~=${part}]`).click();

/** The camera ends and is not to be found until `plug`; in the page. */
function loseCamera(): void {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));
  addEventListener('plug', () => {
    mediaDevices.getUserMedia = open;
    mediaDevices.dispatchEvent(new Event('devicechange'));
  });
  const call = document.querySelector('rtc-call') as unknown as { localStream: MediaStream };
  for (const track of call.localStream.getVideoTracks()) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
}

async function callStates(browser: Browser, app: App, look: Look): Promise<void> {
  const room = `shots-${Math.random().toString(36).slice(2)}`;
  const [[adas, ada], [graces, grace]] = [await someone(browser, look, 200), await someone(browser, look, 24)];
  const [adasName, gracesName] = LANGUAGES[look.locale];
  await ada.goto(app.url);
  await shoot(ada, '00-landing', look);
  await ada.goto(`${app.url}/#room=${room}&as=caller`);
  await ada.locator('rtc-call input[name=name]').fill(adasName);
  await shoot(ada, '01-lobby', look);
  await join(ada);
  await stateIs(ada, 'waiting');
  await shoot(ada, '02-waiting', look);
  await grace.goto(`${app.url}/#room=${room}&as=callee`);
  await grace.locator('rtc-call input[name=name]').fill(gracesName);
  await join(grace);
  await stateIs(ada, 'connected');
  await ada.waitForFunction(() =>
    document.querySelector('rtc-call')?.shadowRoot?.querySelector('.remote')?.matches(':state(playing)'),
  );
  await shoot(ada, '03-connected', look);
  await controls(grace, 'button-screen');
  await ada.waitForFunction(() =>
    document.querySelector('rtc-call')?.shadowRoot?.querySelector('.screen')?.matches(':state(playing)'),
  );
  await shoot(ada, '20-peer-shares-screen', look);
  await controls(ada, 'button-screen');
  await grace.evaluate(loseCamera);
  await ada.locator('rtc-call [part=trouble]').waitFor();
  await shoot(ada, '21-both-share-and-a-camera-is-lost', look);
  await shoot(grace, '22-own-camera-is-lost', look);
  await controls(ada, 'button-screen');
  await shoot(ada, '23-screen-and-a-camera-is-lost', look);
  await controls(grace, 'button-screen');
  await grace.evaluate(() => dispatchEvent(new Event('plug')));
  await ada.locator('rtc-call [part=trouble]').waitFor({ state: 'hidden' });
  await controls(grace, 'button-mic');
  await controls(grace, 'button-camera');
  await controls(ada, 'button-mic');
  await ada.locator('rtc-call .remote .initials').waitFor();
  await shoot(ada, '04-peer-camera-off', look);
  await controls(ada, 'button-camera');
  await shoot(ada, '05-both-cameras-off', look);
  await controls(ada, 'button-camera');
  await controls(grace, 'button-camera');
  await ada.locator('rtc-call .remote .initials').waitFor({ state: 'hidden' });
  await graces.close();
  await stateIs(ada, 'reconnecting');
  await shoot(ada, '06-reconnecting', look);
  await stateIs(ada, 'waiting');
  await shoot(ada, '07-left', look);
  await controls(ada, 'button-leave');
  await stateIs(ada, 'ended');
  await shoot(ada, '08-ended', look);
  await adas.close();
}

async function problemStates(browser: Browser, app: App, look: Look): Promise<void> {
  const room = `shots-${Math.random().toString(36).slice(2)}`;
  const [context, page] = await someone(browser, look, 200);
  await context.clearPermissions();
  await page.goto(`${app.url}/#room=${room}`);
  await shoot(page, '10-lobby-not-asked', look);
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
  });
  await context.grantPermissions(['camera', 'microphone']);
  await page.reload();
  await page.locator('rtc-call .notice').first().waitFor();
  await shoot(page, '11-lobby-denied', look);
  await join(page);
  await stateIs(page, 'waiting');
  await shoot(page, '12-waiting-denied', look);
  const [others, other] = await someone(browser, look, 24);
  await other.goto(`${app.url}/#room=${room}`);
  await join(other);
  await stateIs(page, 'connected');
  const [thirds, third] = await someone(browser, look, 90);
  await third.goto(`${app.url}/#room=${room}`);
  await join(third);
  await stateIs(third, 'ended');
  await shoot(third, '13-full', look);
  await third.route('**/socket.io/**', (route) => route.abort());
  await third.goto(`${app.url}/#room=${room}-2`);
  await third
    .locator('rtc-call')
    .evaluate((element: HTMLElement & { server: string }) => (element.server = 'http://localhost:9'));
  await join(third);
  await third.locator('rtc-call .progress').waitFor();
  await shoot(third, '14-server-away', look);
  await third.goto(`http://rtc.test:${app.port}/#room=${room}`);
  await shoot(third, '15-insecure', look);
  for (const each of [context, others, thirds]) await each.close();
}

function contactSheet(): string {
  const cards = pictures
    .sort((a, b) => a.file.localeCompare(b.file))
    .map(
      ({ file, state, look }) =>
        `<figure><img src="${file}" width="${look.size === 'phone' ? 240 : 590}"><figcaption>${state} · ${look.size} · ${look.colorScheme} · ${look.locale}</figcaption></figure>`,
    );
  return `<!doctype html><meta charset="utf-8"><title>rtc-call: every state</title>
<style>body{font:14px system-ui;background:#999;display:flex;flex-wrap:wrap;gap:16px}figure{margin:0}</style>
${cards.join('\n')}\n`;
}

async function main(): Promise<void> {
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
  try {
    for (const look of LOOKS) {
      await callStates(browser, app, look);
      await problemStates(browser, app, look);
    }
  } finally {
    await browser.close();
    await app.stop();
  }
  writeFileSync(`${folder}index.html`, contactSheet());
  console.log(`${pictures.length} pictures: test-results/shots/index.html`);
}

await main();
