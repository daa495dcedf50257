import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Encoding } from '../../client/call/encoding.js';
import { LADDER, type RungName } from '../../client/call/ladder.js';
import { Pilot, type PilotOptions, type Told } from '../../client/call/pilot.js';
import { between, sampleOf, type Entry, type Sample } from '../../client/call/stats.js';
import type { ControlMessage, QualityView } from '../../shared/messages.js';
import { recordConnections, received } from './support/connections.js';
import { eventually } from './support/eventually.js';
import { SignalLink } from './support/link.js';
import type { Owner } from './support/owner.js';
import { Pair } from './support/pair.js';
import { pixelsOf, player } from './support/person.js';
import { Station } from './support/station.js';
import { openTracks, stopTracks, type Tracks } from './support/tracks.js';

/** As with every page of this project: the other side takes what is sent. */
const ALL_TAKEN = { track: () => null, carries: () => true, ask: () => undefined, open: () => false };
const SECOND_MS = 1_000;
const WIDTH = 320;
const HEIGHT = 240;
const PATH = 'path';
const MIDS = { mic: '0', camera: '1', screen: '2' };

let tracks: Tracks;

beforeAll(async () => {
  tracks = await openTracks({ width: WIDTH, height: HEIGHT, frameRate: 20 });
  return () => stopTracks(tracks);
});

async function connected(pair = new Pair({ leftIsPolite: false, tracks })): Promise<Pair> {
  await pair.meet();
  await pair.connected();
  await eventually(async () => (await received(pair.right.connection, 'video')).frames).toBeGreaterThan(0);
  return pair;
}

const rung = (name: RungName) => {
  const found = LADDER.find((one) => one.name === name);
  if (!found) throw new Error(`no rung ${name}`);
  return found;
};

interface Picture {
  readonly width: number;
  readonly frames: number;
  readonly keyFrames: number;
}

/** Of the camera, as it arrives. */
async function pictureOf({ connection }: Owner): Promise<Picture> {
  const entries: Iterable<Entry & { frameWidth?: number; keyFramesDecoded?: number }> = (
    await connection.getStats()
  ).values();
  const found = [...entries].find(({ type, kind, mid }) => type === 'inbound-rtp' && kind === 'video' && mid === '1');
  return { width: found?.frameWidth ?? 0, frames: found?.framesDecoded ?? 0, keyFrames: found?.keyFramesDecoded ?? 0 };
}

const widthOf = async (owner: Owner): Promise<number> => (await pictureOf(owner)).width;

/** Pictures a second, over the next `count` of them. */
async function rateOf(owner: Owner, count: number): Promise<number> {
  const [start, began] = [(await pictureOf(owner)).frames, performance.now()];
  await eventually(async () => (await pictureOf(owner)).frames).toBeGreaterThanOrEqual(start + count);
  return ((await pictureOf(owner)).frames - start) / ((performance.now() - began) / SECOND_MS);
}

/** Resolves when a count has grown. */
async function moved(count: () => Promise<number>): Promise<void> {
  const before = await count();
  await eventually(count).toBeGreaterThan(before);
}

/** Lets pictures through to a connection's decoder, or none. To be made before the connection is. */
class Gate {
  readonly #worker: Worker;

  constructor(connection: RTCPeerConnection) {
    const url = URL.createObjectURL(new Blob([GATE]));
    this.#worker = new Worker(url);
    URL.revokeObjectURL(url);
    onTestFinished(() => this.#worker.terminate());
    connection.addEventListener('track', ({ receiver }) => {
      if (receiver.track.kind === 'video') receiver.transform = new RTCRtpScriptTransform(this.#worker);
    });
  }

  shut(shut: boolean): void {
    this.#worker.postMessage(shut, []);
  }
}
const GATE = `let shut = false;
onmessage = ({ data }) => (shut = data);
onrtctransform = ({ transformer: { readable, writable } }) =>
  readable.pipeThrough(new TransformStream({ transform: (frame, out) => shut || out.enqueue(frame) })).pipeTo(writable);`;

describe('what a sender is told', () => {
  it('puts sound first, on both sides', async () => {
    const { both } = await connected();
    for (const owner of both) {
      await new Flight(owner).fly(1);
      const { connection } = owner;
      await eventually(() => connection.getTransceivers()[3]?.sender.getParameters().encodings[0]?.priority).toBe(
        'medium',
      );
      const told = connection.getTransceivers().map(({ sender }) => sender.getParameters());
      expect(told.map(({ encodings }) => encodings[0]?.priority)).toEqual(['high', 'low', 'medium', 'medium']);
      expect(told.map(({ encodings }) => encodings[0]?.networkPriority)).toEqual(['high', 'low', 'medium', 'medium']);
      expect(told.map(({ degradationPreference }) => degradationPreference).slice(1, 3)).toEqual([
        'balanced',
        'maintain-resolution',
      ]);
    }
  });

  it('begins with a picture of half the size', async () => {
    const { right } = await connected();
    await eventually(() => widthOf(right)).toBe(WIDTH / 2);
  });

  it('asks for no negotiation', async () => {
    const { left, link } = await connected();
    for (const { camera, mic } of LADDER) {
      await left.peer.encode('camera', camera);
      await left.peer.encode('mic', mic);
    }
    expect([link.count('offer'), left.failures]).toEqual([1, []]);
  });

  it.each<[RungName, number, number]>([
    ['full', 1, 60],
    ['half', 2, 60],
    ['quarter', 4, 15],
    ['slow', 4, 5],
    ['stills', 4, 1],
  ])('is what arrives: %s', async (name, scale, most) => {
    const { left, right } = await connected();
    await left.peer.encode('camera', rung(name).camera);
    await eventually(() => widthOf(right)).toBe(WIDTH / scale);
    expect(await rateOf(right, most < 5 ? 3 : 10)).toBeLessThan(most * 1.5);
  });

  it('takes every limit away again', async () => {
    const { left, right } = await connected();
    await left.peer.encode('camera', rung('stills').camera);
    await left.peer.encode('mic', rung('stills').mic);
    await eventually(() => widthOf(right)).toBe(WIDTH / 4);
    await left.peer.encode('camera', rung('full').camera);
    await left.peer.encode('mic', rung('full').mic);
    await eventually(() => widthOf(right)).toBe(WIDTH);
    expect(await rateOf(right, 20)).toBeGreaterThan(5);
    expect(left.connection.getTransceivers()[0]?.sender.getParameters().encodings[0]?.maxBitrate).toBeUndefined();
  });
});

describe('a reading of this browser’s own statistics', () => {
  it('has everything that the rules ask for', async () => {
    const { left } = await connected();
    const read = async (at: number): Promise<Sample> =>
      sampleOf((await left.connection.getStats()).values() as Iterable<Entry>, at, MIDS);
    // Chromium counts the samples of what somebody hears.
    await player(left.peer.remoteStream);
    await eventually(async () => (await read(0)).cameraThere?.roundTripTimeMeasurements).toBeGreaterThan(0);
    await eventually(async () => (await read(0)).micIn?.totalSamplesReceived).toBeGreaterThan(0);
    const before = await read(0);
    const frames = before.cameraIn?.framesDecoded ?? 0;
    const trips = before.cameraThere?.roundTripTimeMeasurements ?? 0;
    const samples = before.micIn?.totalSamplesReceived ?? 0;
    await eventually(async () => (await read(0)).micIn?.totalSamplesReceived).toBeGreaterThan(samples);
    await eventually(async () => (await read(0)).cameraIn?.framesDecoded).toBeGreaterThan(frames);
    await eventually(async () => (await read(0)).cameraThere?.roundTripTimeMeasurements).toBeGreaterThan(trips);
    const { at, ...reading } = between(before, await read(SECOND_MS));
    expect(at).toBe(SECOND_MS);
    expect(reading.roundTrip).toBeGreaterThan(0);
    expect(reading.usualTrip).toBeGreaterThan(0);
    expect(reading.available).toBeGreaterThan(0);
    expect(reading.sent.pictures).toBeGreaterThan(0);
    expect(reading.sent.loss).toBeLessThan(0.5);
    expect(reading.received.rate).toBeGreaterThan(0);
    expect(reading.received.loss).toBeLessThan(0.5);
    expect(reading.received.concealed).toBeLessThanOrEqual(1);
    for (const figure of [reading.received.frozen, reading.received.jitter]) expect(figure).toSatisfy(Number.isFinite);
  });
});

/** A pilot on a real peer, over a path that is as slow as the test says; its seconds pass when the test wants. */
class Flight {
  readonly said: ControlMessage[] = [];
  changes = 0;
  queue = 0;
  told: Told = { view: null, mic: true, camera: true };
  readonly encoded: [string, Encoding][] = [];
  readonly pilot: Pilot;
  #answers = 0;
  #trips = 0;
  #now = 0;

  constructor({ peer }: Owner) {
    const slow: PilotOptions['peer'] = {
      encode: (slot, encoding) => {
        this.encoded.push([slot, encoding]);
        return peer.encode(slot, encoding);
      },
      sends: (slot) => peer.sends(slot),
      mid: (slot) => peer.mid(slot),
      ...ALL_TAKEN,
      stats: async () => this.#delayed([...(await peer.stats()).values()]),
    };
    this.pilot = new Pilot(
      {
        peer: slow,
        send: (message) => this.said.push(message) > 0,
        onunsent: () => undefined,
        onchange: () => (this.changes += 1),
      },
      this.#now,
    );
  }

  async fly(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.#answers += 1;
      this.#trips += 0.02 + this.queue;
      await this.pilot.tick((this.#now += SECOND_MS), this.told);
    }
  }

  /** A wide path for a few seconds, and then one that carries no picture. */
  async narrow(): Promise<this> {
    await this.fly(4);
    this.queue = 0.9;
    await this.fly(30);
    return this;
  }

  /** From now on, several times as fast as life. */
  flyOn(): void {
    const ticker = setInterval(() => void this.fly(1), 300);
    onTestFinished(() => clearInterval(ticker));
  }

  get view(): QualityView | undefined {
    return this.said.filter((message) => message.type === 'quality').at(-1);
  }

  /** The browser may go over to another of this machine's own addresses at any time; here that is one path. */
  #delayed(entries: Entry[]): Map<string, Entry> {
    const selected = entries.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
    const narrow = this.queue > 0 ? { availableOutgoingBitrate: 134_000 } : {};
    const delay = { totalRoundTripTime: this.#trips, responsesReceived: this.#answers, ...narrow };
    const changed = entries.map((entry) => {
      if (entry.type === 'transport') return { ...entry, selectedCandidatePairId: PATH };
      return entry.id === selected ? { ...entry, ...delay, id: PATH } : entry;
    });
    return new Map(changed.map((entry) => [entry.id, entry]));
  }
}

describe('a pilot', () => {
  it('tells a picture that is frozen, and that it moves again', async () => {
    const pair = new Pair({ leftIsPolite: false, tracks });
    const { left, right } = pair;
    const gate = new Gate(right.connection);
    await connected(pair);
    const flight = new Flight(right);
    await flight.fly(2);
    expect(flight.pilot.quality?.frozen).toEqual([]);
    gate.shut(true);
    await eventually(async () => {
      await moved(async () => (await received(right.connection, 'video')).packets);
      await flight.fly(1);
      return flight.pilot.quality?.frozen;
    }).toContain('their-camera');
    gate.shut(false);
    await left.peer.encode('camera', {}, { whole: true });
    await moved(async () => (await pictureOf(right)).frames);
    await flight.fly(1);
    expect(flight.pilot.quality?.frozen).not.toContain('their-camera');
  });

  it('goes to full size in the first seconds', async () => {
    const { left, right } = await connected();
    await new Flight(left).fly(4);
    await eventually(() => widthOf(right)).toBe(WIDTH);
  });

  // From stills it is four rungs up, at six seconds each; they pass three times as fast as life, and no faster, for the encoder's sake.
  it('comes down to stills on a path that carries nothing else, says so, and comes up again', async () => {
    const { left, right } = await connected();
    const flight = await new Flight(left).narrow();
    expect(flight.view?.stills).toBe(true);
    expect(flight.pilot.quality?.sendingStills).toBe(true);
    flight.flyOn();
    await eventually(() => widthOf(right)).toBe(WIDTH / 4);
    flight.queue = 0;
    await eventually(() => widthOf(right)).toBe(WIDTH);
    expect(flight.view?.stills).toBe(false);
    expect(await rateOf(right, 20)).toBeGreaterThan(5);
    expect(left.failures).toEqual([]);
  });

  it('sends stills that are whole pictures, each another one, and nothing in between', async () => {
    const { left, right } = await connected();
    const video = await player(right.peer.remoteStream);
    const flight = await new Flight(left).narrow();
    flight.flyOn();
    await eventually(() => video.videoWidth).toBe(WIDTH / 4);
    // What is still on its way of the stream before has come, once a whole picture has.
    const before = await pictureOf(right);
    await eventually(async () => (await pictureOf(right)).keyFrames).toBeGreaterThan(before.keyFrames);
    const start = await pictureOf(right);
    // The next one may have been decoded, but not shown.
    for (let still = 0; still < 4; still += 1) {
      const before = pixelsOf(video);
      expect(new Set(before).size).toBeGreaterThan(2);
      await eventually(() => pixelsOf(video).join()).not.toBe(before.join());
    }
    const { frames, keyFrames } = await pictureOf(right);
    const stills = keyFrames - start.keyFrames;
    expect(stills).toBeGreaterThanOrEqual(2);
    // A moment may hold two pictures on a busy machine; a stream would have many more.
    expect(frames - start.frames).toBeLessThanOrEqual(2 * stills);
  });

  it('leaves a camera alone that is off', async () => {
    const { left } = await connected();
    await left.peer.setTrack('camera', null);
    const flight = await new Flight(left).narrow();
    expect(flight.encoded.filter(([slot]) => slot === 'camera')).toEqual([]);
    expect(flight.view?.stills).toBe(false);
  });

  it('reads once a second, however often it is asked', async () => {
    const { left } = await connected();
    let reads = 0;
    const stats = (): Promise<RTCStatsReport> => {
      reads += 1;
      return left.peer.stats();
    };
    const peer = { stats, encode: async () => undefined, sends: () => true, mid: () => '1', ...ALL_TAKEN };
    const pilot = new Pilot({ peer, send: () => true, onunsent: () => undefined, onchange: () => undefined }, 0);
    for (let now = 0; now < 10 * SECOND_MS; now += SECOND_MS / 2)
      await pilot.tick(now, { view: null, mic: true, camera: true });
    expect(reads).toBe(10);
  });

  it('says what it sees when that changed, and not again', async () => {
    const { left } = await connected();
    const flight = new Flight(left);
    flight.told = { view: null, mic: true, camera: false };
    await eventually(async () => {
      await flight.fly(1);
      return flight.pilot.quality !== null;
    }).toBe(true);
    await flight.fly(5);
    const words = flight.said.map((message) => JSON.stringify(message));
    expect(words).not.toEqual([]);
    expect(words.filter((word, index) => word === words[index - 1])).toEqual([]);
  });

  it('hears the other side at once', async () => {
    const { left } = await connected();
    const flight = new Flight(left);
    await flight.fly(2);
    const { changes } = flight;
    flight.pilot.hear({ view: { sending: 1, receiving: 5, busy: false, stills: true }, mic: true, camera: true });
    expect(flight.changes).toBe(changes + 1);
    expect(flight.pilot.quality).toMatchObject({ receiving: expect.toSatisfy((n) => n <= 1), receivingStills: true });
  });
});

describe('a link', () => {
  /** Two links that tick by the real clock: what they count is counted in real seconds. */
  async function calling(): Promise<[Station, Station]> {
    const signals = new SignalLink();
    const made = recordConnections();
    const station = (name: 'left' | 'right', polite: boolean): Station => {
      const one: Station = new Station({
        name,
        polite,
        tracks,
        made,
        refresh: async () => ({}),
        inReach: () => true,
        send: (signal) => signals.send(name, signal),
      });
      signals.attach(name, (signal) => void one.link.receive(signal));
      const ticker = setInterval(() => void one.link.tick(performance.now()), SECOND_MS / 2);
      onTestFinished(() => {
        clearInterval(ticker);
        one.link.close();
      });
      return one;
    };
    const [left, right] = [station('left', false), station('right', true)];
    right.awaitFrom(left);
    await left.offerTo(right);
    await eventually(() => [left.link.status, right.link.status]).toEqual(['up', 'up']);
    return [left, right];
  }

  it('says how good it is, on both sides, and tells of every change', async () => {
    for (const { link, qualities } of await calling()) {
      await eventually(() => link.quality).toMatchObject({ sendingStills: false, receivingStills: false });
      expect(link.quality?.receiving).toBeGreaterThan(0);
      await eventually(() => qualities.length).toBeGreaterThan(0);
    }
  });

  it('knows what the other side sees', async () => {
    const [left, right] = await calling();
    await eventually(() => left.link.quality).not.toBeNull();
    // Again and again: what the right one's own pilot says in between is as true.
    await eventually(() => {
      right.link.send({ type: 'quality', sending: 5, receiving: 1, busy: false, stills: true });
      return left.link.quality;
    }).toMatchObject({ sending: 1, receivingStills: true });
    expect(left.messages.map(({ type }) => type)).not.toContain('quality');
  });

  it('sends its camera at full size before long', async () => {
    const [left] = await calling();
    const camera = left.connection.getTransceivers()[1]?.sender;
    await eventually(() => camera?.getParameters().encodings[0]?.scaleResolutionDownBy).toBe(1);
  });

  it('reads no statistics and has no quality once the other has gone', async () => {
    const [left, right] = await calling();
    await eventually(() => left.link.quality).not.toBeNull();
    right.link.close();
    await eventually(() => left.link.status).toBe('lost');
    expect(left.link.quality).toBeNull();
  });
});
