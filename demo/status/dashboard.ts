/** What the server says of itself: the state, what is wrong, the figures, the last ten minutes. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Problem, Reading, Status, TurnReading } from '../../server/status-model.js';
import { chart, type Chart } from './chart.js';
import { FAULT_WORDS, REFUSAL_WORDS, wordsOf } from './texts.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium' });

const ms = (value: number | null): string =>
  value === null ? '–' : `${(value < 10 ? tenth : whole).format(value)} ms`;
const MIB = 2 ** 20;

export function dashboard(status: Status, stale: boolean, logOut: () => void): TemplateResult {
  return html`
    <header>
      <h1>rtc-call status</h1>
      ${pill(status, stale)}
      <button type="button" @click=${() => logOut()}>Log out</button>
    </header>
    <main>
      ${stale ? html`<p class="stale" role="alert">The server does not answer. This is what it said at ${clock.format(status.now)}.</p>` : nothing}
      ${problems(status.problems)} ${figures(status)} ${charts(status)}
      <div class="tables">${turnTable(status.turn)} ${refusalTable(status)} ${webhookTable(status)}</div>
    </main>
    <footer>
      <p>
        Up for ${duration(status.uptime)} · ${whole.format(status.memory / MIB)} MiB · ${clock.format(status.now)} ·
        figures of this server alone, since it started
      </p>
    </footer>
  `;
}

function pill({ ready, draining }: Status, stale: boolean): TemplateResult {
  if (stale) return html`<p class="pill stop">No answer</p>`;
  if (draining) return html`<p class="pill stop">Stopping</p>`;
  return ready ? html`<p class="pill good">Ready</p>` : html`<p class="pill stop">Not ready</p>`;
}

function problems(list: readonly Problem[]): TemplateResult {
  if (list.length === 0) return html`<p class="card calm">Nothing is wrong.</p>`;
  return html`<section aria-labelledby="problems">
    <h2 id="problems">To look at</h2>
    <ul class="problems">
      ${list.map((problem) => {
        const { title, advice, weight } = wordsOf(problem);
        return html`<li class=${`card ${weight}`}>
          <h3>${title}</h3>
          <p>${advice}</p>
        </li>`;
      })}
    </ul>
  </section>`;
}

function figures({ seats, calls, rooms, sockets, maxSockets, totals }: Status): TemplateResult {
  const most = maxSockets > 0 ? `of ${whole.format(maxSockets)} at the most` : 'without a limit';
  const tiles: [string, string, string][] = [
    ['Calls now', whole.format(calls), `in ${whole.format(rooms)} ${rooms === 1 ? 'room' : 'rooms'}`],
    ['Seats taken', whole.format(seats), `${whole.format(sockets)} connections ${most}`],
    ['Calls started', whole.format(totals.started), `${whole.format(totals.setUp)} introductions`],
    ['Introduced in', ms(totals.setUpMs), 'half of them faster'],
    ['Came back', whole.format(totals.reconnected), 'after a lost connection'],
  ];
  return html`<section aria-labelledby="figures">
    <h2 id="figures">Figures</h2>
    <dl class="tiles">
      ${tiles.map(
        ([name, value, more]) =>
          html`<div class="card tile">
            <dt>${name}</dt>
            <dd class="value">${value}</dd>
            <dd>${more}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function charts({ history, now, seats, calls }: Status): TemplateResult {
  const last: Reading | undefined = history.at(-1);
  const common = { readings: history, now };
  const all: Chart[] = [
    {
      ...common,
      title: 'People',
      lines: [
        { name: 'Seats', now: whole.format(seats), value: ({ seats }) => seats },
        { name: 'Calls', now: whole.format(calls), value: ({ calls }) => calls },
      ],
      atLeast: 10,
      format: (value) => whole.format(value),
    },
    {
      ...common,
      title: 'Signals passed on',
      lines: [{ name: 'A second', now: tenth.format(last?.relays ?? 0), value: ({ relays }) => relays }],
      atLeast: 10,
      format: (value) => `${whole.format(value)}/s`,
    },
    {
      ...common,
      title: 'Delivery',
      lines: [{ name: 'Half faster than', now: ms(last?.delivery ?? null), value: ({ delivery }) => delivery }],
      atLeast: 100,
      format: (value) => ms(value),
    },
    {
      ...common,
      title: 'Event loop delay',
      lines: [{ name: '99 of 100 below', now: ms(last?.loop ?? null), value: ({ loop }) => loop }],
      atLeast: 50,
      format: (value) => ms(value),
    },
  ];
  return html`<section aria-labelledby="minutes">
    <h2 id="minutes">The last ten minutes</h2>
    <div class="charts">${all.map((each) => chart(each))}</div>
  </section>`;
}

function turnTable(turn: readonly TurnReading[]): TemplateResult {
  return html`<section class="card" aria-labelledby="turn">
    <h2 id="turn">TURN servers</h2>
    ${
      turn.length === 0
        ? html`<p class="muted">None is set.</p>`
        : html`<ul class="rows">
            ${turn.map(
              ({ url, state, ms: took, at }) =>
                html`<li>
                  <span class="url">${url}</span>
                  <span
                    class=${state === 'ok' ? 'good' : state === 'waiting' || state === 'unchecked' ? 'muted' : 'bad'}
                    >${FAULT_WORDS[state]}${took === null ? nothing : ` in ${ms(took)}`}</span
                  >
                  <span class="muted small">${state === 'waiting' ? nothing : `asked at ${clock.format(at)}`}</span>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function refusalTable({ totals: { refused } }: Status): TemplateResult {
  const rows = Object.entries(refused).toSorted(([, a], [, b]) => b - a);
  return html`<section class="card" aria-labelledby="refusals">
    <h2 id="refusals">Refusals</h2>
    ${
      rows.length === 0
        ? html`<p class="muted">None so far.</p>`
        : html`<ul class="rows">
            ${rows.map(
              ([code, count]) =>
                html`<li>
                  <span><code>${code}</code> ${REFUSAL_WORDS[code] ?? ''}</span><b>${whole.format(count)}</b>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function webhookTable({ webhooks, redis }: Status): TemplateResult {
  const rows: [string, string, boolean][] = [
    ['Redis', { none: 'not used', up: 'answers', down: 'away' }[redis], redis === 'down'],
    ...(webhooks === null
      ? [['Webhooks', 'not used', false] as [string, string, boolean]]
      : ([
          ['Webhooks delivered', whole.format(webhooks.delivered), false],
          ['Webhooks waiting', whole.format(webhooks.queued), false],
          [
            'Webhooks lost',
            whole.format(webhooks['given-up'] + webhooks.dropped),
            webhooks['given-up'] + webhooks.dropped > 0,
          ],
        ] as [string, string, boolean][])),
  ];
  return html`<section class="card" aria-labelledby="beside">
    <h2 id="beside">Beside it</h2>
    <ul class="rows">
      ${rows.map(([name, value, bad]) => html`<li><span>${name}</span><b class=${bad ? 'bad' : ''}>${value}</b></li>`)}
    </ul>
  </section>`;
}

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** The two largest units. */
function duration(seconds: number): string {
  const largest = UNITS.findIndex(([size]) => seconds >= size);
  const from = largest === -1 ? UNITS.length - 1 : largest;
  const parts = UNITS.slice(from, from + 2).map(([size, name], index) => {
    const above = index === 0 ? Infinity : (UNITS[from]?.[0] ?? Infinity);
    return `${Math.floor((seconds % above) / size)} ${name}`;
  });
  return parts.join(' ');
}
