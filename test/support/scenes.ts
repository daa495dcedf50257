/** Every state of the element and every panel, as plays: what people do one after another, and whose screen is then shown. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import type { Cast, Who } from './cast.js';
import { loseCamera } from './drawn.js';
import { CHAT, NAMES } from './looks.js';

export interface Scene {
  readonly name: string;
  /** Whose screen is shown. */
  readonly of: Who;
  readonly begin: (cast: Cast) => Promise<void>;
  readonly end?: (cast: Cast) => Promise<void>;
  /** Those after it do not build on it. */
  readonly apart?: true;
}

export interface Play {
  readonly name: string;
  readonly scenes: readonly Scene[];
}

/** Of the element, what scenes use by script. */
interface CallElement extends HTMLElement {
  server: string;
  answer: string;
  openPanel(name: string | null): Promise<void>;
  decline?(reason: string): void;
  chat(): Promise<{ send(text: string): Promise<void> }>;
}

const sourceOf = (file: string): string =>
  readFileSync(new URL(`../../client/elements/${file}.ts`, import.meta.url), 'utf8');

/** As `panels/panels.ts` imports them. */
export const PANELS: readonly string[] = [...sourceOf('panels/panels').matchAll(/^import { create as (\w+) }/gm)].map(
  ([, name = '']) => name,
);
/** What makes sense before there is a call. */
const IN_LOBBY = PANELS.filter((name) => ['devices', 'check', 'help'].includes(name));

const part = (page: Page, name: string) => page.locator(`rtc-call [part~=${name}]`).first();
const join = (page: Page): Promise<void> => page.locator('rtc-call button[type=submit]').click();
const press = async (cast: Cast, who: Who, name: string): Promise<void> =>
  part(await cast.page(who), `button-${name}`).click();

const stateIs = (page: Page, name: string): Promise<unknown> =>
  page.waitForFunction((wanted) => document.querySelector('rtc-call')?.matches(`:state(${wanted})`), name);

/** The tile plays. */
const plays = (page: Page, tile: string): Promise<unknown> =>
  page.waitForFunction(
    (wanted) => document.querySelector('rtc-call')?.shadowRoot?.querySelector(wanted)?.matches(':state(playing)'),
    tile,
  );

/** Sits down under the name of that place. */
async function sitDown(page: Page, name: string): Promise<void> {
  await page.locator('rtc-call input[name=name]').fill(name);
  await join(page);
}

function panelScene(place: string, panel: string): Scene {
  const open = async (cast: Cast, name: string | null): Promise<Page> => {
    const page = await cast.page('ada');
    await page.locator('rtc-call').evaluate((call: CallElement, name) => call.openPanel(name), name);
    return page;
  };
  return {
    name: `${place}: ${panel}`,
    of: 'ada',
    begin: async (cast) => part(await open(cast, panel), 'panel').waitFor(),
    end: async (cast) => void (await open(cast, null)),
    apart: true,
  };
}

const say = async (cast: Cast, who: Who, texts: readonly string[]): Promise<void> =>
  (await cast.page(who)).locator('rtc-call').evaluate(async (call: CallElement, all) => {
    const chat = await call.chat();
    for (const text of all) await chat.send(text);
  }, texts);

const openChat = async (cast: Cast, who: Who, open = true): Promise<void> => {
  const page = await cast.page(who);
  await page.locator('rtc-call').evaluate((call: CallElement, name) => call.openPanel(name), open ? 'chat' : null);
};

const chatScenes: readonly Scene[] = [
  {
    name: 'chat: a line comes while it is closed',
    of: 'ada',
    begin: async (cast) => {
      await say(cast, 'grace', [CHAT[cast.look.locale][0]]);
      await part(await cast.page('ada'), 'chat-toast').waitFor();
    },
    apart: true,
  },
  {
    name: 'chat: a talk',
    of: 'ada',
    begin: async (cast) => {
      const [, ...texts] = CHAT[cast.look.locale];
      await openChat(cast, 'ada');
      await openChat(cast, 'grace');
      for (const [index, text] of texts.entries()) await say(cast, index % 3 === 0 ? 'ada' : 'grace', [text]);
      await say(cast, 'ada', ['👍']);
      await (await cast.page('grace')).locator('rtc-call textarea').fill('…');
      await (await cast.page('ada')).locator('rtc-call .typing').waitFor();
      await (await cast.page('ada')).locator('rtc-call textarea').fill(texts.slice(0, 2).join('\n'));
    },
    end: async (cast) => {
      await (await cast.page('ada')).locator('rtc-call textarea').fill('');
      await (await cast.page('grace')).locator('rtc-call textarea').fill('');
    },
    apart: true,
  },
  {
    name: 'chat: scrolled up, a line comes, and too much is written',
    of: 'ada',
    begin: async (cast) => {
      const ada = await cast.page('ada');
      await say(
        cast,
        'grace',
        Array.from({ length: 12 }, (_, index) => `${index + 1}`),
      );
      await ada.locator('rtc-call .scroller').evaluate((scroller) => (scroller.scrollTop = 0));
      await say(cast, 'grace', [CHAT[cast.look.locale][1]]);
      await ada.locator('rtc-call .newer').waitFor();
      await ada.locator('rtc-call textarea').fill('x'.repeat(4_012));
    },
    end: async (cast) => {
      await (await cast.page('ada')).locator('rtc-call textarea').fill('');
      await openChat(cast, 'ada', false);
      await openChat(cast, 'grace', false);
    },
    apart: true,
  },
  {
    name: 'chat: many unread',
    of: 'ada',
    begin: async (cast) => {
      await say(
        cast,
        'grace',
        Array.from({ length: 12 }, (_, index) => `${index + 1}`),
      );
      await part(await cast.page('ada'), 'chat-toast').waitFor();
    },
    apart: true,
  },
];

const call: Play = {
  name: 'call',
  scenes: [
    { name: 'landing', of: 'ada', begin: async (cast) => void (await (await cast.page('ada')).goto(cast.app.url)) },
    {
      name: 'lobby',
      of: 'ada',
      begin: async (cast) => {
        const ada = await cast.page('ada');
        await ada.goto(cast.link('caller'));
        await ada.locator('rtc-call input[name=name]').fill(NAMES[cast.look.locale][0]);
      },
    },
    ...IN_LOBBY.map((panel) => panelScene('lobby', panel)),
    {
      name: 'waiting',
      of: 'ada',
      begin: async (cast) => {
        const ada = await cast.page('ada');
        await join(ada);
        await stateIs(ada, 'waiting');
        await ada.locator('rtc-call .qr canvas').waitFor({ state: 'attached' });
      },
    },
    {
      name: 'connected',
      of: 'ada',
      begin: async (cast) => {
        const [ada, grace] = [await cast.page('ada'), await cast.page('grace')];
        await grace.goto(cast.link('callee'));
        await sitDown(grace, NAMES[cast.look.locale][1]);
        await stateIs(ada, 'connected');
        await plays(ada, '.remote');
      },
    },
    ...PANELS.map((panel) => panelScene('connected', panel)),
    ...chatScenes,
    {
      name: 'the other one shares a screen',
      of: 'ada',
      begin: async (cast) => {
        await press(cast, 'grace', 'screen');
        await plays(await cast.page('ada'), '.screen');
      },
    },
    {
      name: 'both share, and a camera is lost',
      of: 'ada',
      begin: async (cast) => {
        await press(cast, 'ada', 'screen');
        await (await cast.page('grace')).evaluate(loseCamera);
        await part(await cast.page('ada'), 'trouble').waitFor();
      },
    },
    { name: 'the own camera is lost', of: 'grace', begin: async () => undefined },
    {
      name: 'a screen, and a camera is lost',
      of: 'ada',
      begin: (cast) => press(cast, 'ada', 'screen'),
      end: async (cast) => {
        await press(cast, 'grace', 'screen');
        await (await cast.page('grace')).evaluate(() => dispatchEvent(new Event('plug')));
        await part(await cast.page('ada'), 'trouble').waitFor({ state: 'hidden' });
      },
    },
    {
      name: 'the other camera is off',
      of: 'ada',
      begin: async (cast) => {
        await press(cast, 'grace', 'mic');
        await press(cast, 'grace', 'camera');
        await press(cast, 'ada', 'mic');
        await (await cast.page('ada')).locator('rtc-call .remote .initials').waitFor();
      },
    },
    {
      name: 'both cameras are off',
      of: 'ada',
      begin: (cast) => press(cast, 'ada', 'camera'),
      end: async (cast) => {
        await press(cast, 'ada', 'camera');
        await press(cast, 'grace', 'camera');
        await (await cast.page('ada')).locator('rtc-call .remote .initials').waitFor({ state: 'hidden' });
      },
    },
    {
      name: 'reconnecting',
      of: 'ada',
      begin: async (cast) => {
        await cast.leave('grace');
        await stateIs(await cast.page('ada'), 'reconnecting');
      },
    },
    { name: 'left alone', of: 'ada', begin: async (cast) => void (await stateIs(await cast.page('ada'), 'waiting')) },
    {
      name: 'ended',
      of: 'ada',
      begin: async (cast) => {
        await press(cast, 'ada', 'leave');
        await stateIs(await cast.page('ada'), 'ended');
      },
    },
  ],
};

const ringing: Play = {
  name: 'ringing',
  scenes: [
    {
      name: 'a desk waits',
      of: 'ada',
      begin: async (cast) => {
        const ada = await cast.page('ada');
        await ada.goto(cast.link('callee'));
        await ada.locator('rtc-call').evaluate((call: CallElement) => (call.answer = 'manual'));
        await sitDown(ada, NAMES[cast.look.locale][0]);
        await stateIs(ada, 'waiting');
      },
    },
    {
      name: 'it rings here',
      of: 'ada',
      begin: async (cast) => {
        const grace = await cast.page('grace');
        await grace.goto(cast.link('caller'));
        await sitDown(grace, NAMES[cast.look.locale][1]);
        await stateIs(await cast.page('ada'), 'ringing');
      },
    },
    {
      name: 'it rings there',
      of: 'grace',
      begin: async (cast) => void (await stateIs(await cast.page('grace'), 'ringing')),
    },
    {
      name: 'declined',
      of: 'grace',
      begin: async (cast) => {
        const ada = await cast.page('ada');
        await ada.locator('rtc-call').evaluate((call: CallElement) => call.decline?.('later'));
        await stateIs(await cast.page('grace'), 'ended');
      },
    },
  ],
};

/** The camera is forbidden from the next page on; in the page. */
function deny(): void {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
}

const problems: Play = {
  name: 'problems',
  scenes: [
    {
      name: 'lobby, devices not asked for',
      of: 'ada',
      begin: async (cast) => {
        const ada = await cast.page('ada');
        await ada.context().clearPermissions();
        await ada.goto(cast.link());
        await ada.locator('rtc-call .over').waitFor();
      },
    },
    {
      name: 'lobby, devices denied',
      of: 'ada',
      begin: async (cast) => {
        const ada = await cast.page('ada');
        await ada.addInitScript(deny);
        await ada.context().grantPermissions(['camera', 'microphone']);
        await ada.reload();
        await ada.locator('rtc-call .notice').first().waitFor();
      },
    },
    {
      name: 'waiting, devices denied',
      of: 'ada',
      begin: async (cast) => {
        const ada = await cast.page('ada');
        await join(ada);
        await stateIs(ada, 'waiting');
      },
    },
    {
      name: 'the room is full',
      of: 'third',
      begin: async (cast) => {
        const [ada, grace, third] = [await cast.page('ada'), await cast.page('grace'), await cast.page('third')];
        await grace.goto(cast.link());
        await join(grace);
        await stateIs(ada, 'connected');
        await third.goto(cast.link());
        await join(third);
        await stateIs(third, 'ended');
      },
    },
    {
      name: 'the server is away',
      of: 'third',
      begin: async (cast) => {
        const third = await cast.page('third');
        await third.route('**/socket.io/**', (route) => route.abort());
        await third.goto(`${cast.link()}-2`);
        await third.locator('rtc-call').evaluate((call: CallElement) => (call.server = 'http://localhost:9'));
        await join(third);
        await third.locator('rtc-call .progress').waitFor();
      },
    },
    {
      name: 'the page is not secure',
      of: 'third',
      begin: async (cast) => {
        const third = await cast.page('third');
        await third.goto(`http://rtc.test:${cast.app.port}/#room=${cast.room}`);
        await part(third, 'problem').waitFor();
      },
    },
  ],
};

/** Only an element that can be rung. */
const RINGS = sourceOf('call-element').includes('answer');

export const PLAYS: readonly Play[] = [call, ...(RINGS ? [ringing] : []), problems];
