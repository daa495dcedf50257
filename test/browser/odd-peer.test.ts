/** Who sits opposite may be a program: what it leaves out, or does in another order, is no fault of the person here. */
import '../../client/define.js';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { Call } from '../../client/call/call.js';
import type { Role } from '../../shared/protocol.js';
import { received, recordConnections } from './support/connections.js';
import { eventually, turns } from './support/eventually.js';
import { hear, seeMoving } from './support/person.js';
import { Robot, type RobotOptions } from './support/robot.js';
import { Screens } from './support/screens.js';
import { openTracks, stopTracks, type Tracks } from './support/tracks.js';

let tracks: Tracks;

beforeAll(async () => {
  tracks = await openTracks();
  return () => stopTracks(tracks);
});

const opposite = (role: Role): Role => (role === 'caller' ? 'callee' : 'caller');

/** A person's call, and a robot that sits in its room already. */
async function meet(options: Omit<RobotOptions, 'room'>) {
  const room = crypto.randomUUID();
  const robot = new Robot({ ...options, room });
  robot.join();
  await eventually(() => robot.signaling.up).toBe(true);
  const made = recordConnections();
  const call = new Call({ room, server: inject('server'), as: opposite(options.role), name: 'Ada' });
  onTestFinished(() => call.close());
  const warnings: string[] = [];
  const states: string[] = [];
  call.on('warning', (warning) => warnings.push(String(warning)));
  call.on('state', ({ state }) => states.push(state.name));
  return { robot, call, made, warnings, states };
}

/** The person is first, and waits for the robot's offer. */
async function wait(options: Omit<RobotOptions, 'room' | 'role'> = {}) {
  const room = crypto.randomUUID();
  const made = recordConnections();
  const call = new Call({ room, server: inject('server'), as: 'callee', name: 'Ada' });
  onTestFinished(() => call.close());
  const warnings: string[] = [];
  const states: string[] = [];
  call.on('warning', (warning) => warnings.push(String(warning)));
  call.on('state', ({ state }) => states.push(state.name));
  await call.join();
  const robot = new Robot({ ...options, room, role: 'caller' });
  robot.join();
  await eventually(() => robot.signaling.up).toBe(true);
  return { robot, call, made, warnings, states };
}

const connected = (call: Call) => eventually(() => call.state.name).toBe('connected');

describe('a robot that offers', () => {
  it('with its picture before its sound is seen and heard, and sees and hears', async () => {
    const { robot, call, warnings } = await wait();
    robot.connection.addTransceiver(tracks.camera, { direction: 'sendrecv' });
    robot.connection.addTransceiver(tracks.mic, { direction: 'sendrecv' });
    await robot.offer();
    await connected(call);
    const stream = call.remoteStream;
    if (!stream) throw new Error('no stream');
    await Promise.all([hear(stream), seeMoving(stream)]);
    await eventually(async () => (await received(robot.connection, 'audio')).packets).toBeGreaterThan(0);
    await eventually(async () => (await received(robot.connection, 'video')).frames).toBeGreaterThan(0);
    expect(warnings).toEqual([]);
  });

  it('sound alone is asked for a line for the camera, and is told of the picture once there is one', async () => {
    const { robot, call } = await wait();
    robot.connection.addTransceiver(tracks.mic, { direction: 'sendrecv' });
    await robot.offer();
    await connected(call);
    await eventually(() => robot.media).toMatchObject({ mic: true, camera: true });
    expect(robot.told.filter(({ type }) => type === 'media')[0]).toMatchObject({ mic: true, camera: false });
    await eventually(async () => (await received(robot.connection, 'video')).frames).toBeGreaterThan(0);
    expect(robot.receiving).toEqual(['audio', 'video']);
    expect(call.problemOf('camera')).toBeNull();
  });

  it('sound and picture gets a third line for a screen that is shared, with the screen in it', async () => {
    const screens = new Screens();
    const { robot, call } = await wait();
    robot.connection.addTransceiver(tracks.mic, { direction: 'sendrecv' });
    robot.connection.addTransceiver(tracks.camera, { direction: 'sendrecv' });
    await robot.offer();
    await connected(call);
    await call.toggleScreenShare(true);
    await eventually(() => robot.media).toMatchObject({ screen: true });
    await eventually(() => robot.receiving).toEqual(['audio', 'video', 'video']);
    expect([screens.live, call.screen.state.problem]).toEqual([['video'], null]);
  });

  it('a picture that it sends and does not want is not told that the camera is on', async () => {
    const { robot, call, warnings } = await wait();
    robot.connection.addTransceiver(tracks.mic, { direction: 'sendrecv' });
    robot.connection.addTransceiver(tracks.camera, { direction: 'sendonly' });
    await robot.offer();
    await connected(call);
    await eventually(() => call.problemOf('camera')?.code).toBe('peer-unsupported');
    expect(robot.told.filter((message) => message.type === 'media' && message.camera)).toEqual([]);
    expect([call.media.state('camera').on, warnings]).toEqual([true, []]);
  });

  it('what nobody can apply is told so, and gets an offer of this side at once', async () => {
    let broken = true;
    const { robot, call, made } = await wait({
      rewrite: (description) =>
        broken ? { ...description, sdp: description.sdp.replace(/a=mid:0/, 'a=mid:1') } : description,
    });
    robot.connection.addTransceiver(tracks.mic, { direction: 'sendrecv' });
    robot.connection.addTransceiver(tracks.camera, { direction: 'sendrecv' });
    const before = made.length;
    expect(await robot.offer()).toBe(false);
    broken = false;
    await connected(call);
    expect(made.length).toBe(before + 1);
  });
});

describe('a robot that answers', () => {
  it('and turns the screen down is not said to see it: the share ends, with a word', async () => {
    const screens = new Screens();
    const prepare = (connection: RTCPeerConnection): void =>
      connection
        .getTransceivers()
        .slice(2)
        .forEach((transceiver) => transceiver.stop());
    const { robot, call } = await meet({ role: 'callee', prepare });
    await call.join();
    await connected(call);
    await eventually(() => robot.media).toMatchObject({ mic: true, camera: true });
    await call.toggleScreenShare(true);
    await eventually(() => call.screen.state.problem?.code).toBe('peer-unsupported');
    expect([call.screen.state.on, screens.live]).toEqual([false, []]);
    expect(robot.told.filter((message) => message.type === 'media' && message.screen)).toEqual([]);
  });

  it('and takes no picture keeps its lines: the screen goes where the screen was offered', async () => {
    const prepare = (connection: RTCPeerConnection): void => connection.getTransceivers()[1]?.stop();
    const screens = new Screens();
    const { robot, call } = await meet({ role: 'callee', prepare });
    await call.join();
    await connected(call);
    await call.toggleScreenShare(true);
    await eventually(() => robot.media).toMatchObject({ camera: false, screen: true });
    expect([screens.live, call.screen.state.problem]).toEqual([['video'], null]);
  });
});

it('a robot that takes no data channels is in a call all the same, and is not asked for them for ever', async () => {
  const { robot, call, states } = await meet({ role: 'callee', data: false });
  await call.join();
  await connected(call);
  await eventually(() => robot.offers).toBe(4);
  await eventually(() => robot.connection.signalingState).toBe('stable');
  await turns(50);
  expect([robot.offers, states]).toEqual([4, ['joining', 'connecting', 'connected']]);
});

describe('what a robot says', () => {
  const talk = async () => {
    const all = await wait();
    all.robot.connection.addTransceiver(tracks.mic, { direction: 'sendrecv' });
    all.robot.connection.addTransceiver(tracks.camera, { direction: 'sendrecv' });
    await all.robot.offer();
    await connected(all.call);
    await eventually(() => all.robot.media).toMatchObject({ camera: true });
    return all;
  };

  it('of its media without a name leaves the name that it came with', async () => {
    const { robot, call } = await talk();
    robot.say({ type: 'media', mic: true, camera: false });
    await eventually(() => call.peer).toMatchObject({ name: 'Robot', camera: false });
    robot.say({ type: 'media', mic: true, camera: false, name: '' });
    await eventually(() => call.peer).toMatchObject({ name: '' });
  });

  it('and is not as it has to be is refused with the name of the field, twenty times', async () => {
    const { robot, call, warnings } = await talk();
    for (let nth = 0; nth < 30; nth += 1) robot.say({ type: 'media', mic: 'a secret' });
    robot.say({ type: 'media', mic: false, camera: false });
    await eventually(() => call.peer).toMatchObject({ mic: false });
    expect(warnings).toHaveLength(20);
    expect(warnings[0]).toMatch(/bad-request mic/);
    expect(warnings.join()).not.toContain('secret');
  });

  it('last is that it hangs up: the call ends without looking for it', async () => {
    const { robot, call, states } = await talk();
    robot.say({ type: 'bye', reason: 'hang-up' });
    await eventually(() => call.state).toMatchObject({ name: 'ended', reason: 'peer-hung-up' });
    expect(states).not.toContain('reconnecting');
  });
});
