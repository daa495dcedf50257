/** Tries what a call needs before it is needed: devices, server, relay. Loaded when asked for. */
import type { Ice, IceServer } from '../../shared/protocol.js';
import type { Call } from './call.js';
import type { RtcErrorCode } from './errors.js';
import { configured } from './ice-check.js';
import type { DeviceKind, DeviceState } from './media.js';
import type { Signaling } from './signaling.js';

/** A relay on the other side of the world answers sooner, by TLS too. */
const RELAY_MS = 8_000;
/** As long as a socket may take to open, and the answer on top. */
const SERVER_MS = 6_000;
const KINDS: readonly DeviceKind[] = ['mic', 'camera'];
/** A room that no server has: it says so at once, over the transport that a seat would use. */
const NOWHERE = '/check';

/** What became of each part; `ok` when a call can be made with everything that was asked for. */
export interface RtcPrecallResult {
  readonly ok: boolean;
  readonly mic: DeviceCheck;
  readonly camera: DeviceCheck;
  readonly server: ServerCheck;
  readonly relay: RelayCheck;
}

/** `off`: the person has turned it off, so it was not opened. */
export type DeviceCheck =
  { readonly status: 'ok' } | { readonly status: 'off' } | { readonly status: 'failed'; readonly code: RtcErrorCode };

/** `roundTrip`: milliseconds to the call server and back. */
export type ServerCheck = { readonly status: 'ok'; readonly roundTrip: number } | { readonly status: 'failed' };

export type RelayCheck =
  /** It gave this browser an address, over this protocol, after so many milliseconds. */
  | { readonly status: 'ok'; readonly protocol: string; readonly took: number }
  | { readonly status: 'failed' }
  /** The server names none: people behind strict networks will not reach each other. */
  | { readonly status: 'none' }
  /** Credentials are only made for who has a seat: this is checked in the call. */
  | { readonly status: 'later' };

export async function precall(call: Call, signaling: Signaling | null): Promise<RtcPrecallResult> {
  const [{ mic, camera }, { server, relay }] = await Promise.all([checkDevices(call), checkWays(call, signaling)]);
  const failed = [mic, camera, server, relay].some(({ status }) => status === 'failed');
  return { ok: !failed, mic, camera, server, relay };
}

async function checkDevices(call: Call): Promise<Readonly<Record<DeviceKind, DeviceCheck>>> {
  await call.openDevices();
  await devicesSettled(call);
  const check = (kind: DeviceKind): DeviceCheck => {
    const { problem } = call.media.state(kind);
    if (problem) return { status: 'failed', code: problem.code };
    return { status: call.media.track(kind) ? 'ok' : 'off' };
  };
  return { mic: check('mic'), camera: check('camera') };
}

/** What is being opened already is waited for, unless the browser does not answer. */
async function devicesSettled(call: Call): Promise<void> {
  const opening = ({ busy, problem }: DeviceState): boolean => busy && problem === null;
  const busy = (): boolean => KINDS.some((kind) => opening(call.media.state(kind)));
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (busy()) return;
      stop();
      resolve();
    };
    const stop = call.on('change', look);
    look();
  });
}

async function checkWays(call: Call, signaling: Signaling | null): Promise<{ server: ServerCheck; relay: RelayCheck }> {
  if (!signaling) return { server: { status: 'failed' }, relay: { status: 'later' } };
  if (!('role' in call.state)) return { server: answered(await roundTripOf(signaling)), relay: { status: 'later' } };
  const asked = performance.now();
  const ice = await signaling.ice();
  const server = answered(ice && performance.now() - asked);
  return { server, relay: ice ? await checkRelay(ice) : { status: 'later' } };
}

const answered = (roundTrip: number | null): ServerCheck =>
  roundTrip === null ? { status: 'failed' } : { status: 'ok', roundTrip };

/** The first answer may have waited for the transport; the second one is the way there and back. */
async function roundTripOf(signaling: Signaling): Promise<number | null> {
  const first = await ask(signaling);
  return first === null ? null : ask(signaling);
}

async function ask(signaling: Signaling): Promise<number | null> {
  const socket = signaling.namespace(NOWHERE);
  const asked = performance.now();
  const refused = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(resolve, SERVER_MS, false);
    socket.on('connect_error', () => {
      // A refusal is an answer; a transport that fails goes on trying.
      if (socket.active) return;
      clearTimeout(timer);
      resolve(true);
    });
    socket.connect();
  });
  socket.off();
  socket.disconnect();
  return refused ? performance.now() - asked : null;
}

async function checkRelay({ servers }: Ice): Promise<RelayCheck> {
  const iceServers = servers.filter(isRelay);
  if (iceServers.length === 0) return { status: 'none' };
  const connection = configured(
    { iceServers, iceTransportPolicy: 'relay' },
    (configuration) => new RTCPeerConnection(configuration),
    () => undefined, // The call itself has told of it.
  );
  const asked = performance.now();
  try {
    const protocol = await firstRelay(connection);
    return protocol === null ? { status: 'failed' } : { status: 'ok', protocol, took: performance.now() - asked };
  } finally {
    connection.close();
  }
}

/** What carries the first address that a relay gave; null where none did. */
async function firstRelay(connection: RTCPeerConnection): Promise<string | null> {
  const found = new Promise<string | null>((resolve) => {
    const timer = setTimeout(resolve, RELAY_MS, null);
    connection.onicecandidate = ({ candidate }) => {
      // The end of the gathering is told without a candidate, in older browsers by an empty one.
      if (candidate?.candidate && candidate.type !== 'relay') return;
      clearTimeout(timer);
      resolve(candidate?.candidate ? carrierOf(candidate) : null);
    };
  });
  connection.createDataChannel('check');
  await connection.setLocalDescription();
  return found;
}

/** TypeScript does not know the newer name; without it the candidate says what it is over itself. */
const carrierOf = (candidate: RTCIceCandidate & { readonly relayProtocol?: string | null }): string =>
  candidate.relayProtocol ?? candidate.protocol ?? 'udp';

const isRelay = ({ urls }: IceServer): boolean => urls.some((url) => /^turns?:/.test(url));
