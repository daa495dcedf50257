/** The examples, as they are in their folders, on somebody's own web server. */
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { Person } from './support/person.js';
import { expect, test } from './support/test.js';

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** What the examples call theirs. */
const SERVER = 'http://localhost:3000';

function serve(folder: string, server: string): Promise<Server> {
  const site = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname.replace(/\/$/, '/index.html');
    readFile(new URL(`../../examples/${folder}${path}`, import.meta.url), 'utf8').then(
      (text) => response.setHeader('content-type', TYPES[extname(path)] ?? '').end(text.replace(SERVER, server)),
      () => response.writeHead(404).end(),
    );
  });
  return new Promise((resolve) => site.listen(0, '127.0.0.1', () => resolve(site)));
}

/** Pixels of the board that are neither empty nor white. */
const inked = ({ page }: Person): Promise<number> =>
  page.locator('main canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return data.filter((_, index) => index % 4 === 3).filter((alpha) => alpha > 0).length;
  });
const sameBoard = async (people: readonly Person[]): Promise<void> => {
  const [one, other] = people;
  if (!one || !other) throw new Error('two people');
  await expect.poll(async () => Math.abs((await inked(one)) - (await inked(other)))).toBeLessThan(10);
  expect(await inked(one)).toBeGreaterThan(100);
};

test('the drawing board: points cross while a line is drawn, lines stay, also over a reload', async ({
  app,
  someone,
}) => {
  const site = await serve('drawing-board', app.url);
  const people = [await someone(), await someone()] as const;
  const [ada, bob] = people;
  await ada.open(`http://localhost:${(site.address() as AddressInfo).port}/`);
  await ada.page.waitForURL(/#./);
  await bob.open(ada.page.url());
  for (const person of people) await person.join();
  for (const person of people) await person.is('connected');
  expect(await inked(bob)).toBe(0);

  // A line that is not finished yet.
  const { mouse } = ada.page;
  await mouse.move(100, 100);
  await mouse.down();
  await mouse.move(400, 300, { steps: 60 });
  await expect.poll(() => inked(bob)).toBeGreaterThan(100);
  await mouse.up();
  await sameBoard(people);

  await bob.page.getByLabel('Red').check();
  await bob.page.mouse.move(100, 300);
  await bob.page.mouse.down();
  await bob.page.mouse.move(300, 100, { steps: 20 });
  await bob.page.mouse.up();
  await sameBoard(people);

  await bob.reload();
  await bob.is('connected');
  await sameBoard(people);
  await ada.button('Clear').click();
  for (const person of people) await expect.poll(() => inked(person)).toBe(0);
  for (const { errors } of people) expect(errors).toEqual([]);
  site.closeAllConnections();
  site.close();
});
