/** The table of all states of a call, made from the rules themselves and the English texts: docs/states.md. */
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { next, type CallFact, type CallState, type StateName } from '../client/call/state.js';
import { en } from '../client/locales/en/main.js';
import { moreEn } from '../client/locales/en/on-demand.js';
import { CLOSING_MS, LEASE_MS } from '../server/seats.js';

const NOW = 1_000_000;
const role = 'caller';
const name = 'Ada';

/** One of each name; what a state holds besides changes where it leads only as the notes below the table say. */
export const STATES: Readonly<{ [N in StateName]: Extract<CallState, { name: N }> }> = {
  idle: { name: 'idle' },
  lobby: { name: 'lobby' },
  joining: { name: 'joining' },
  waiting: { name: 'waiting', role, left: false },
  ringing: { name: 'ringing', role: 'callee', direction: 'incoming' },
  connecting: { name: 'connecting', role },
  connected: { name: 'connected', role, since: NOW },
  reconnecting: { name: 'reconnecting', role, since: NOW, cause: 'network' },
  ended: { name: 'ended', reason: 'hung-up', code: null, lasted: 0 },
};

interface Known {
  readonly when: string;
  readonly facts: readonly CallFact[];
}

/** What can become known, with every variant that leads elsewhere. */
export const FACTS: Readonly<Record<CallFact['type'], Known>> = {
  previewed: { when: 'the lobby opens', facts: [{ type: 'previewed' }] },
  'join-asked': { when: 'the person presses Join', facts: [{ type: 'join-asked' }] },
  seated: {
    when: 'the server gives a seat, nobody or somebody opposite',
    facts: [
      { type: 'seated', role, opposite: false },
      { type: 'seated', role, opposite: true },
    ],
  },
  'peer-arrived': { when: 'somebody takes the seat opposite', facts: [{ type: 'peer-arrived' }] },
  'peer-gone': { when: 'the seat opposite is free, and nothing is heard', facts: [{ type: 'peer-gone' }] },
  rang: { when: 'one of both answers by hand, and has not yet', facts: [{ type: 'rang' }] },
  'ring-ended': {
    when: 'the callee declines, nobody answers in time, or the caller goes',
    facts: [{ type: 'ring-ended' }],
  },
  'media-up': { when: 'there is a path', facts: [{ type: 'media-up', at: NOW }] },
  began: { when: 'the other side remembers an earlier beginning', facts: [{ type: 'began', at: 0 }] },
  'media-lost': {
    when: 'silence, or the other page says that it goes',
    facts: [{ type: 'media-lost', cause: 'peer' }],
  },
  ended: {
    when: 'somebody hangs up, or the server sends this side away',
    facts: [{ type: 'ended', reason: 'hung-up', at: NOW }],
  },
};

interface Ways {
  readonly sees: string;
  readonly on: string;
  readonly out: string;
}

const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;
const { ring } = moreEn;
const hangUp = `**${en.hangUp}**`;
const WAYS: Readonly<Record<StateName, Ways>> = {
  idle: {
    sees: 'nothing yet',
    on: '`preview()`, `join()`; the element does one of them by itself',
    out: 'nothing is open',
  },
  lobby: {
    sees: `“${en.lobbyTitle}”, the own picture, what is wrong with a device`,
    on: `**${en.join}**`,
    out: 'leaving the page; nothing is promised yet',
  },
  joining: {
    sees: `“${en.joining}”, or “${en.serverAway}”`,
    on: 'the server answers; it is asked for as long as it takes',
    out: `**${en.cancel}**; a refusal ends it with its reason`,
  },
  waiting: {
    sees: `“${en.waitingTitle}” with the invite link, or “${en.leftTitle(name)}”`,
    on: 'somebody opens the link',
    out: hangUp,
  },
  ringing: {
    sees: `the caller “${ring.outgoing(name)}”, the callee “${ring.incoming(name)}”; both hear it`,
    on: `the callee's **${ring.accept}** or **${ring.withoutCamera}**; a page that is reloaded, or a server that was away: it rings on`,
    out: `the callee's **${ring.decline}** (the caller reads why), the caller's **${en.cancel}**, nobody answers in time (45 s), a page is gone: the caller has \`ended\`, the callee is \`waiting\``,
  },
  connecting: {
    sees: `“${en.connectingTo(name)}”`,
    on: 'a path is found; tried anew for as long as both are there',
    out: `${hangUp}; the other one leaves, or their lease ends: \`waiting\``,
  },
  connected: {
    sees: 'the other person, their name, the clock',
    on: 'it is where a call wants to be',
    out: `${hangUp}, on either side`,
  },
  reconnecting: {
    sees: `the last picture; “${en.reconnecting}” if the path is lost, “${en.peerReloading(name)}” if the page is`,
    on: 'the path or the page is back; tried anew for as long as both are there',
    out: `${hangUp}; the other one's lease ends (${seconds(CLOSING_MS)} after their page closed, ${seconds(LEASE_MS)} after it crashed): \`waiting\``,
  },
  ended: {
    sees: `why: “${en.ended}”, “${en.peerHungUp(name)}”, “${ring.declined(name)}”, “${ring.noAnswer(name)}”, “${ring.busy}”, or what the server refused`,
    on: `**${en.joinAgain}**, **${ring.callAgain}**, **${en.useHere}** or **${en.tryAgain}**`,
    out: 'it is out: no device is on, no connection is open',
  },
};

/** Where a state goes when something becomes known; a dot where it stays. */
function leads(from: CallState, { facts }: Known): string {
  const places = facts.map((fact) => {
    const to = next(from, fact);
    if (to === from) return '·';
    if (fact.type === 'began') return 'earlier clock';
    if (to.name !== from.name) return `\`${to.name}\``;
    return 'other cause';
  });
  return [...new Set(places)].join(' or ');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(row).join('\n');

/** The whole document, as it should stand in docs/states.md. */
export async function statesDocument(): Promise<string> {
  const states = Object.values(STATES);
  const facts = Object.entries(FACTS);
  const ways = states.map(({ name }) => [`\`${name}\``, WAYS[name].sees, WAYS[name].on, WAYS[name].out]);
  const moves = facts.map(([type, known]) => [
    `**${type}**: ${known.when}`,
    ...states.map((state) => leads(state, known)),
  ]);
  const text = `# The states of a call

Made by \`npm run docs\` from [state.ts](../client/call/state.ts) and the texts; a test fails where it differs.

## What the person sees, the way on, the way out

${table(['state', 'the person sees', 'way on', 'way out'], ways)}

## Where every fact leads

A dot: nothing changes.

${table(['fact', ...states.map(({ name }) => `\`${name}\``)], moves)}

\`reconnecting\` keeps the clock of \`connected\`; \`waiting\` begins a new one, unless who comes back remembers the old. A second
**media-lost** changes the cause (\`network\` or \`peer\`), which the text names. **ended** carries its reason: \`hung-up\`,
\`peer-hung-up\`, \`occupied\`, \`replaced\`, \`refused\` with the server's code, or of a ring: \`declined\` (with what was \`said\`),
\`cancelled\`, \`no-answer\`, \`busy\`.

At the callee **ring-ended** leads from \`ringing\` to \`waiting\`: a desk takes one call after another. It does not end after a call
either: \`ended\` tells of it, and \`joining\` follows by itself, unless the person left while nobody was there.
`;
  const config = await resolveConfig(fileURLToPath(new URL('../docs/states.md', import.meta.url)));
  return format(text, { ...config, parser: 'markdown' });
}
