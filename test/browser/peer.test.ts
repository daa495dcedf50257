import { beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import type { Peer } from '../../client/call/peer.js';
import type { Signal } from '../../shared/protocol.js';
import { leftTone, listen } from './support/channels.js';
import { received } from './support/connections.js';
import { eventually, turns } from './support/eventually.js';
import { recordFaults } from './support/faults.js';
import type { Rule } from './support/link.js';
import { Pair } from './support/pair.js';
import { hear, seeMoving } from './support/person.js';
import { openTracks, stopTracks, type Tracks } from './support/tracks.js';

const RESTARTS = inject('repeats');
const TOGGLES = 100;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const FIXED = ['audio sendrecv', 'video sendrecv', 'video sendrecv', 'audio sendrecv'];

let tracks: Tracks;

beforeAll(async () => {
  tracks = await openTracks();
  return () => stopTracks(tracks);
});

const slotsOf = (connection: RTCPeerConnection): string[] =>
  connection.getTransceivers().map(({ receiver, currentDirection }) => `${receiver.track.kind} ${currentDirection}`);

const sectionsOf = (description: RTCSessionDescription | null): string[] =>
  (description?.sdp ?? '').split(/^(?=m=)/m).slice(1);

/** The stream of each m-line of media. */
const groupsOf = (description: RTCSessionDescription | null): (string | undefined)[] =>
  sectionsOf(description)
    .slice(0, FIXED.length)
    .map((section) => /^a=msid:(\S+)/m.exec(section)?.[1]);

/** Of each m-line of sound: whether two channels are wanted there. */
const stereoOf = (description: RTCSessionDescription | null): boolean[] =>
  sectionsOf(description)
    .filter((section) => section.startsWith('m=audio'))
    .map((section) => section.includes('stereo=1'));

/** Whom a connection believes to talk to. */
const identityOf = ({ remoteDescription }: RTCPeerConnection): string[] =>
  (remoteDescription?.sdp ?? '').split('\r\n').filter((line) => /^a=(fingerprint|ice-ufrag):/.test(line));

/** Loses the first signal of its kind, once. */
const losing =
  (kind: 'offer' | 'answer'): Rule =>
  (passage) =>
    passage.kind === kind && passage.nth === 1 ? 'drop' : 'pass';

const doubling =
  (kind: 'offer' | 'answer'): Rule =>
  (passage) =>
    passage.kind === kind ? 'twice' : 'pass';

/** What was sent before may still arrive; what is counted from here on was sent later. */
async function expectMedia({ both }: Pair): Promise<void> {
  for (const { connection } of both) {
    const [{ packets }, { frames }] = [await received(connection, 'audio'), await received(connection, 'video')];
    await eventually(async () => (await received(connection, 'audio')).packets).toBeGreaterThan(packets);
    await eventually(async () => (await received(connection, 'video')).frames).toBeGreaterThan(frames);
  }
}

/** A whole and single connection: nothing doubled, nothing left open, and what flows arrives. */
async function expectWhole(pair: Pair): Promise<void> {
  await pair.connected();
  for (const { connection } of pair.both) expect(slotsOf(connection)).toEqual(FIXED);
  await expectMedia(pair);
}

/** One more negotiation; what was queued before it has happened when it is through. */
async function restartOnce({ left, link }: Pair): Promise<void> {
  const offers = link.count('offer');
  void left.peer.restart();
  await eventually(() => link.count('offer')).toBeGreaterThan(offers);
}

/** The second exchange is through; the connection that it replaced can no longer answer in its place. */
async function answeredAgain(pair: Pair, former: Peer): Promise<void> {
  await eventually(() => pair.link.count('answer') >= 2 && pair.settled).toBe(true);
  former.close();
}

describe.each([
  ['the polite side offers', true],
  ['the impolite side offers', false],
])('a peer, when %s', (_title, leftIsPolite) => {
  const newPair = (seed = 1): Pair => new Pair({ leftIsPolite, tracks, seed });

  it('connects with one offer and one answer, and both get sound and a moving picture', async () => {
    const pair = newPair();
    await pair.meet();
    await expectWhole(pair);
    for (const { peer } of pair.both) await Promise.all([hear(peer.remoteStream), seeMoving(peer.remoteStream)]);
    expect([pair.link.count('offer', 'left'), pair.link.count('answer', 'right')]).toEqual([1, 1]);
    expect([pair.link.count('offer'), pair.link.count('answer')]).toEqual([1, 1]);
    expect(pair.both.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('has the same four transceivers on both sides: microphone, camera, screen, screen sound', async () => {
    const pair = newPair();
    await pair.meet();
    await pair.connected();
    for (const { connection } of pair.both) {
      expect(slotsOf(connection)).toEqual(FIXED);
      const sent = connection.getTransceivers().map(({ sender }) => sender.track);
      expect(sent).toEqual([tracks.mic, tracks.camera, null, null]);
    }
  });

  it('gives the other one microphone and camera in one stream', async () => {
    const pair = newPair();
    await pair.meet();
    await pair.connected();
    for (const { peer, connection } of pair.both) {
      const [mic, camera] = connection.getTransceivers().map(({ receiver }) => receiver.track);
      expect(peer.remoteStream.getTracks()).toEqual([mic, camera]);
    }
  });

  it('gives the other one the screen and its sound in another stream', async () => {
    const pair = newPair();
    await pair.meet();
    await pair.connected();
    for (const { connection } of pair.both) {
      const [mic, camera, screen, sound] = groupsOf(connection.remoteDescription);
      expect([camera, sound]).toEqual([mic, screen]);
      expect(new Set([mic, screen, '-', undefined]).size).toBe(4);
    }
  });

  it("carries both channels of a screen's sound, after a restart too, and one of a voice", async () => {
    const pair = new Pair({ leftIsPolite, tracks: { ...tracks, screenAudio: leftTone() }, seed: 1 });
    await pair.meet();
    await pair.connected();
    await restartOnce(pair);
    await pair.connected();
    for (const { peer, connection } of pair.both) {
      const heard = await listen(peer.remoteScreen);
      await eventually(() => heard().left > 1 && heard().right < heard().left / 20).toBe(true);
      expect(stereoOf(connection.localDescription)).toEqual([false, true]);
    }
  });

  it('connects where the browser takes no such wish', async () => {
    const apply = Reflect.get(RTCPeerConnection.prototype, 'setLocalDescription');
    const refusing = vi.spyOn(RTCPeerConnection.prototype, 'setLocalDescription');
    onTestFinished(() => refusing.mockRestore());
    refusing.mockImplementation(function (this: RTCPeerConnection, description) {
      if (!description?.sdp?.includes('stereo=1')) return Reflect.apply(apply, this, [description]);
      return Promise.reject(new DOMException('munged', 'InvalidModificationError'));
    });
    const pair = newPair();
    await pair.meet();
    await expectWhole(pair);
    expect(pair.both.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('opens the control channel on both sides, once, and it carries words both ways', async () => {
    const pair = newPair();
    await pair.meet();
    await pair.connected();
    expect(pair.both.map(({ channels }) => channels.length)).toEqual([1, 1]);
    const [left, right] = pair.both.map(({ channels }) => channels[0]);
    const heard: string[] = [];
    for (const channel of [left, right]) channel?.addEventListener('message', ({ data }) => heard.push(String(data)));
    left?.send('to the right');
    right?.send('to the left');
    await eventually(() => new Set(heard)).toEqual(new Set(['to the left', 'to the right']));
  });

  it('takes tracks away and brings them back without any negotiation', async () => {
    const pair = newPair();
    await pair.meet();
    await pair.connected();
    for (let toggle = 0; toggle < TOGGLES; toggle += 1)
      for (const { peer } of pair.both) {
        await peer.setTrack('camera', null);
        await peer.setTrack('mic', null);
        await peer.setTrack('screen', tracks.camera);
        await peer.setTrack('screen', null);
        await peer.setTrack('mic', tracks.mic);
        await peer.setTrack('camera', tracks.camera);
      }
    await restartOnce(pair);
    await expectWhole(pair);
    expect([pair.link.count('offer'), pair.link.count('answer')]).toEqual([2, 2]);
  });

  it('sends nothing in a slot whose track is taken away', async () => {
    const pair = newPair();
    await pair.meet();
    await expectWhole(pair);
    await pair.left.peer.setTrack('camera', null);
    expect(pair.left.connection.getSenders().map(({ track }) => track)).toEqual([tracks.mic, null, null, null]);
    await pair.left.peer.setTrack('camera', tracks.camera);
    await expectMedia(pair);
  });

  it('connects once when both offer at first: the polite one yields', async () => {
    const pair = newPair();
    await Promise.all(pair.both.map((owner) => owner.offer()));
    await expectWhole(pair);
    expect(pair.link.count('answer', pair.left.polite ? 'left' : 'right')).toBe(1);
    expect(pair.link.count('answer')).toBe(1);
    expect(pair.made.filter(({ connectionState }) => connectionState !== 'closed')).toHaveLength(2);
    expect(pair.both.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('keeps its connection when both restart in one task', async () => {
    const pair = newPair();
    await pair.meet();
    await pair.connected();
    pair.restartBoth();
    await eventually(() => [pair.link.count('offer', 'left'), pair.link.count('offer', 'right')]).toEqual([2, 1]);
    await expectWhole(pair);
    expect(pair.made).toHaveLength(2);
    expect(pair.both.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('connects after its offer was lost, once the owner resyncs', async () => {
    const pair = newPair();
    pair.link.rule = losing('offer');
    await pair.meet();
    await eventually(() => pair.left.peer.offered && pair.link.idle).toBe(true);
    expect(pair.link.count('answer')).toBe(0);
    pair.left.peer.resend();
    await expectWhole(pair);
    expect(pair.link.count('answer')).toBe(1);
  });

  it('connects after the answer was lost: the same offer is answered again', async () => {
    const pair = newPair();
    pair.link.rule = losing('answer');
    await pair.meet();
    await eventually(() => pair.link.count('answer') === 1 && pair.link.idle).toBe(true);
    pair.left.peer.resend();
    await expectWhole(pair);
    expect([pair.link.count('offer', 'right'), pair.link.count('answer', 'right')]).toEqual([0, 2]);
  });

  it('restarts after the answer to a restart was lost', async () => {
    const pair = newPair();
    await pair.meet();
    await pair.connected();
    pair.link.rule = ({ kind, nth }) => (kind === 'answer' && nth === 2 ? 'drop' : 'pass');
    await restartOnce(pair);
    await eventually(() => pair.link.count('answer') === 2 && pair.link.idle).toBe(true);
    void pair.left.peer.restart();
    await expectWhole(pair);
    expect(pair.link.count('offer', 'left')).toBe(3);
  });

  it('connects with an offer that arrives twice, and makes none of its own', async () => {
    const pair = newPair();
    pair.link.rule = doubling('offer');
    await pair.meet();
    await expectWhole(pair);
    expect(pair.link.count('offer', 'right')).toBe(0);
  });

  it('connects with an offer that arrives twice in one task, and makes none of its own', async () => {
    const pair = newPair();
    pair.link.rule = ({ kind }) => (kind === 'offer' ? 'hold' : 'pass');
    await pair.meet();
    await eventually(() => pair.link.count('offer')).toBe(1);
    const signal = pair.link.first('offer');
    pair.right.receive(signal);
    pair.right.receive(signal);
    await expectWhole(pair);
    expect(pair.link.count('offer', 'right')).toBe(0);
  });

  it('answers the newer of two offers that arrive in one task', async () => {
    const pair = newPair();
    pair.link.rule = ({ kind }) => (kind === 'offer' ? 'hold' : 'pass');
    await pair.meet();
    pair.left.renew();
    await pair.left.offer();
    await eventually(() => pair.link.count('offer')).toBe(2);
    for (const { kind, signal } of pair.link.sent) if (kind === 'offer') pair.right.receive(signal);
    await expectWhole(pair);
    expect(pair.link.count('offer', 'right')).toBe(0);
  });

  it('answers the newer of two offers when it arrives while the older one is being answered', async () => {
    const pair = newPair();
    await pair.meet();
    await pair.connected();
    const { impolite, polite, link } = pair;
    link.rule = ({ kind }) => (kind === 'offer' ? 'drop' : 'pass');
    for (let restart = 1; restart <= 2; restart += 1) {
      void impolite.peer.restart();
      await eventually(() => link.count('offer')).toBe(1 + restart);
    }
    const [, older, newer] = link.sent.filter(({ kind }) => kind === 'offer').map(({ signal }) => signal);
    if (!older || !newer) throw new Error('two offers were to be sent');
    const apply = polite.connection.setLocalDescription.bind(polite.connection);
    polite.connection.setLocalDescription = async (description) => {
      polite.connection.setLocalDescription = apply;
      const applied = apply(description);
      polite.receive(newer);
      await applied;
    };
    polite.receive(older);
    await eventually(() => link.count('answer')).toBeGreaterThan(1);
    await eventually(() => pair.settled).toBe(true);
    const ufrag = (description: RTCSessionDescription | null) => /a=ice-ufrag:(\S+)/.exec(description?.sdp ?? '')?.[1];
    expect(ufrag(impolite.connection.remoteDescription)).toBe(ufrag(polite.connection.localDescription));
    await expectWhole(pair);
  });

  it('takes the first of two answers and says nothing about the second', async () => {
    const pair = newPair();
    pair.link.rule = doubling('answer');
    await pair.meet();
    await expectWhole(pair);
    await eventually(() => pair.link.idle).toBe(true);
    expect(pair.both.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('takes the first of two answers that arrive in one task', async () => {
    const pair = newPair();
    pair.link.rule = ({ kind }) => (kind === 'answer' ? 'hold' : 'pass');
    await pair.meet();
    await eventually(() => pair.link.count('answer')).toBe(1);
    const signal = pair.link.first('answer');
    pair.left.receive(signal);
    pair.left.receive(signal);
    await expectWhole(pair);
    expect(pair.both.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('connects when its candidates come before the offer', async () => {
    const pair = newPair();
    pair.link.rule = ({ kind, from }) => (kind === 'offer' && from === 'left' ? 'hold' : 'pass');
    await pair.meet();
    await gathered(pair.left.connection);
    await eventually(() => pair.link.idle).toBe(true);
    pair.link.release();
    await expectWhole(pair);
  });

  it('keeps candidates that come before the offer: it connects by them alone', async () => {
    const pair = newPair();
    pair.link.rule = ({ kind, from }) => {
      if (kind === 'candidates') return from === 'left' ? 'pass' : 'drop';
      return kind === 'offer' ? 'hold' : 'pass';
    };
    await pair.meet();
    await gathered(pair.left.connection);
    await eventually(() => pair.link.idle).toBe(true);
    pair.link.release((passage) => (passage.kind === 'candidates' ? 'drop' : 'pass'));
    await expectWhole(pair);
    expect(pair.both.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('connects when candidates come before both descriptions, once the owner resyncs', async () => {
    const pair = newPair();
    pair.link.rule = ({ kind }) => (kind === 'candidates' ? 'pass' : 'hold');
    await pair.meet();
    await gathered(pair.left.connection);
    pair.link.release(({ kind }) => (kind === 'answer' ? 'hold' : 'pass'));
    await eventually(() => pair.link.count('answer')).toBe(1);
    await gathered(pair.right.connection);
    pair.link.release();
    await eventually(() => pair.settled).toBe(true);
    for (const { peer } of pair.both) void peer.restart();
    await expectWhole(pair);
  });

  it('connects without a single candidate: the offer is sent again with all of them in it', async () => {
    const pair = newPair();
    pair.link.rule = ({ kind, nth }) => (kind === 'candidates' || (kind === 'answer' && nth === 1) ? 'drop' : 'pass');
    await pair.meet();
    await eventually(() => pair.link.count('answer')).toBe(1);
    await gathered(pair.left.connection);
    pair.left.peer.resend();
    await expectWhole(pair);
  });

  it('connects after every candidate of the first exchange was lost, once the owner resyncs', async () => {
    const pair = newPair();
    pair.link.rule = ({ kind }) => (kind === 'candidates' ? 'drop' : 'pass');
    await pair.meet();
    for (const { connection } of pair.both) await gathered(connection);
    await eventually(() => pair.settled).toBe(true);
    pair.link.release();
    void pair.left.peer.restart();
    await expectWhole(pair);
  });

  it.each(SEEDS)('connects when signals overtake each other (order %i)', async (seed) => {
    const pair = newPair(seed);
    pair.link.ordered = false;
    await pair.meet();
    for (const { connection } of pair.both) await gathered(connection);
    await eventually(() => pair.settled).toBe(true);
    if (pair.both.some(({ failures }) => failures.length > 0)) void pair.left.peer.restart();
    await expectWhole(pair);
    expect(pair.made).toHaveLength(2);
  });

  it.each(SEEDS)('restarts from both sides when signals overtake each other (order %i)', async (seed) => {
    const pair = newPair(seed);
    await pair.meet();
    await pair.connected();
    pair.link.ordered = false;
    pair.restartBoth();
    await eventually(() => pair.link.count('answer')).toBeGreaterThan(1);
    await expectWhole(pair);
    expect(pair.made).toHaveLength(2);
  });

  it('does not mind an answer and candidates of an older connection', async () => {
    const [pair, faults] = [newPair(), recordFaults()];
    await pair.meet();
    await pair.connected();
    const stale = pair.link.sent.filter(({ kind }) => kind !== 'offer');
    for (const owner of pair.both) owner.renew();
    await pair.meet();
    await pair.connected();
    const identities = pair.both.map(({ connection }) => identityOf(connection));
    for (const { from, signal } of stale) pair.link.deliver(from === 'left' ? 'right' : 'left', signal);
    await eventually(() => pair.settled).toBe(true);
    expect(pair.both.map(({ connection }) => identityOf(connection))).toEqual(identities);
    await restartOnce(pair);
    await expectWhole(pair);
    expect(faults).toEqual([]);
  });

  it('does not mind them while it waits for the first offer either', async () => {
    const [pair, faults] = [newPair(), recordFaults()];
    await pair.meet();
    await pair.connected();
    const stale = pair.link.sent.filter(({ kind }) => kind !== 'offer');
    for (const owner of pair.both) owner.renew();
    for (const { signal } of stale) for (const owner of pair.both) owner.receive(signal);
    await pair.meet();
    await expectWhole(pair);
    expect(faults).toEqual([]);
  });

  it('meets a fresh connection of the other side that waits', async () => {
    const [pair, faults] = [newPair(), recordFaults()];
    await pair.meet();
    await pair.connected();
    const former = pair.right.forget();
    void pair.left.peer.restart();
    await answeredAgain(pair, former);
    await expectWhole(pair);
    expect(faults).toEqual([]);
  });

  it('meets a fresh connection of the other side that offers', async () => {
    const [pair, faults] = [newPair(), recordFaults()];
    await pair.meet();
    await pair.connected();
    const former = pair.right.forget();
    await pair.right.offer();
    await answeredAgain(pair, former);
    await expectWhole(pair);
    expect(faults).toEqual([]);
  });

  it('meets a fresh connection of the other side that offers while a restart is open', async () => {
    const [pair, faults] = [newPair(), recordFaults()];
    await pair.meet();
    await pair.connected();
    pair.link.rule = () => 'drop';
    const former = pair.right.forget();
    await restartOnce(pair);
    pair.link.release();
    await pair.right.offer();
    // Every side whose offer is open says it again, as after a gap in signaling.
    for (const { peer } of pair.both) peer.resend();
    await answeredAgain(pair, former);
    await expectWhole(pair);
    expect(faults).toEqual([]);
  });

  it(
    `is stable, connected and single after ${RESTARTS} restarts from both sides at once`,
    { timeout: 300_000 },
    async () => {
      const [pair, faults] = [newPair(), recordFaults()];
      await pair.meet();
      await pair.connected();
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        const answers = pair.link.count('answer');
        pair.restartBoth();
        await eventually(() => pair.link.count('answer') > answers && pair.settled).toBe(true);
      }
      await restartOnce(pair);
      await expectWhole(pair);
      expect(pair.made).toHaveLength(2);
      expect(pair.both.flatMap(({ failures }) => failures)).toEqual([]);
      expect(faults).toEqual([]);
    },
  );
});

describe('a peer that closes', () => {
  const newPair = (): Pair => new Pair({ leftIsPolite: false, tracks });

  it('may be closed twice', async () => {
    const [pair, faults] = [newPair(), recordFaults()];
    await pair.meet();
    await pair.connected();
    for (const { peer } of pair.both) peer.close();
    for (const { peer } of pair.both) peer.close();
    await turns();
    expect(pair.made.map(({ connectionState }) => connectionState)).toEqual(['closed', 'closed']);
    expect(faults).toEqual([]);
  });

  it('may be closed while it prepares', async () => {
    const [pair, faults] = [newPair(), recordFaults()];
    void pair.left.offer();
    pair.left.peer.close();
    await turns();
    expect(pair.link.sent).toEqual([]);
    expect([...pair.left.failures, ...faults]).toEqual([]);
  });

  it('may be closed while it applies its offer', async () => {
    const [pair, faults] = [newPair(), recordFaults()];
    await pair.left.peer.prepare();
    void pair.left.peer.start({ polite: false, send: true });
    pair.left.peer.close();
    await turns();
    expect(pair.link.sent).toEqual([]);
    expect([...pair.left.failures, ...faults]).toEqual([]);
  });

  it.each([0, 1, 2, 3])('may be closed while it answers, %i tasks after the offer', async (tasks) => {
    const [pair, faults] = [newPair(), recordFaults()];
    const offer = await pair.left.peer.prepare();
    pair.right.wait();
    pair.right.receive({ description: offer });
    await turns(tasks);
    pair.right.peer.close();
    await turns();
    expect([...pair.right.failures, ...faults]).toEqual([]);
  });

  it('does nothing with what it is told afterwards', async () => {
    const [pair, faults] = [newPair(), recordFaults()];
    await pair.meet();
    await pair.connected();
    const signals: Signal[] = pair.link.sent.map(({ signal }) => signal);
    const sent = signals.length;
    for (const { peer } of pair.both) peer.close();
    for (const signal of signals) for (const owner of pair.both) owner.receive(signal);
    for (const { peer } of pair.both) {
      void peer.restart();
      await peer.setTrack('camera', null);
    }
    await turns();
    expect(pair.link.sent).toHaveLength(sent);
    expect(pair.both.flatMap(({ failures }) => failures)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

/** All candidates are found, so a description sent from now on holds them. */
async function gathered(connection: RTCPeerConnection): Promise<void> {
  await eventually(() => connection.iceGatheringState).toBe('complete');
}
