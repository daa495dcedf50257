/** The page that `npm start` serves: a landing page, and the call as soon as the fragment names a room. */
import { createRoom, readInvite, type Invite } from '../client/call/invite.js';
import type { RtcCall } from '../client/elements/rtc-call.js';
import { directionOf, textsFor } from './texts.js';

const COPIED_MS = 2_000;

const language = navigator.language;
const texts = textsFor(language);

function find(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

const landing = find('landing');
const room = find('room');

function showCall({ room: name, as }: Invite): void {
  const call = document.createElement('rtc-call');
  call.setAttribute('room', name);
  call.setAttribute('as', as);
  // A desk: …#room=<code>&as=callee&answer=manual
  if (new URLSearchParams(location.hash.slice(1)).get('answer') === 'manual') call.setAttribute('answer', 'manual');
  room.replaceChildren(call);
  // The button that began it is gone: a keyboard, and a screen reader, go on in the call.
  if (landing.contains(document.activeElement)) void call.updateComplete.then(() => takeFocus(call));
}

const takeFocus = ({ renderRoot }: RtcCall): void =>
  renderRoot.querySelector<HTMLElement>('section[tabindex]')?.focus();

function show(): void {
  const invite = readInvite(location.hash);
  landing.hidden = invite !== null;
  room.hidden = invite === null;
  document.title = invite ? `${invite.room} · rtc-call` : 'rtc-call';
  if (invite) showCall(invite);
  else room.replaceChildren();
}

function snippet(): string {
  return `<script type="module" src="${new URL('rtc-call.js', location.href).href}"></script>\n<rtc-call room="${createRoom()}"></rtc-call>`;
}

async function copySnippet(button: HTMLElement, code: string): Promise<void> {
  await navigator.clipboard.writeText(code);
  button.textContent = texts.copied;
  setTimeout(() => (button.textContent = texts.copy), COPIED_MS);
}

function fillLanding(): void {
  Object.assign(document.documentElement, { lang: language, dir: directionOf(language) });
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]'))
    element.textContent = texts[element.dataset['text'] as keyof typeof texts];
  const code = snippet();
  find('snippet').textContent = code;
  find('start').addEventListener('click', () => (location.hash = `room=${createRoom()}`));
  const copy = find('copy');
  copy.hidden = !window.isSecureContext;
  copy.addEventListener('click', () => void copySnippet(copy, code));
}

fillLanding();
show();
window.addEventListener('hashchange', show);
