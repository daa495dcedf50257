import { without, withSwitches } from './support/switches.js';
import { expect, test } from './support/test.js';

test('a camera that is denied is said with a way on, and one can join all the same', async ({ app, room }) => {
  const denied = (args: readonly string[]): string[] => [
    ...without('--use-fake-ui-for-media-stream')(args),
    '--deny-permission-prompts',
  ];
  await withSwitches(denied, async (person) => {
    await person.open(`${app.url}/#room=${room}`);
    await person.button('Use camera and microphone').click();
    await expect(person.call.locator('.notice').getByText('Camera and microphone: not allowed.')).toBeVisible();
    await expect(person.page.getByText('Allow it with the icon beside the address')).toBeVisible();
    await expect(person.button('Try again')).toBeVisible();
    const log = person.call.getByRole('log');
    await expect(log).toContainText('Camera and microphone: not allowed.');
    const heard = await log.evaluateHandle((element) => {
      const lines: (string | null)[] = [];
      new MutationObserver((records) => {
        for (const { addedNodes } of records) for (const node of addedNodes) lines.push(node.textContent);
      }).observe(element, { childList: true, subtree: true });
      return lines;
    });
    await person.join();
    await person.is('waiting');
    await expect(person.button('Copy link')).toBeVisible();
    const said = await heard.jsonValue();
    expect(said.filter((line) => line?.includes('not allowed'))).toEqual([]);
  });
});

test('nothing is opened and nobody is asked before a click, where nothing was allowed before', async ({
  app,
  room,
}) => {
  await withSwitches(without('--use-fake-ui-for-media-stream'), async (person) => {
    await person.open(`${app.url}/#room=${room}`);
    await expect(person.button('Use camera and microphone')).toBeVisible();
    expect(await person.liveTracks()).toBe(0);
    await person.page.context().grantPermissions(['camera', 'microphone']); // The person's answer to the prompt.
    await person.button('Use camera and microphone').click();
    await expect.poll(() => person.liveTracks()).toBe(2);
  });
});

test('a computer without camera and microphone is told so, and can join to watch', async ({ app, room }) => {
  const granted = { permissions: ['camera', 'microphone'] };
  await withSwitches(
    without('--use-fake-device-for-media-stream'),
    async (person) => {
      await person.open(`${app.url}/#room=${room}`);
      await expect(person.call.locator('.notice').getByText('Camera and microphone: none found.')).toBeVisible();
      await person.join();
      await person.is('waiting');
    },
    granted,
  );
});

test('a camera that another program holds is told so; the microphone opens all the same', async ({
  app,
  room,
  someone,
}) => {
  const person = await someone();
  await person.page.addInitScript(() => {
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      if (constraints?.video) throw new DOMException('Could not start video source', 'NotReadableError');
      return getUserMedia(constraints);
    };
  });
  await person.open(`${app.url}/#room=${room}`);
  await expect(person.call.locator('.notice').getByText('Camera: cannot be started.')).toBeVisible();
  await expect(person.button('Mute microphone')).toBeVisible();
  await expect.poll(() => person.liveTracks('audio')).toBe(1);
  await person.button('Dismiss').click();
  await expect(person.call.locator('.notice').getByText('Camera: cannot be started.')).toBeHidden();
});

test('a page on plain http by another name than localhost says that it needs https', async ({ app, room }) => {
  const named = (args: readonly string[]): string[] => [...args, '--host-resolver-rules=MAP rtc.test 127.0.0.1'];
  await withSwitches(named, async (person) => {
    await person.open(`http://rtc.test:${app.port}/#room=${room}`);
    await expect(person.page.getByRole('heading', { name: 'This page needs https' })).toBeVisible();
    await expect(person.page.getByText('or on localhost. Open this page by its https address.')).toBeVisible();
    expect(person.errors).toEqual([]);
  });
});

test('sound that the browser holds back waits for one tap', async ({ app, room, someone }) => {
  const [ada, bob] = [await someone(), await someone()];
  await ada.page.addInitScript(() => {
    const play = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'play')?.value as () => Promise<void>;
    let tapped = false;
    window.addEventListener('click', () => (tapped = true), { capture: true });
    // As Safari does: no sound before a click on this page.
    HTMLMediaElement.prototype.play = function () {
      return this.muted || tapped ? play.call(this) : Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
    };
  });
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  await ada.call.evaluate((element) => (element as unknown as { join(): Promise<void> }).join());
  await bob.open(await ada.inviteLink());
  await bob.join();
  await ada.seesMovement();
  const muted = () => ada.remote.evaluate((video: HTMLVideoElement) => video.muted);
  expect(await muted()).toBe(true);
  await ada.button('Tap to hear').click();
  await expect.poll(muted).toBe(false);
  await expect(ada.button('Tap to hear')).toBeHidden();
});
