/** What one hostile client does from its first byte to its last. */
import type { Role } from '../../shared/protocol.js';
import type { Dice } from './dice.js';
import { broken, framed, ping } from './frames.js';
import { Line } from './line.js';
import { early, hello, mild, wild, type Packet, type Who } from './packets.js';
import { stranger } from './people.js';
import { Polls } from './polls.js';
import { halfRequest, lastRequest, request, upgrade } from './requests.js';
import type { Tally } from './tally.js';

export interface Ground {
  readonly port: number;
  /** Of the HTTP API. */
  readonly token: string;
  readonly tally: Tally;
  /** Connections that are left to the server, which has to end them. */
  readonly lingering: Line[];
}

type Session = (dice: Dice, ground: Ground) => Promise<void>;

/** Within the allowance of one socket, so that all of them are read. */
const EVENTS = 45;
/** For the server's next word. */
const WORD_MS = 5_000;
/** For the end that it owes; where it owes none the client goes by itself. */
const END_MS = 300;
/** Of those who could go and stay, silent. */
const STAY = 0.004;

/** A few, so that they share limits. */
const addressOf = (dice: Dice): string => `198.51.100.${dice.below(8)}`;

/** The number of an event whose answer says that all before it were read. */
const LAST = 5_000;
const lastEvent = ({ role }: Who): Packet => `42/${role},${LAST}["ice"]`;

function someone(dice: Dice): Who {
  const role = dice.pick<Role>(['caller', 'callee']);
  return { role, person: stranger(dice, role) };
}

/** Over with it, one way or the other. */
async function finish(dice: Dice, { lingering }: Ground, line: Line): Promise<void> {
  if (dice.chance(STAY)) return void lingering.push(line);
  if (dice.chance(0.3)) line.leave(dice.chance(0.5) ? 'reset' : 'end');
  else if (!(await line.ends(END_MS))) line.leave('reset');
}

function send(line: Line, tally: Tally, packets: readonly Packet[]): void {
  tally.frames += packets.length;
  line.write(...packets.map(framed));
}

async function openWebsocket(dice: Dice, { port, tally }: Ground): Promise<Line | null> {
  const line = new Line(port, tally);
  tally.frames += 1;
  line.write(upgrade(addressOf(dice)));
  const isOpen = await line.hear((word) => word.startsWith('0{'), WORD_MS);
  if (!isOpen) line.leave('reset');
  return isOpen ? line : null;
}

/** By websocket, with a seat where one is free. */
const seated: Session = async (dice, ground) => {
  const line = await openWebsocket(dice, ground);
  if (!line) return;
  const who = someone(dice);
  send(line, ground.tally, [hello(who)]);
  await line.hear((word) => /^4(2.*"(welcome|bye)"|4)/.test(word), WORD_MS);
  send(line, ground.tally, [...mild(dice, who, EVENTS), lastEvent(who)]);
  if (dice.chance(0.05)) line.stopReading();
  // What ends a connection takes with it what waits before it.
  else await line.hear((word) => word.includes(`,${LAST}[`), WORD_MS);
  if (dice.chance(0.2)) line.write(ping(dice));
  send(line, ground.tally, dice.chance(0.2) ? mild(dice, who, EVENTS) : wild(dice, who));
  if (dice.chance(0.2)) line.write(broken(dice));
  await finish(dice, ground, line);
};

/** By websocket, with handshakes that are wrong and events before any. */
const unseated: Session = async (dice, ground) => {
  const line = await openWebsocket(dice, ground);
  if (!line) return;
  const who = someone(dice);
  send(line, ground.tally, early(dice, who, dice.below(30)));
  await line.hear((word) => /^4[04]/.test(word), END_MS);
  if (dice.chance(0.5)) send(line, ground.tally, mild(dice, who, 3));
  send(line, ground.tally, wild(dice, who));
  await finish(dice, ground, line);
};

/** By websocket, with frames that are none; some do not wait for the handshake's end. */
const unframed: Session = async (dice, ground) => {
  const line = dice.chance(0.5) ? await openWebsocket(dice, ground) : new Line(ground.port, ground.tally);
  if (!line) return;
  if (dice.chance(0.5)) line.write(upgrade(addressOf(dice)));
  const pings = Array.from({ length: dice.below(30) }, () => ping(dice));
  ground.tally.frames += pings.length + 1;
  line.write(...pings, broken(dice));
  await finish(dice, ground, line);
};

/** By polling: payloads of many packets, requests that overlap, bodies that are too large. */
const polling: Session = async (dice, ground) => {
  const { port, tally } = ground;
  const polls = new Polls(port, addressOf(dice), tally);
  tally.frames += 1;
  if (await polls.open()) await poll(dice, tally, polls);
  polls.close();
};

async function poll(dice: Dice, tally: Tally, polls: Polls): Promise<void> {
  const who = someone(dice);
  const post = (packets: readonly Packet[], type?: string): Promise<string> => {
    tally.frames += packets.length;
    return polls.post(packets, type);
  };
  await post(dice.chance(0.8) ? [hello(who)] : early(dice, who, 12));
  await polls.get();
  await post([...mild(dice, who, EVENTS / 2), lastEvent(who)]);
  if (dice.chance(0.5)) await post(mild(dice, who, EVENTS / 2));
  // Two of each at a time are one too many.
  const reads = dice.chance(0.1) ? [polls.get(), polls.get()] : [polls.get()];
  const type = dice.chance(0.1) ? 'application/octet-stream' : undefined;
  const writes = dice.chance(0.1) ? [post(['6']), post(['6'])] : [post(wild(dice, who), type)];
  await Promise.all(writes);
  await Promise.all([...reads, post(['1'])]);
}

/** A session that polls, whose websocket comes and does not behave. */
const upgrading: Session = async (dice, ground) => {
  const { port, tally } = ground;
  const polls = new Polls(port, addressOf(dice), tally);
  if (await polls.open()) {
    const line = new Line(port, tally);
    line.write(upgrade(addressOf(dice), `&sid=${polls.sid}`));
    await line.hear((word) => word === '101', WORD_MS);
    const who = someone(dice);
    const probe: Packet[] = dice.chance(0.7) ? ['2probe'] : [];
    send(line, tally, [...probe, ...(dice.chance(0.5) ? ['5', hello(who)] : wild(dice, who)), ...mild(dice, who, 5)]);
    const reads = [polls.get(), polls.post(['1'])];
    if (!(await line.ends(END_MS))) line.leave('reset');
    await Promise.all(reads);
  }
  polls.close();
};

/** Requests one after another on one connection, and one that ends it or never ends. */
const plain: Session = async (dice, ground) => {
  const { port, tally, token } = ground;
  const line = new Line(port, tally);
  const address = addressOf(dice);
  const requests = Array.from({ length: dice.below(20) }, () => request(dice, { token, address }));
  tally.frames += requests.length + 1;
  line.write(...requests);
  let answers = 0;
  if (requests.length > 0) await line.hear(() => (answers += 1) >= requests.length, END_MS);
  line.write(dice.chance(0.9) ? lastRequest(dice) : halfRequest(dice));
  await finish(dice, ground, line);
};

const KINDS: readonly [Session, ...Session[]] = [
  ...([seated, seated, seated, seated] as const),
  ...([unseated, unframed, polling, polling, polling, upgrading, plain] as const),
];

export async function session(dice: Dice, ground: Ground): Promise<void> {
  ground.tally.sessions += 1;
  await dice.pick(KINDS)(dice, ground);
}
