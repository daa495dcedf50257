/** For every hand and eye: large targets, forced colours, 400 % zoom, no motion; in every state and panel. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.js';
import { tour } from './support/tour.js';

const SIZES = [
  { width: 1180, height: 740 },
  { width: 740, height: 360 },
  { width: 360, height: 740 },
  { width: 240, height: 480 },
];
/** A window of 1280 × 1024 at 400 %. */
const ZOOMED = { width: 320, height: 256 };

interface Probe {
  /** All elements, those in shadow roots too. */
  all(): Element[];
  /** What one presses or types in, as far as it is shown. */
  targets(): HTMLElement[];
  name(element: Element): string;
  /** What is seen at this point, in whatever shadow root. */
  at(x: number, y: number): Element | null;
}
declare global {
  // Made by `probe` below, in the page.
  var accessible: Probe;
}

/** In the page. */
function probe(): void {
  const inside = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      element,
      ...(element.shadowRoot ? inside(element.shadowRoot) : []),
    ]);
  const shown = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1;
  const all = (): Element[] => inside(document);
  const at = (x: number, y: number): Element | null => {
    let found = document.elementFromPoint(x, y);
    while (found?.shadowRoot) {
      const deeper: Element | null = found.shadowRoot.elementFromPoint(x, y);
      if (!deeper || deeper === found) break;
      found = deeper;
    }
    return found;
  };
  globalThis.accessible = {
    all,
    at,
    targets: () =>
      all().filter(
        (element): element is HTMLElement =>
          element instanceof HTMLElement &&
          element.matches('button, a[href], input, select, textarea, summary, [tabindex="0"]') &&
          !element.matches(':disabled') &&
          element.getRootNode() !== document &&
          shown(element),
      ),
    name: (element) =>
      `${element.localName} ${element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''}`.trim(),
  };
}

/** Of a tour that looks at nothing no test would fail. */
const somethingThere = async (page: Page, place: string): Promise<void> =>
  expect(await page.evaluate(() => accessible.targets().length), `${place}: targets`).toBeGreaterThan(0);

const prepare = async (page: Page): Promise<void> => void (await page.addInitScript(probe));

/** What can be pressed with less than 44 px either way; a field in its label is as large as that. */
const small = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    accessible.targets().flatMap((target) => {
      const { width, height } = (target.closest('label') ?? target).getBoundingClientRect();
      return Math.min(width, height) < 43.9 ? [`${accessible.name(target)}: ${width} × ${height}`] : [];
    }),
  );

/** What sticks out to a side, where nobody can scroll to. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    accessible.targets().flatMap((target) => {
      const { left, right } = target.getBoundingClientRect();
      return left < -0.5 || right > innerWidth + 0.5 ? [accessible.name(target)] : [];
    }),
  );

test('whatever one presses is at least 44 by 44 pixels and all in sight, in every state, panel and size', async ({
  app,
  room,
  someone,
}) => {
  test.slow();
  const [ada, bob] = [await someone(), await someone()];
  await prepare(ada.page);
  await tour({ app, room, ada, bob }, async (place) => {
    await somethingThere(ada.page, place);
    for (const size of SIZES) {
      await ada.page.setViewportSize(size);
      const where = `${place}, ${size.width} × ${size.height}`;
      expect.soft(await small(ada.page), where).toEqual([]);
      expect.soft(await cutOff(ada.page), `${where}: cut off`).toEqual([]);
    }
  });
});

test('in forced colours every control has an outline, and so has the focus', async ({ app, room, someone }) => {
  test.slow();
  const [ada, bob] = [await someone({ forcedColors: 'active' }), await someone()];
  await prepare(ada.page);
  await tour({ app, room, ada, bob }, async (place) => {
    await somethingThere(ada.page, place);
    const bare = await ada.page.evaluate(() =>
      accessible.targets().flatMap((target) => {
        const { borderStyle, borderWidth } = getComputedStyle(target);
        // A list item in a panel reads as text; what is beside text needs an edge.
        const edged = borderStyle !== 'none' && parseFloat(borderWidth) >= 1;
        return edged || target.matches('.item, [type=radio], [type=range]') ? [] : [accessible.name(target)];
      }),
    );
    expect.soft(bare, `${place}: no border`).toEqual([]);
    const blind = await ada.page.evaluate(() =>
      accessible.targets().flatMap((target) => {
        // As by the keyboard: only that focus is shown.
        target.focus({ focusVisible: true });
        const { outlineStyle, outlineWidth } = getComputedStyle(target);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 ? [] : [accessible.name(target)];
      }),
    );
    expect.soft(blind, `${place}: no focus ring`).toEqual([]);
  });
});

test('at 400 % zoom everything can be scrolled to, and nothing lies over what one presses', async ({
  app,
  room,
  someone,
}) => {
  test.slow();
  const [ada, bob] = [await someone({ viewport: ZOOMED }), await someone()];
  await prepare(ada.page);
  await tour({ app, room, ada, bob }, async (place) => {
    await somethingThere(ada.page, place);
    const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect.soft(await ada.page.evaluate(sideways), `${place}: sideways`).toBe(0);
    const covered = await ada.page.evaluate((inPanel) => {
      const reach = accessible.targets().filter((target) => {
        // An open panel may lie over what it belongs to.
        const root = target.getRootNode() as ShadowRoot;
        return !inPanel || root.host.closest('[part=panel]') !== null;
      });
      return reach.flatMap((target) => {
        target.scrollIntoView({ block: 'center', behavior: 'instant' });
        // A script can scroll what is cut off, a person cannot.
        for (const element of accessible.all())
          if (element.scrollTop !== 0 && getComputedStyle(element).overflowY === 'hidden') element.scrollTop = 0;
        const { left, top, width, height } = target.getBoundingClientRect();
        const points = [0.2, 0.5, 0.8].map((share) => accessible.at(left + width * share, top + height / 2));
        const within = (found: Element): boolean =>
          target.contains(found) || target.shadowRoot?.contains(found) === true;
        const hit = points.every((found) => found !== null && within(found));
        const over = points.map((found) => (found ? `${found.localName}.${found.getAttribute('class')}` : 'nothing'));
        return hit ? [] : [`${accessible.name(target)}: ${over.join(', ')}`];
      });
    }, place.startsWith('panel'));
    expect.soft(covered, `${place}: covered`).toEqual([]);
  });
});

test('where motion is reduced nothing moves but the spinner', async ({ app, room, someone }) => {
  test.slow();
  const [ada, bob] = [await someone({ reducedMotion: 'reduce' }), await someone()];
  await prepare(ada.page);
  await tour({ app, room, ada, bob }, async (place) => {
    await somethingThere(ada.page, place);
    const moving = await ada.page.evaluate(() => {
      const longest = (times: string): number => Math.max(...times.split(',').map((time) => parseFloat(time)));
      return accessible.all().flatMap((element) => {
        if (element.matches('.spinner') || element.getRootNode() === document) return [];
        const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
        const moves =
          longest(transitionDuration) > 0.01 || (animationName !== 'none' && longest(animationDuration) > 0.01);
        return moves ? [`${element.localName}.${element.getAttribute('class')}: ${transitionDuration}`] : [];
      });
    });
    expect.soft([...new Set(moving)], place).toEqual([]);
  });
});
