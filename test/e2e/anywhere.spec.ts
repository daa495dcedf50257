import type { FrameLocator, Locator, Page } from '@playwright/test';
import { labels as english } from '../../client/locales/en/index.js';
import type { RtcCall as Calling } from '../../client/elements/rtc-call.js';
import type * as Api from '../../client/index.js';
import { en } from '../../client/locales/en/main.js';
import { remediesEn } from '../../client/locales/en/remedies.js';
import type { Person } from './support/person.js';
import { Site } from './support/site.js';
import { expect, test } from './support/test.js';

const PATIENCE = { timeout: 20_000 };
const { title: NOT_ALLOWED } = en.deviceProblem(en.cameraAndMicrophone, english.problems['denied-by-page']);
const ALLOWED = 'camera; microphone; display-capture; autoplay; clipboard-write';

const site = new Site();
test.beforeAll(() => site.start());
test.afterAll(() => site.stop());

const script = (app: { url: string }): string => `<script type="module" src="${app.url}/rtc-call.js"></script>`;
const tag = (room: string, more = ''): string => `<rtc-call room="${room}" ${more}></rtc-call>`;

interface Element extends HTMLElement {
  readonly state: { readonly name: string };
}
const stateOf = (call: Locator): Promise<string> => call.evaluate((element) => (element as Element).state.name);
const comesTo = (call: Locator, state: string): Promise<void> =>
  expect.poll(() => stateOf(call), { ...PATIENCE, message: `state ${state}` }).toBe(state);

/** Everything that may be pressed is inside of the element, large enough, and has nothing above it. */
async function allButtonsCanBePressed(call: Locator): Promise<void> {
  const wrong = await call.evaluate((element) => {
    const outer = element.getBoundingClientRect();
    const buttons = [...(element.shadowRoot?.querySelectorAll('button') ?? [])];
    return buttons.flatMap((button) => {
      const { left, right, top, bottom, width, height } = button.getBoundingClientRect();
      const inside =
        left >= outer.left - 1 && right <= outer.right + 1 && top >= outer.top - 1 && bottom <= outer.bottom + 1;
      const hit = element.shadowRoot?.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const free = hit !== null && hit !== undefined && (button === hit || button.contains(hit));
      const fine = inside && free && width >= 44 && height >= 44;
      return fine
        ? []
        : [`${button.ariaLabel ?? button.textContent?.trim()}: ${JSON.stringify({ inside, free, width, height })}`];
    });
  });
  expect(wrong).toEqual([]);
}

/** Bob comes by the demo page, and both are in the call. */
async function talks(call: Locator, bob: Person, link: string): Promise<void> {
  await call.getByRole('button', { name: 'Join call' }).click();
  await comesTo(call, 'waiting');
  await bob.open(link);
  await bob.join('Bob');
  await comesTo(call, 'connected');
  await bob.seesMovement();
}

const framed = (page: Page): FrameLocator => page.frameLocator('iframe');

for (const [where, host] of [
  ['the same origin', 'localhost'],
  ['another origin, with the `allow` line', '127.0.0.1'],
] as const)
  test(`in an iframe of ${where} it makes a call`, async ({ app, room, someone }) => {
    const [ada, bob] = [await someone(), await someone()];
    const inner = site.put(script(app) + tag(room));
    await ada.open(
      site.at(site.put(`<iframe src="${site.at(inner, host)}" allow="${ALLOWED}" width="900" height="600"></iframe>`)),
    );
    await talks(framed(ada.page).locator('rtc-call'), bob, `${app.url}/#room=${room}`);
  });

test('in an iframe of another origin without the `allow` line it says so plainly, and one can join to watch', async ({
  app,
  room,
  someone,
}) => {
  const [ada, bob] = [await someone(), await someone()];
  const inner = site.at(site.put(script(app) + tag(room)), '127.0.0.1');
  await ada.open(site.at(site.put(`<iframe src="${inner}" width="900" height="600"></iframe>`)));
  const call = framed(ada.page).locator('rtc-call');
  await expect(call.locator('.notice').getByText(NOT_ALLOWED)).toBeVisible();
  await call.getByRole('button', { name: 'How?' }).click();
  await expect(call.getByText(remediesEn.cases['denied-by-page'].cause)).toBeVisible();
  await call.getByRole('button', { name: 'Close' }).click();
  await call.getByRole('button', { name: 'Join call' }).click();
  await bob.open(`${app.url}/#room=${room}`);
  await bob.join('Bob');
  await comesTo(call, 'connected');
});

for (const mode of ['open', 'closed'] as const)
  test(`in another shadow root, ${mode}, it makes a call and speaks the language around it`, async ({
    app,
    room,
    someone,
  }) => {
    const [ada, bob] = [await someone(), await someone()];
    await ada.open(
      site.at(site.put(`<main lang="zh-CN"><div id="host" style="width:900px"></div></main>${script(app)}`)),
    );
    const call = ada.page.locator('rtc-call');
    await ada.page.evaluate(
      ([room = '', mode]) => {
        const element = document.createElement('rtc-call');
        element.setAttribute('room', room);
        document
          .querySelector('#host')
          ?.attachShadow({ mode: mode as ShadowRootMode })
          .append(element);
        Object.assign(globalThis, { element });
      },
      [room, mode],
    );
    const inPage = <T>(work: (element: Element) => T): Promise<T> =>
      ada.page.evaluate(`(${String(work)})(globalThis.element)`) as Promise<T>;
    await expect
      .poll(() => inPage((element) => element.shadowRoot?.textContent ?? ''), PATIENCE)
      .toContain('准备好加入了吗');
    if (mode === 'open') await expect(call.getByRole('button', { name: '加入通话' })).toBeVisible();
    await inPage((element) => void (element as unknown as { join(): Promise<void> }).join());
    await bob.open(`${app.url}/#room=${room}`);
    await bob.join('Bob');
    await expect.poll(() => inPage((element) => element.state.name), PATIENCE).toBe('connected');
    await bob.seesMovement();
  });

test('in a column of 240 px everything can be pressed, before the call and in it', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await ada.open(
    site.at(
      site.put(`<div style="width:240px">${tag(room, 'style="height:560px;aspect-ratio:auto"')}</div>${script(app)}`),
    ),
  );
  const call = ada.page.locator('rtc-call');
  await expect(ada.button('Mute microphone')).toBeVisible();
  await allButtonsCanBePressed(call);
  await talks(call, bob, `${app.url}/#room=${room}`);
  await allButtonsCanBePressed(call);
  expect(await ada.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

const HOSTILE = `<style>
  * { all: unset !important; }
  html { display: block !important; }
  body, body * {
    display: block !important; color: red !important; font: italic 60px/4 cursive !important; letter-spacing: 1em !important;
    word-spacing: 2em !important; text-transform: uppercase !important; text-align: right !important; text-indent: 4em !important;
    text-shadow: 3px 3px red !important; white-space: pre !important; cursor: wait !important; direction: ltr !important;
  }
  button, video, input { display: none !important; }
  svg { width: 500px !important; height: 500px !important; }
  div, section { float: left !important; opacity: 0.1 !important; }
  style, script, title, head { display: none !important; }
  rtc-call { position: relative !important; width: 900px !important; height: 600px !important; overflow: hidden !important; }
</style>`;

test('in a page whose styles take everything apart it looks and works as ever', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await ada.open(site.at(site.put(HOSTILE + tag(room) + script(app))));
  const call = ada.page.locator('rtc-call');
  await expect(ada.button('Mute microphone')).toBeVisible();
  await allButtonsCanBePressed(call);
  const inherited = await call.locator('h2').evaluate((heading) => {
    const {
      fontStyle,
      letterSpacing,
      wordSpacing,
      textTransform,
      textIndent,
      textShadow,
      whiteSpace,
      cursor,
      fontSize,
    } = getComputedStyle(heading);
    return {
      fontStyle,
      letterSpacing,
      wordSpacing,
      textTransform,
      textIndent,
      textShadow,
      whiteSpace,
      cursor,
      fontSize,
    };
  });
  expect(inherited).toEqual({
    fontStyle: 'normal',
    letterSpacing: '-0.24px',
    wordSpacing: '0px',
    textTransform: 'none',
    textIndent: '0px',
    textShadow: 'none',
    whiteSpace: 'normal',
    cursor: 'auto',
    fontSize: '24px',
  });
  await talks(call, bob, `${app.url}/#room=${room}`);
  await allButtonsCanBePressed(call);
  await ada.seesMovement();
  await expect(ada.remote).toBeVisible();
});

test('several in one page are calls of their own, also two of one room', async ({ app, room, someone }) => {
  const ada = await someone();
  const calls = [tag(room, 'as="caller" autojoin'), tag(room, 'as="callee" autojoin'), tag(`${room}-2`, 'autojoin')];
  await ada.open(site.at(site.put(calls.join('') + script(app))));
  const all = ada.page.locator('rtc-call');
  await comesTo(all.nth(0), 'connected');
  await comesTo(all.nth(1), 'connected');
  await comesTo(all.nth(2), 'waiting');
  await all.nth(0).evaluate((element) => element.remove());
  await comesTo(all.nth(0), 'ended'); // What was the second one.
  await comesTo(all.nth(1), 'waiting');
});

test('moved in the page it stays in its call', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await ada.open(site.at(site.put(`<main></main><section>${tag(room)}</section>${script(app)}`)));
  const call = ada.page.locator('rtc-call');
  await talks(call, bob, `${app.url}/#room=${room}`);
  const connections = await ada.openConnections();
  await call.evaluate((element) => document.querySelector('main')?.append(element));
  await bob.seesMovement();
  await ada.seesMovement();
  expect([await stateOf(call), await ada.openConnections()]).toEqual(['connected', connections]);
});

test('removed in the middle of joining it holds nothing', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await ada.open(site.at(site.put(tag(room) + script(app))));
  await expect(ada.button('Join call')).toBeVisible();
  await ada.call.evaluate((element) => {
    void (element as unknown as { join(): Promise<void> }).join().catch(() => undefined);
    element.remove();
  });
  await expect.poll(() => ada.liveTracks(), PATIENCE).toBe(0);
  await expect.poll(() => ada.openConnections(), PATIENCE).toBe(0);
  await expect.poll(() => ada.openSockets(), PATIENCE).toBe(0);
  await bob.open(`${app.url}/#room=${room}&as=callee`);
  await bob.join('Bob');
  await bob.is('waiting');
  expect([await bob.states(), ada.errors]).toEqual([['lobby', 'joining', 'waiting'], []]);
});

test('made before the script is there, with properties set, it is what it was told to be', async ({
  app,
  room,
  someone,
}) => {
  const [ada, bob] = [await someone(), await someone()];
  await ada.open(site.at(site.put('<main></main>')));
  await ada.page.evaluate(
    ([url = '', room = '']) => {
      const early = Object.assign(document.createElement('rtc-call'), {
        room,
        displayName: 'Ada',
        cameraOff: true,
        labels: { join: 'Come in' },
      });
      document.querySelector('main')?.append(early);
      const script = Object.assign(document.createElement('script'), { type: 'module', src: url });
      document.head.append(script);
    },
    [`${app.url}/rtc-call.js`, room],
  );
  await ada.button('Come in').click();
  await ada.is('waiting');
  await bob.open(`${app.url}/#room=${room}`);
  await bob.join('Bob');
  await bob.is('connected');
  expect([await ada.liveTracks('video'), await ada.liveTracks('audio')]).toEqual([0, 1]);
  await expect(bob.call.locator('[part~=name-tag]')).toContainText('Ada');
  await ada.call.evaluate((element) => Object.assign(element, { cameraOff: false }));
  await bob.seesMovement();
  await expect.poll(() => ada.call.evaluate((element) => element.matches(':state(camera-off)'))).toBe(false);
});

test('loaded by any address it runs once, and its errors are of the class that the page imports', async ({
  app,
  room,
  someone,
}) => {
  const ada = await someone();
  const url = `${app.url}/rtc-call.js`;
  await ada.open(site.at(site.put(`${tag(room)}<script type="module" src="${url}?ver=1"></script>`)));
  await expect(ada.button('Join call')).toBeVisible();
  await ada.call.evaluate((element) => (element as Calling).openPanel('devices'));
  await expect(ada.page.getByRole('dialog')).toBeVisible();
  const loaded = await ada.page.evaluate(() =>
    performance.getEntriesByType('resource').flatMap(({ name }) => (/rtc-call\.js/.test(name) ? [name] : [])),
  );
  expect(loaded).toEqual([`${url}?ver=1`]);
  const same = await ada.call.evaluate(async (element, address) => {
    const { RtcCall, RtcError } = (await import(address)) as typeof Api;
    const call = element as InstanceType<typeof RtcCall>;
    const error = await call.send('x'.repeat(200_000)).catch((error: unknown) => error);
    return [call instanceof RtcCall, error instanceof RtcError];
  }, `${url}?ver=2`);
  expect([same, ada.errors]).toEqual([[true, true], []]);
});

/** As docs/api.md says; the page has a Lit of its own. */
const policies = (app: { url: string }): string =>
  [
    "default-src 'none'",
    `script-src ${app.url}`,
    `connect-src ${app.url} ${app.url.replace('http', 'ws')}`,
    'img-src data:',
    'worker-src blob:',
    "style-src 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html rtc-call',
  ].join('; ');

test('under a strict Content-Security-Policy and Trusted Types nothing is refused', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await ada.page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(globalThis, { refused });
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      refused.push(`${violatedDirective} ${blockedURI} ${sample}`),
    );
    const { trustedTypes } = globalThis as unknown as {
      trustedTypes: { createPolicy(name: string, rules: object): void };
    };
    trustedTypes.createPolicy('lit-html', { createHTML: (html: string) => html });
  });
  await ada.open(site.at(site.put(script(app) + tag(room), { 'content-security-policy': policies(app) })));
  const call = ada.page.locator('rtc-call');
  await talks(call, bob, `${app.url}/#room=${room}`);
  await ada.seesMovement();
  await ada.button('More').click();
  await expect(ada.page.getByRole('dialog')).toBeVisible();
  await call.evaluate((element) => (element as Calling).openPanel('chat'));
  await bob.call.evaluate(async (element) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 300 });
    canvas.getContext('2d')?.fillRect(0, 0, 200, 200);
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    const files = await (element as Calling).files();
    if (picture) await files.send(picture, { name: 'picture.png' });
  });
  await expect(call.locator('.panel img')).toBeVisible();
  await call.evaluate(async (element) => {
    const [transfer] = (await (element as Calling).files()).transfers;
    transfer?.accept();
  });
  const states = (): Promise<string[]> =>
    call.evaluate(async (element) => (await (element as Calling).files()).transfers.map(({ state }) => state));
  await expect.poll(states, PATIENCE).toEqual(['done']);
  expect(await ada.page.evaluate(() => (globalThis as unknown as { refused: string[] }).refused)).toEqual([]);
  expect(ada.errors).toEqual([]);
});
