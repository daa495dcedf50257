import { en } from '../../client/locales/en/main.js';
import { labels as english } from '../../client/locales/en/index.js';
import { App } from './support/app.js';
import type { Person } from './support/person.js';
import { without, withSwitches } from './support/switches.js';
import { expect, test } from './support/test.js';

const { title: NOT_ALLOWED } = en.deviceProblem(en.cameraAndMicrophone, english.problems['permission-denied']);

/** As when the camera's cable is pulled: its track ends, and there is none to be found until `plug`. */
async function unplugCamera({ page }: Person): Promise<void> {
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const [open, list] = [
      mediaDevices.getUserMedia.bind(mediaDevices),
      mediaDevices.enumerateDevices.bind(mediaDevices),
    ];
    mediaDevices.getUserMedia = async (constraints) => {
      if (constraints?.video) throw new DOMException('none', 'NotFoundError');
      return open(constraints);
    };
    mediaDevices.enumerateDevices = async () => (await list()).filter(({ kind }) => kind !== 'videoinput');
    addEventListener('plug', () => {
      Object.assign(mediaDevices, { getUserMedia: open, enumerateDevices: list });
      mediaDevices.dispatchEvent(new Event('devicechange'));
    });
    for (const track of globalThis.rtcProbe.tracks.filter(({ kind }) => kind === 'video')) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  });
}

const plugCamera = ({ page }: Person): Promise<unknown> => page.evaluate(() => dispatchEvent(new Event('plug')));

async function seesScreen({ call }: Person): Promise<void> {
  const video = call.locator('.screen video');
  const frames = () =>
    video.evaluate((element: HTMLVideoElement) => element.getVideoPlaybackQuality().totalVideoFrames);
  await expect.poll(frames, { timeout: 20_000, message: 'frames of the screen' }).toBeGreaterThan(2);
}

test('a camera that is lost in a call is said on both sides, and is back by itself when it is plugged in', async ({
  pair,
}) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await bob.seesMovement();
  const codes = await ada.call.evaluateHandle((element) => {
    const heard: string[] = [];
    element.addEventListener('rtc-error', (event) =>
      heard.push((event as unknown as { error: { code: string } }).error.code),
    );
    return heard;
  });
  await unplugCamera(ada);
  await expect.poll(() => codes.jsonValue()).toEqual(['device-lost']);
  await expect(ada.call.locator('.notice').getByText('Camera: disconnected.')).toBeVisible();
  await expect(bob.call.locator('.pill').getByText('Ada’s camera got disconnected')).toBeVisible();
  await expect(bob.call.locator('.remote .initials')).toBeVisible();
  expect([await ada.state(), await bob.state()]).toEqual(['connected', 'connected']);
  await plugCamera(ada);
  await bob.seesMovement();
  await expect(bob.call.locator('.pill')).toBeHidden();
  await expect(ada.call.locator('.notice')).toBeHidden();
  expect(await codes.jsonValue()).toEqual(['device-lost']);
});

test('a permission that is withdrawn in a call is said on both sides, and given again it is used again', async ({
  app,
  room,
  someone,
}) => {
  const bob = await someone();
  await bob.open(`${app.url}/#room=${room}&as=callee`);
  await bob.join('Bob');
  const granted = { permissions: ['camera', 'microphone'] };
  // The fake prompt would grant for ever.
  await withSwitches(
    without('--use-fake-ui-for-media-stream'),
    async (ada) => {
      await ada.open(`${app.url}/#room=${room}&as=caller`);
      await ada.join('Ada');
      await bob.seesMovement();
      await ada.page.context().clearPermissions();
      await expect(ada.call.locator('.notice').getByText(NOT_ALLOWED)).toBeVisible();
      await expect(bob.call.locator('.pill').getByText('Ada’s camera and microphone cannot be used')).toBeVisible();
      expect([await ada.liveTracks(), await ada.state()]).toEqual([0, 'connected']);
      await ada.page.context().grantPermissions(granted.permissions);
      await expect.poll(() => ada.liveTracks()).toBe(2);
      await bob.seesMovement();
      await bob.hearsSound();
    },
    granted,
  );
});

test('a screen is shared with one click, seen large on the other side, and stopped', async ({ pair }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await ada.button('Share screen').click();
  await expect(ada.call.locator('.pill').getByText('You are sharing your screen')).toBeVisible();
  await seesScreen(bob);
  await bob.seesMovement();
  const [screen, camera] = [bob.call.locator('.screen'), bob.call.locator('.remote')];
  const widths = [await screen.boundingBox(), await camera.boundingBox()].map((box) => box?.width ?? 0);
  expect(widths[0]).toBeGreaterThan(2 * (widths[1] ?? 0));
  await ada.button('Stop sharing').click();
  await expect(screen).toBeHidden();
  await expect(ada.button('Share screen')).toBeVisible();
  expect([ada.errors, bob.errors]).toEqual([[], []]);
});

test('a screen that is shared is seen again after the other page was reloaded', async ({ pair }) => {
  const [ada, bob] = await pair('Ada', 'Bob');
  await ada.button('Share screen').click();
  await seesScreen(bob);
  await bob.page.reload();
  await seesScreen(bob);
});

test('a screen is shared and stopped while the server is away', async ({ room, someone }) => {
  const app = new App();
  await app.start();
  const [ada, bob] = [await someone(), await someone()];
  for (const person of [ada, bob]) {
    await person.open(`${app.url}/#room=${room}`);
    await person.join();
  }
  await bob.is('connected');
  await app.stop('SIGKILL');
  await ada.button('Share screen').click();
  await seesScreen(bob);
  await ada.button('Stop sharing').click();
  await expect(bob.call.locator('.screen')).toBeHidden();
  await bob.button('Hang up').click();
  await ada.is('ended');
});
