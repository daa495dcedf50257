/** The four ways to a picture that are measured. Each run starts anew: new people, new pages, a new room. */
import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright';
import { within } from '../support/wait.js';
import { skewOf } from './clock.js';
import type { Lab } from './lab.js';
import type { Marks, Notes, Run } from './report.js';

export const CASES = {
  bare,
  prepared: (lab: Lab) => prepared(lab, lab.near),
  'prepared+delay': (lab: Lab) => prepared(lab, lab.far),
  'open+delay': (lab: Lab) => opened(lab, lab.far),
} as const satisfies Record<string, (lab: Lab) => Promise<Run>>;

export type CaseName = keyof typeof CASES;

async function bare(lab: Lab): Promise<Run> {
  const page = await lab.barePage();
  await page.evaluate(() => globalThis.bare.settled());
  await page.getByRole('button').click();
  await seen(page, 'first frame a', 'first frame b');
  const notes = await notesOf(page);
  const [b = {}, a = {}] = notes.connections;
  return {
    start: notes.page['click'] ?? NaN,
    a: side(notes, a, 'first frame a'),
    b: side(notes, b, 'first frame b'),
    skew: null,
  };
}

/** B's lobby is shown and everything in it is ready; the time runs from B's click. */
async function prepared(lab: Lab, origin: string): Promise<Run> {
  const room = newRoom();
  const a = await waiting(lab, origin, room);
  const b = await lab.person();
  await b.goto(`${origin}/#room=${room}&as=caller`);
  await settled(b, 'lobby');
  await joinButton(b).click();
  return finished(a, b, (marks) => marks['click'] ?? NaN);
}

/** B follows the link; the time runs from the navigation's start. */
async function opened(lab: Lab, origin: string): Promise<Run> {
  const room = newRoom();
  const a = await waiting(lab, origin, room);
  const b = await lab.person({ joinsAtSight: true });
  await b.goto(`${origin}/#room=${room}&as=caller`);
  const start = await b.evaluate(() => performance.timeOrigin);
  return finished(a, b, () => start);
}

const newRoom = (): string => `bench-${randomBytes(12).toString('hex')}`;
const joinButton = (page: Page) => page.locator('rtc-call [part=join]');

async function waiting(lab: Lab, origin: string, room: string): Promise<Page> {
  const page = await lab.person();
  await page.goto(`${origin}/#room=${room}&as=callee`);
  await joinButton(page).click();
  await settled(page, 'waiting');
  return page;
}

const settled = (page: Page, state: 'lobby' | 'waiting'): Promise<void> =>
  within(
    `a settled page in state ${state}`,
    page.evaluate((state) => globalThis.product.settled(state), state),
  );

const seen = (page: Page, ...names: string[]): Promise<void> =>
  within(
    names.join(' and '),
    page.evaluate((names) => globalThis.probe.seen(...names), names),
  );

const notesOf = (page: Page): Promise<Notes> => page.evaluate(() => globalThis.probe.notes());

const side = ({ page }: Notes, connection: Marks, frame: string): Marks => ({
  ...page,
  ...connection,
  'first frame': page[frame] ?? NaN,
});

async function finished(a: Page, b: Page, start: (b: Marks) => number): Promise<Run> {
  await Promise.all([a, b].map((page) => seen(page, 'first frame')));
  const skew = await skewOf(a, b);
  const [ofA, ofB] = await Promise.all([notesOf(a), notesOf(b)]);
  return {
    start: start(ofB.page),
    a: side(ofA, ofA.connections[0] ?? {}, 'first frame'),
    b: side(ofB, ofB.connections[0] ?? {}, 'first frame'),
    skew,
  };
}
