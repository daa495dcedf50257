/** Through every state and panel of a call, for whoever wants to look at each of them. */
import { expect } from '@playwright/test';
import { PANELS } from '../../support/scenes.js';
import type { App } from './app.js';
import type { Person } from './person.js';

export interface Tour {
  readonly app: App;
  readonly room: string;
  readonly ada: Person;
  readonly bob: Person;
}

type Opens = HTMLElement & { openPanel(name: string | null): Promise<void> };

/** @param visit is called at each place, to look at Ada's page */
export async function tour({ app, room, ada, bob }: Tour, visit: (place: string) => Promise<void>): Promise<void> {
  await ada.open(`${app.url}/#room=${room}&as=caller`);
  await expect(ada.button('Mute microphone')).toBeVisible();
  await visit('lobby');
  await ada.join('Ada Lovelace');
  await ada.is('waiting');
  await expect(ada.call.locator('.qr canvas')).toBeAttached();
  await visit('waiting');
  await bob.open(await ada.inviteLink());
  await bob.join('Bob');
  await ada.seesMovement();
  await visit('connected');
  await bob.button('Mute microphone').click();
  await bob.button('Turn camera off').click();
  await expect(ada.call.locator('.remote .initials')).toBeVisible();
  await visit('the other one is off');
  await bob.says('A line of the chat');
  await ada.says('and its answer');
  for (const person of [bob, ada]) await person.offers(1);
  for (const panel of PANELS) {
    await ada.call.evaluate((call: Opens, name) => call.openPanel(name), panel);
    await expect(ada.call.locator('[part=panel]')).toBeVisible();
    await visit(`panel ${panel}`);
  }
  await ada.call.evaluate((call: Opens) => call.openPanel(null));
  await ada.button('Hang up').click();
  await ada.is('ended');
  await visit('ended');
}
