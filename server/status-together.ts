/** What several processes of one machine say of themselves as the words of one. */
import type { Problem, Readiness, Reading, Status, Totals, TurnReading, WebhooksState } from './status-model.js';

/** Two readings that are no further apart, in milliseconds, are of one moment: half of the time between two of them. */
const SAME_MOMENT_MS = 2_500;

/** The worst first. */
const SEVERITY: readonly Problem['code'][] = [
  'draining',
  'redis-away',
  'worker-away',
  'turn-fault',
  'turn-open',
  'no-turn',
  'open-mode',
  'any-origin',
];

/** @param missing how many did not answer */
export function statusTogether(own: Status, others: readonly Status[], missing: number): Status {
  const all = [own, ...others];
  const add = (read: (status: Status) => number): number => sum(all.map(read));
  return {
    ...own,
    ...readinessTogether(all),
    uptime: Math.max(...all.map(({ uptime }) => uptime)),
    problems: problemsTogether(all, missing),
    seats: add(({ seats }) => seats),
    sockets: add(({ sockets }) => sockets),
    maxSockets: own.maxSockets * (all.length + missing),
    // A room of two processes is a half of each; one that another machine has the rest of is shown whole.
    rooms: Math.ceil(add(({ rooms }) => rooms)),
    calls: Math.ceil(add(({ calls }) => calls)),
    memory: add(({ memory }) => memory),
    webhooks: own.webhooks && all.map(({ webhooks }) => webhooks).reduce(webhooksTogether),
    totals: totalsTogether(all.map(({ totals }) => totals)),
    history: historyTogether(all.map(({ history }) => history)),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function readinessTogether(all: readonly Status[]): Readiness {
  const redis = (['down', 'up', 'none'] as const).find((state) => all.some((each) => each.redis === state));
  const urls = new Set(all.flatMap(({ turn }) => turn.map(({ url }) => url)));
  return {
    ready: all.every(({ ready }) => ready),
    draining: all.some(({ draining }) => draining),
    redis: redis ?? 'none',
    turn: [...urls].flatMap((url) => worst(all.flatMap(({ turn }) => turn.filter((reading) => reading.url === url)))),
  };
}

/** Of the readings of one relay: what went wrong for one process may go wrong for people. */
function worst(readings: readonly TurnReading[]): TurnReading[] {
  const rank = ({ state }: TurnReading): number => ['waiting', 'ok', 'open'].indexOf(state) >>> 0;
  return readings.toSorted((a, b) => rank(b) - rank(a)).slice(0, 1);
}

function problemsTogether(all: readonly Status[], missing: number): Problem[] {
  const away: Problem[] = missing > 0 ? [{ code: 'worker-away' }] : [];
  const said = new Map(
    [...away, ...all.flatMap(({ problems }) => problems)].map((each) => [JSON.stringify(each), each]),
  );
  return [...said.values()].toSorted((a, b) => SEVERITY.indexOf(a.code) - SEVERITY.indexOf(b.code));
}

const webhooksTogether = (one: WebhooksState | null, other: WebhooksState | null): WebhooksState | null =>
  one &&
  other && {
    queued: one.queued + other.queued,
    delivered: one.delivered + other.delivered,
    retried: one.retried + other.retried,
    dropped: one.dropped + other.dropped,
    'given-up': one['given-up'] + other['given-up'],
  };

function totalsTogether(all: readonly Totals[]): Totals {
  const refused: Record<string, number> = {};
  for (const [code, count] of all.flatMap((totals) => Object.entries(totals.refused)))
    refused[code] = (refused[code] ?? 0) + count;
  return {
    started: sum(all.map(({ started }) => started)),
    setUp: sum(all.map(({ setUp }) => setUp)),
    setUpMs: mean(all.map(({ setUpMs, setUp }) => [setUpMs, setUp])),
    reconnected: sum(all.map(({ reconnected }) => reconnected)),
    refused,
  };
}

/** Of medians, each with the number of cases behind it: near enough to the median of all for a glance. */
function mean(medians: readonly (readonly [median: number | null, cases: number])[]): number | null {
  const known = medians.filter((each): each is [number, number] => each[0] !== null && each[1] > 0);
  const cases = sum(known.map(([, count]) => count));
  return cases > 0 ? sum(known.map(([median, count]) => median * count)) / cases : null;
}

/** Along the longest of them; each process reads at moments of its own. */
function historyTogether(histories: readonly (readonly Reading[])[]): Reading[] {
  const [longest = [], ...others] = histories.toSorted((a, b) => b.length - a.length);
  return longest.map((reading) => readingTogether([reading, ...others.flatMap((each) => atThe(reading.at, each))]));
}

const atThe = (moment: number, history: readonly Reading[]): Reading[] =>
  history.filter(({ at }) => Math.abs(at - moment) <= SAME_MOMENT_MS).slice(0, 1);

function readingTogether(all: readonly [Reading, ...Reading[]]): Reading {
  const add = (read: (reading: Reading) => number): number => sum(all.map(read));
  return {
    at: all[0].at,
    seats: add(({ seats }) => seats),
    calls: add(({ calls }) => calls),
    relays: add(({ relays }) => relays),
    delivery: mean(all.map(({ delivery, relays }) => [delivery, relays])),
    loop: Math.max(...all.map(({ loop }) => loop)),
  };
}
