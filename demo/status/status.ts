/** The page for whoever runs the server: asks for a token, keeps it for this tab, and shows what the server says of itself. */
import { html, render, type TemplateResult } from 'lit';
import type { Status } from '../../server/status-model.js';
import { dashboard } from './dashboard.js';

const KEY = 'rtc-call-status-token';
const EVERY_MS = 2_000;

type View =
  | { readonly name: 'login'; readonly fault: string }
  | { readonly name: 'loading' }
  | { readonly name: 'shown'; readonly status: Status; readonly stale: boolean };

let view: View = { name: 'login', fault: '' };
let timer: ReturnType<typeof setTimeout> | undefined;

function show(next: View): void {
  const before = view.name;
  view = next;
  render(page(), document.body);
  if (next.name === 'login' && before !== 'login') document.querySelector('input')?.focus();
}

function page(): TemplateResult {
  switch (view.name) {
    case 'login':
      return loginForm(view.fault);
    case 'loading':
      return html`<main class="center"><p class="muted" role="status">Asking the server…</p></main>`;
    case 'shown':
      return dashboard(view.status, view.stale, logOut);
  }
}

function loginForm(fault: string): TemplateResult {
  return html`<main class="center">
    <form class="card login" @submit=${logIn}>
      <h1>rtc-call status</h1>
      <label for="token">API token</label>
      <input
        id="token"
        name="token"
        type="password"
        autocomplete="current-password"
        required
        autofocus
        aria-describedby="hint fault"
        aria-invalid=${fault === '' ? 'false' : 'true'}
      />
      <p id="fault" class="fault" role="alert">${fault}</p>
      <button class="primary">Show status</button>
      <p id="hint" class="muted small">
        One of <code>API_TOKEN</code> in the server's settings. It is kept until this tab is closed.
      </p>
    </form>
  </main>`;
}

function logIn(event: SubmitEvent): void {
  event.preventDefault();
  const token = document.querySelector('input')?.value.trim() ?? '';
  sessionStorage.setItem(KEY, token);
  void ask();
}

function logOut(fault = ''): void {
  clearTimeout(timer);
  sessionStorage.removeItem(KEY);
  show({ name: 'login', fault });
}

/** Asks again and again while the page is seen. */
async function ask(): Promise<void> {
  clearTimeout(timer);
  const token = sessionStorage.getItem(KEY);
  if (token === null) return show({ name: 'login', fault: '' });
  if (view.name === 'login') show({ name: 'loading' });
  const response = await fetch('./api/status', { headers: { authorization: `Bearer ${token}` } }).catch(() => null);
  if (sessionStorage.getItem(KEY) !== token) return;
  if (response?.status === 401) return logOut('The server does not know this token.');
  if (response?.status === 429) return logOut('Too many wrong tokens. Try again in a minute.');
  if (response?.ok) show({ name: 'shown', status: (await response.json()) as Status, stale: false });
  else if (view.name === 'shown') show({ ...view, stale: true });
  else return logOut('The server does not answer.');
  timer = setTimeout(() => void ask(), EVERY_MS);
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  if (document.visibilityState === 'visible' && view.name === 'shown') void ask();
});

show(view);
if (sessionStorage.getItem(KEY) !== null) void ask();
