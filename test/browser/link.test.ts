import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { LinkOptions } from '../../client/call/link.js';
import type { Signal } from '../../shared/protocol.js';
import { Clock } from './support/clock.js';
import { bytesReceived, received, recordConnections, silence } from './support/connections.js';
import { eventually, turns } from './support/eventually.js';
import { recordFaults } from './support/faults.js';
import { SignalLink, type End } from './support/link.js';
import { Station } from './support/station.js';
import { seeMoving } from './support/person.js';
import { openTracks, stopTracks, type Tracks } from './support/tracks.js';

/** Just past the rules in client/call/recovery.ts. */
const SILENT_MS = 2_501;
const SILENT_FLOW_MS = 801;
const UNANSWERED_MS = 2_001;
const UNCONNECTED_MS = 5_001;
const AGAIN_MS = 4_001;
const HINTED_MS = 751;
const GONE_MS = 4_001;
const POLITE_GONE_MORE_MS = 4_000;
const REBUILD_MS = 30_001;
/** As often as a call ticks. */
const TICK_MS = 200;

let tracks: Tracks;

beforeAll(async () => {
  tracks = await openTracks();
  return () => stopTracks(tracks);
});

const sdpOf = (signal: Signal): string => ('description' in signal ? signal.description.sdp : '');
const frameRates = (connection: RTCPeerConnection): (number | undefined)[] =>
  connection
    .getSenders()
    .filter((_sender, index) => connection.getTransceivers()[index]?.receiver.track.kind === 'video')
    .map((sender) => sender.getParameters().encodings[0]?.maxFramerate);
const ufragOf = (sdp = ''): string | undefined => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];

/** Two links; without tracks the only bytes between them are what they say on the control channel. */
class Call {
  readonly clock = new Clock();
  readonly signals = new SignalLink();
  refresh: () => Promise<RTCConfiguration> = async () => ({});
  /** Both pages are known to the server. */
  inReach = true;
  /** The server is away: what is to be signalled goes over the control channel. */
  away = false;
  readonly #made = recordConnections();
  readonly left: Station;
  readonly right: Station;

  constructor({ leftIsPolite = false, tracks = {} }: { leftIsPolite?: boolean; tracks?: LinkOptions['tracks'] } = {}) {
    this.left = this.#station('left', leftIsPolite, tracks);
    this.right = this.#station('right', !leftIsPolite, tracks);
    onTestFinished(() => [this.left, this.right].forEach(({ link }) => link.close()));
  }

  async begin(): Promise<void> {
    this.right.awaitFrom(this.left);
    await this.left.offerTo(this.right);
  }

  async up(): Promise<this> {
    await this.begin();
    await eventually(() => this.#is(({ link, opened }) => link.status === 'up' && opened > 0)).toBe(true);
    return this;
  }

  /** No offer is open, no signal on its way. */
  async settled(): Promise<void> {
    await eventually(
      () => this.signals.idle && this.#is(({ connection }) => connection.signalingState === 'stable'),
    ).toBe(true);
  }

  /** Ticks of one side alone, whose other side is silent meanwhile. */
  async tickFor(milliseconds: number, { link }: Station): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += TICK_MS) await link.tick(this.clock.pass(TICK_MS));
  }

  #is(holds: (station: Station) => boolean): boolean {
    return [this.left, this.right].every(holds);
  }

  #station(name: End, polite: boolean, tracks: LinkOptions['tracks']): Station {
    const station: Station = new Station({
      name,
      polite,
      tracks,
      made: this.#made,
      refresh: () => this.refresh(),
      inReach: () => this.inReach,
      send: (signal) => {
        if (this.away) station.link.send({ type: 'signal', signal });
        else this.signals.send(name, signal);
      },
    });
    this.signals.attach(name, (signal) => void station.link.receive(signal));
    return station;
  }
}

describe('a link', () => {
  it('is new, then up on both sides, and says each once', async () => {
    const call = new Call();
    expect([call.left.link.status, call.right.link.status]).toEqual(['new', 'new']);
    await call.up();
    for (const { statuses, opened, link } of [call.left, call.right]) {
      expect(statuses).toEqual(['up']);
      expect(opened).toBe(1);
      expect(link.alive).toBe(true);
    }
  });

  it('carries what one says to the other, whole and in order', async () => {
    const { left, right } = await new Call().up();
    expect(left.link.send({ type: 'media', mic: true, camera: false, name: 'Ada' })).toBe(true);
    expect(left.link.send({ type: 'media', mic: false, camera: false, elapsed: 7 })).toBe(true);
    await eventually(() => right.messages).toEqual([
      { type: 'media', mic: true, camera: false, name: 'Ada' },
      { type: 'media', mic: false, camera: false, elapsed: 7 },
    ]);
  });

  it('keeps nothing that is said before the other can hear', () => {
    const { left } = new Call();
    expect(left.link.send({ type: 'media', mic: true, camera: true })).toBe(false);
  });

  it('does nothing at all while it has no pair', async () => {
    const { left, clock, signals } = new Call();
    await left.link.prepare();
    await left.link.tick(clock.pass(60_000));
    expect(signals.sent).toEqual([]);
    expect([left.statuses, left.refreshed]).toEqual([[], 0]);
  });

  it('is lost and closing when the other connection closes without a word, and makes no offer', async () => {
    const call = await new Call().up();
    call.right.connection.close();
    await eventually(() => call.left.statuses).toEqual(['up', 'lost']);
    expect(call.left.link.closing).toBe(true);
    call.left.link.resync();
    await call.tickFor(UNCONNECTED_MS, call.left);
    expect(call.signals.count('offer')).toBe(1);
  });

  it('is lost and closing when the other link closes', async () => {
    const { left, right } = await new Call().up();
    left.link.close();
    await eventually(() => right.statuses).toEqual(['up', 'lost']);
    expect([right.link.closing, right.link.alive]).toEqual([true, false]);
    expect(left.statuses).toEqual(['up']);
  });

  it.each(['closing', 'hang-up'] as const)('is closing once the other says bye (%s)', async (reason) => {
    const { left, right } = await new Call().up();
    left.link.send({ type: 'bye', reason });
    await eventually(() => right.messages).toEqual([{ type: 'bye', reason }]);
    expect(right.link.closing).toBe(true);
    expect(right.statuses).toEqual(['up', 'lost']);
    expect(right.statusAtBye).toBe('up');
  });

  it('stays up while it hears beats', async () => {
    const call = await new Call().up();
    for (let beat = 0; beat < 20; beat += 1) {
      const now = call.clock.pass(TICK_MS);
      // The words that follow a beat on the ordered channel tell that it has arrived.
      await call.left.link.tick(now);
      call.left.link.send({ type: 'media', mic: true, camera: true });
      await eventually(() => call.right.messages.length).toBe(beat + 1);
      await call.right.link.tick(now);
    }
    expect(call.right.statuses).toEqual(['up']);
    expect(call.signals.count('offer')).toBe(1);
  });

  it('is lost on silence while the browser still says connected, and up again with the next beat', async () => {
    const call = await new Call().up();
    await silence(call.right.connection);
    await call.right.link.tick(call.clock.pass(SILENT_MS));
    expect(call.right.statuses).toEqual(['up', 'lost']);
    expect([call.right.connection.connectionState, call.right.link.alive]).toEqual(['connected', false]);
    await call.left.link.tick(call.clock.now);
    await eventually(() => call.right.statuses).toEqual(['up', 'lost', 'up']);
    expect(call.right.link.alive).toBe(true);
  });

  it('notices a second silence as soon as the first', async () => {
    const call = await new Call().up();
    const speak = await silence(call.right.connection);
    await call.tickFor(SILENT_MS, call.right);
    expect(call.right.link.status).toBe('lost');
    speak();
    const before = await bytesReceived(call.right.connection);
    await call.left.link.tick(call.clock.now);
    await eventually(() => call.right.link.status).toBe('up');
    await eventually(() => bytesReceived(call.right.connection)).toBeGreaterThan(before);
    await silence(call.right.connection);
    await call.tickFor(SILENT_MS, call.right);
    expect(call.right.link.status).toBe('lost');
  });

  it('misses media after less than a second of silence, sooner than beats', async () => {
    const call = await new Call({ tracks }).up();
    await eventually(async () => (await received(call.right.connection, 'audio')).packets).toBeGreaterThan(10);
    await call.right.link.tick(call.clock.now);
    expect(call.right.link.status).toBe('up');
    await silence(call.right.connection);
    for (const receiver of call.right.connection.getReceivers()) receiver.getSynchronizationSources = () => [];
    await call.right.link.tick(call.clock.now); // What came until now.
    await call.right.link.tick(call.clock.pass(SILENT_FLOW_MS));
    expect(call.right.statuses).toEqual(['up', 'lost']);
  });

  it('stays lost when the browser forgets whom it heard: that is no packet', async () => {
    const call = await new Call({ tracks }).up();
    const { right, clock } = call;
    const source = { source: 1, rtpTimestamp: 1, timestamp: 1 };
    for (const receiver of right.connection.getReceivers()) receiver.getSynchronizationSources = () => [source];
    await silence(right.connection);
    await right.link.tick(clock.now);
    await right.link.tick(clock.pass(SILENT_FLOW_MS));
    for (const receiver of right.connection.getReceivers()) receiver.getSynchronizationSources = () => [];
    await right.link.tick(clock.pass(TICK_MS));
    expect(right.statuses).toEqual(['up', 'lost']);
  });

  it('is lost by the clock that nobody sets: a step of the other one, back or forward, is no silence and no sound', async () => {
    const { left, clock } = await new Call().up();
    for (const step of [3_600_000, -7_200_000]) {
      clock.set(step);
      await left.link.tick(clock.now);
      expect(left.statuses).toEqual(['up']);
    }
    await silence(left.connection);
    await left.link.tick(clock.pass(SILENT_MS));
    expect(left.statuses).toEqual(['up', 'lost']);
  });

  it('sends few pictures into a lost path, and whole ones as soon as it hears again: the other side has lost what they would build on', async () => {
    const call = await new Call({ tracks }).up();
    const { left, clock } = call;
    const whole = async (): Promise<number> => {
      let count = 0;
      for (const stats of (await left.connection.getStats()).values())
        if (stats.type === 'outbound-rtp' && stats.kind === 'video') count += stats.keyFramesEncoded ?? 0;
      return count;
    };
    await eventually(whole).toBeGreaterThan(0);
    const speak = await silence(left.connection);
    for (const receiver of left.connection.getReceivers()) receiver.getSynchronizationSources = () => [];
    await left.link.tick(clock.now);
    await left.link.tick(clock.pass(SILENT_MS));
    expect(left.link.status).toBe('lost');
    await eventually(() => frameRates(left.connection)).toEqual([1, 1]);
    speak();
    const before = await whole();
    await call.right.link.tick(clock.now);
    await eventually(() => left.link.status).toBe('up');
    await eventually(whole).toBeGreaterThan(before);
    expect(frameRates(left.connection)).toEqual([undefined, undefined]);
  });

  it('stays up while media arrives, though the other page is too busy to beat', async () => {
    const call = await new Call({ tracks }).up();
    for (let tick = 0; tick < 10; tick += 1) {
      const { packets } = await received(call.right.connection, 'audio');
      await eventually(async () => (await received(call.right.connection, 'audio')).packets).toBeGreaterThan(packets);
      await call.right.link.tick(call.clock.pass(TICK_MS));
    }
    expect(call.right.statuses).toEqual(['up']);
    expect(call.signals.count('offer')).toBe(1);
  });
});

describe.each([
  ['impolite', false],
  ['polite', true],
])('a link on the %s side', (_role, polite) => {
  /** The side under test offers, so that first offers can be tried too. */
  const newCall = (): Call => new Call({ leftIsPolite: polite });
  /** Only the caller offers anew; the callee asks it to. */
  const restarts = ({ left, right }: Call): number => (polite ? right : left).refreshed;
  const impolite = ({ left, right }: Call): Station => (polite ? right : left);

  it('restarts after silence, not before, with fresh ICE servers', async () => {
    const call = await newCall().up();
    const { left, clock, signals } = call;
    await silence(left.connection);
    await left.link.tick(clock.pass(SILENT_MS - 1));
    expect([restarts(call), signals.count('restart')]).toEqual([0, 0]);
    await left.link.tick(clock.pass(1));
    await eventually(() => restarts(call)).toBe(1);
    await eventually(() => signals.count('offer', polite ? 'right' : 'left')).toBe(polite ? 1 : 2);
  });

  it('is up again once the restart is through and the other speaks', async () => {
    const call = await newCall().up();
    const { left, right, clock, signals } = call;
    await silence(left.connection);
    await left.link.tick(clock.pass(SILENT_MS));
    await eventually(() => signals.count('answer')).toBe(2);
    await call.settled();
    await right.link.tick(clock.now);
    await eventually(() => left.link.status).toBe('up');
    expect(left.connection.connectionState).toBe('connected');
    expect([...left.failures, ...right.failures]).toEqual([]);
  });

  it('restarts again while silence lasts, but gives each restart its time', async () => {
    const call = await newCall().up();
    const { left, clock, signals } = call;
    await silence(left.connection);
    await left.link.tick(clock.pass(SILENT_MS));
    await eventually(() => signals.count('answer')).toBe(2);
    await call.settled();
    await left.link.tick(clock.pass(AGAIN_MS - 2));
    expect(restarts(call)).toBe(1);
    await left.link.tick(clock.pass(2));
    await eventually(() => restarts(call)).toBe(2);
    await eventually(() => signals.count('offer')).toBe(3);
  });

  it('sends an unanswered first offer again, with the candidates found by then', async () => {
    const { left, right, clock, signals } = newCall();
    signals.rule = () => 'drop';
    right.awaitFrom(left);
    await left.offerTo(right);
    await eventually(() => left.connection.iceGatheringState).toBe('complete');
    await left.link.tick(clock.pass(UNANSWERED_MS - 1));
    expect(signals.count('offer')).toBe(1);
    await left.link.tick(clock.pass(1));
    await left.link.tick(clock.pass(UNANSWERED_MS - 1));
    expect(signals.count('offer')).toBe(2);
    signals.release();
    await left.link.tick(clock.pass(1));
    await eventually(() => [left.link.status, right.link.status]).toEqual(['up', 'up']);
    const [first, , third] = signals.sent.filter(({ kind }) => kind === 'offer').map(({ signal }) => sdpOf(signal));
    expect(ufragOf(third)).toBe(ufragOf(first));
    expect(third).toContain('a=candidate:');
  });

  it('restarts sooner after word of another network, if nothing was heard since', async () => {
    const call = await newCall().up();
    const { left, clock, signals } = call;
    await silence(left.connection);
    left.link.hint(clock.now);
    await left.link.tick(clock.pass(HINTED_MS - 1));
    expect([restarts(call), signals.count('restart')]).toEqual([0, 0]);
    await left.link.tick(clock.pass(1));
    await eventually(() => restarts(call)).toBe(1);
    await eventually(() => signals.count('offer')).toBe(2);
  });

  it('does nothing about such a word while the other is heard', async () => {
    const { left, right, clock, signals } = await newCall().up();
    for (let tick = 0; tick < 15; tick += 1) {
      left.link.hint(clock.pass(TICK_MS));
      right.link.send({ type: 'media', mic: true, camera: true });
      await eventually(() => left.messages.length).toBe(tick + 1);
      await left.link.tick(clock.now);
    }
    expect([left.refreshed, signals.count('offer')]).toEqual([0, 1]);
  });

  it('replaces an offer that nobody answered by one that gathers anew', async () => {
    const call = await newCall().up();
    const { clock, signals } = call;
    const side = impolite(call);
    await silence(side.connection);
    signals.rule = () => 'drop';
    await side.link.tick(clock.pass(SILENT_MS));
    await eventually(() => signals.count('offer')).toBe(2);
    await side.link.tick(clock.pass(AGAIN_MS));
    await eventually(() => signals.count('offer')).toBe(3);
    const [, second, third] = signals.sent.filter(({ kind }) => kind === 'offer').map(({ signal }) => sdpOf(signal));
    expect(ufragOf(third)).not.toBe(ufragOf(second));
    signals.release();
    await side.link.tick(clock.pass(UNANSWERED_MS));
    await eventually(() => side.connection.signalingState).toBe('stable');
    expect(side.failures).toEqual([]);
  });

  it('shows the other one after it replaced an offer that nobody answered', async () => {
    const call = await new Call({ leftIsPolite: polite, tracks }).up();
    const { clock, signals } = call;
    const side = impolite(call);
    await silence(side.connection);
    for (const receiver of side.connection.getReceivers()) receiver.getSynchronizationSources = () => [];
    signals.rule = () => 'drop';
    await side.link.tick(clock.now);
    await side.link.tick(clock.pass(SILENT_MS));
    await eventually(() => signals.count('offer')).toBe(2);
    await side.link.tick(clock.pass(AGAIN_MS));
    await eventually(() => signals.count('offer')).toBe(3);
    signals.release();
    await side.link.tick(clock.pass(UNANSWERED_MS));
    await call.settled();
    await Promise.all([call.left, call.right].map(({ link }) => seeMoving(link.remoteStream)));
  });

  it('drops the late answer to an offer that it replaced', async () => {
    const call = await newCall().up();
    const { clock, signals } = call;
    const side = impolite(call);
    await silence(side.connection);
    signals.rule = ({ kind }) => (kind === 'answer' ? 'hold' : 'pass');
    await side.link.tick(clock.pass(SILENT_MS));
    await eventually(() => signals.count('answer')).toBe(2);
    await side.link.tick(clock.pass(AGAIN_MS));
    await eventually(() => signals.count('answer')).toBe(3);
    signals.release();
    await call.settled();
    const answers = signals.sent.filter(({ kind }) => kind === 'answer').map(({ signal }) => sdpOf(signal));
    expect(ufragOf(side.connection.remoteDescription?.sdp)).toBe(ufragOf(answers[2]));
    expect(side.failures).toEqual([]);
  });

  it('restarts at once when the other one asks for it, and once for two requests in a moment', async () => {
    const call = await newCall().up();
    const { clock, signals } = call;
    clock.pass(AGAIN_MS);
    for (let asked = 0; asked < 2; asked += 1) void impolite(call).link.receive({ restart: true });
    await eventually(() => signals.count('answer')).toBe(2);
    await call.settled();
    expect([restarts(call), signals.count('offer')]).toEqual([1, 2]);
  });

  it('asks for another connection when half a minute of restarts was in vain', async () => {
    const { left, clock, signals } = await newCall().up();
    await silence(left.connection);
    signals.rule = () => 'drop';
    const rebuild = REBUILD_MS + (polite ? POLITE_GONE_MORE_MS : 0);
    await left.link.tick(clock.now);
    await left.link.tick(clock.pass(rebuild - 1));
    expect(left.broken).toBe(0);
    await left.link.tick(clock.pass(1));
    expect(left.broken).toBe(1);
  });

  it('goes on restarting instead while the other page is out of reach', async () => {
    const call = newCall();
    call.inReach = false;
    const { left, clock, signals } = await call.up();
    await silence(left.connection);
    signals.rule = () => 'drop';
    for (let waited = 0; waited < 10 * REBUILD_MS; waited += AGAIN_MS) {
      const sent = signals.sent.length;
      await left.link.tick(clock.pass(AGAIN_MS));
      await eventually(() => signals.sent.length).toBeGreaterThan(sent);
    }
    expect(left.broken).toBe(0);
  });

  it('asks for another connection when the other one ended though its page is there', async () => {
    const { left, right, clock } = await newCall().up();
    right.connection.close();
    await eventually(() => left.link.closing).toBe(true);
    const gone = GONE_MS + (polite ? POLITE_GONE_MORE_MS : 0);
    await left.link.tick(clock.now);
    await left.link.tick(clock.pass(gone - 1));
    expect(left.broken).toBe(0);
    await left.link.tick(clock.pass(1));
    expect(left.broken).toBe(1);
  });

  it('sends the unanswered offer of a restart again', async () => {
    const call = await newCall().up();
    const { clock, signals } = call;
    const side = impolite(call);
    await silence(side.connection);
    signals.rule = () => 'drop';
    await side.link.tick(clock.pass(SILENT_MS));
    await eventually(() => signals.count('offer')).toBe(2);
    signals.release();
    await side.link.tick(clock.pass(UNANSWERED_MS));
    expect(signals.count('offer')).toBe(3);
    await eventually(() => side.connection.signalingState).toBe('stable');
    expect(side.refreshed).toBe(1);
  });

  it('tries a first path anew that does not come about', async () => {
    const call = newCall();
    const { left, right, clock, signals } = call;
    signals.rule = ({ kind }) => (kind === 'candidates' ? 'drop' : 'pass');
    await call.begin();
    await eventually(() => signals.count('answer')).toBe(1);
    await call.settled();
    await left.link.tick(clock.pass(UNCONNECTED_MS - 1));
    expect([left.link.status, restarts(call)]).toEqual(['new', 0]);
    signals.release();
    await left.link.tick(clock.pass(1));
    await eventually(() => [left.link.status, right.link.status]).toEqual(['up', 'up']);
    expect([signals.count('offer'), restarts(call)]).toEqual([2, 1]);
  });

  it.each([
    ['from before it began is none', -1, UNCONNECTED_MS - 1, 0],
    ['is believed sooner, but a first path has its time', 1, 1_500, 0],
    ['is believed sooner', 1, 1_501, 1],
  ])('while there was no path yet, a word of another network %s', async (_what, when, waited, count) => {
    const call = newCall();
    const { left, clock, signals } = call;
    signals.rule = ({ kind }) => (kind === 'candidates' ? 'drop' : 'pass');
    if (when < 0) left.link.hint(clock.now);
    await call.begin();
    await eventually(() => signals.count('answer')).toBe(1);
    await call.settled();
    if (when > 0) left.link.hint(clock.now);
    await left.link.tick(clock.pass(waited));
    expect(polite ? signals.count('restart') : restarts(call)).toBe(count);
  });

  it('restarts over its own control channel while the server is away', async () => {
    const call = await newCall().up();
    const { left, right, clock } = call;
    await silence(left.connection);
    const before = ufragOf(left.connection.localDescription?.sdp);
    call.away = true;
    await left.link.tick(clock.pass(SILENT_MS));
    await eventually(() => ufragOf(left.connection.currentLocalDescription?.sdp)).not.toBe(before);
    await eventually(() => left.link.status).toBe('up');
    expect([...left.failures, ...right.failures]).toEqual([]);
  });

  it('does not restart when it closes while it waits for ICE servers', async () => {
    const [call, faults] = [await newCall().up(), recordFaults()];
    const { clock, signals } = call;
    const side = impolite(call);
    await silence(side.connection);
    let arrive = (_configuration: RTCConfiguration): void => undefined;
    call.refresh = () => new Promise((resolve) => (arrive = resolve));
    const ticked = side.link.tick(clock.pass(SILENT_MS));
    await eventually(() => side.refreshed).toBe(1);
    side.link.close();
    arrive({});
    await ticked;
    await turns();
    expect(signals.count('offer')).toBe(1);
    expect([...side.failures, ...faults]).toEqual([]);
  });

  it('may close while it prepares, and twice', async () => {
    const [{ left, right, clock, signals }, faults] = [newCall(), recordFaults()];
    void left.offerTo(right);
    left.link.close();
    left.link.close();
    await left.link.tick(clock.pass(UNCONNECTED_MS));
    await turns();
    expect(signals.sent).toEqual([]);
    expect([...left.statuses, ...left.failures, ...faults]).toEqual([]);
  });
});
