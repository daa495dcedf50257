/**
 * Perfect negotiation (webrtc-pc, "Perfect Negotiation Example") around one RTCPeerConnection, with fixed transceivers
 * and negotiated data channels, so that a call needs one offer and one answer. A program at the other end may have fewer of
 * both. Knows no socket and no timer.
 */
import type { IceCandidate, SessionDescription, Signal } from '../../shared/protocol.js';
import { Heartbeat } from '../data/heartbeat.js';
import { steadyNow } from './clock.js';
import type { Encoding } from './encoding.js';
import { configured } from './ice-check.js';
import { Packets } from './packets.js';
import { kindOf, SLOTS, Slots, type Slot } from './slots.js';
import { withStereo } from './stereo.js';

const PICTURES = ['camera', 'screen'] as const;
const THIN_FPS = 1;
/** Of one gathering there are about ten; those that came first give way. */
const MAX_EARLY = 64;
/** A browser asks for ever for data channels that the other side turns down. */
const MAX_TRIES = 3;

/**
 * A connection begins with an estimate of 300 kbit/s: a whole picture of a 720p camera would take twice as long to come
 * as one of half the width (measured in Chromium 156: 291 against 129 to 150 ms to the first frame).
 */
const FIRST_PICTURE: Encoding = { scaleResolutionDownBy: 2, degradationPreference: 'balanced' };

export interface PeerOptions {
  readonly configuration: RTCConfiguration;
  readonly send: (signal: Signal) => void;
  /** The connection's or the negotiation's state changed; read it from the object. */
  readonly onchange: () => void;
  /** Others can be made on the connection. */
  readonly onchannels: (control: RTCDataChannel, beat: RTCDataChannel, connection: RTCPeerConnection) => void;
  /** A signal that could not be applied. Nothing to mend: the next resync does. */
  readonly onfailure: (error: unknown) => void;
}

export class Peer {
  readonly #pc: RTCPeerConnection;
  readonly #options: PeerOptions;
  readonly #remote = new MediaStream();
  readonly #remoteScreen = new MediaStream();
  /** Each groups two of this side's tracks: the other side's browser keeps picture and sound of one stream together. */
  readonly #local = new MediaStream();
  readonly #localScreen = new MediaStream();
  readonly #tracks: Partial<Record<Slot, MediaStreamTrack | null>> = {};
  readonly #slots = new Slots();
  /** Candidates that came before the description they belong to. */
  #early: readonly IceCandidate[] = [];
  #channel: RTCDataChannel | null = null;
  #polite = true;
  #makingOffer = false;
  #ignoreOffer = false;
  #settingAnswer = false;
  /** Not in the example: offers may be sent again, replaced, and come late. Counts those of this page's life. */
  static #offers = 0;
  #offerId = 0;
  /** The newest one of the other side; older ones are dropped, and its answer carries its number. */
  #answering = 0;
  /** Of several that come at once only the last is answered. */
  #accepting = 0;
  /** What each was limited to before. */
  readonly #thinned = new Map<Slot, number | undefined>();
  readonly #packets = new Packets();
  readonly #voice = new Packets();
  /** Offers that the browser asked for since this side wanted something. */
  #tries = 0;
  #prepared: RTCSessionDescriptionInit | null = null;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#pc = configured(
      { bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require', ...options.configuration },
      (configuration) => new RTCPeerConnection(configuration),
      options.onfailure,
    );
    this.#pc.onnegotiationneeded = () => void this.#negotiate();
    this.#pc.onicecandidate = ({ candidate }) => candidate && this.#sendCandidate(candidate);
    this.#pc.onconnectionstatechange = options.onchange;
    this.#pc.onsignalingstatechange = options.onchange;
  }

  get connection(): RTCPeerConnectionState {
    return this.#pc.connectionState;
  }

  /** An offer of this side's waits for its answer. */
  get offered(): boolean {
    return this.#pc.signalingState === 'have-local-offer';
  }

  /** Whether encryption failed (or the other side ended it): no restart mends that. */
  get broken(): boolean {
    const state = this.#pc.sctp?.transport.state;
    return state === 'failed' || state === 'closed';
  }

  /** Whether both descriptions were there once. */
  get negotiated(): boolean {
    return this.#pc.currentRemoteDescription !== null;
  }

  /** The other side's microphone and camera. */
  get remoteStream(): MediaStream {
    return this.#remote;
  }

  /** The other side's screen with its sound; silent and black while none is shared. */
  get remoteScreen(): MediaStream {
    return this.#remoteScreen;
  }

  /** How loud the other person is just now, from 0 to 1. Cheap: no statistics are gathered for it. */
  get level(): number {
    return this.#voice.level(this.#slots.get('mic')?.receiver.getSynchronizationSources() ?? [], steadyNow());
  }

  /** Transceivers, channel and an offer whose credentials are fixed; nothing is gathered before `start`. */
  async prepare(): Promise<SessionDescription> {
    this.#makingOffer = true;
    SLOTS.forEach((slot) => this.#add(slot));
    this.#openChannels();
    this.#attach(SLOTS);
    this.#offerId = ++Peer.#offers;
    this.#prepared = await this.#pc.createOffer();
    return { type: 'offer', sdp: this.#inStereo(this.#prepared).sdp, id: this.#offerId };
  }

  /** Applies the prepared offer, which the other side has or gets now (`send`). */
  async start({ polite, configuration, send }: Start): Promise<void> {
    this.#polite = polite;
    try {
      if (configuration) this.configure(configuration);
      if (this.#prepared) await this.#applyFirst(this.#prepared);
      if (send) this.#sendDescription();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  /** The one who waits: nothing is made before the other's offer comes. */
  await({ polite, configuration }: Omit<Start, 'send'>): void {
    this.#polite = polite;
    if (configuration) this.configure(configuration);
  }

  /**
   * Whether `signal` is an offer that this side should answer with a new peer connection: transceivers that it made for
   * its own first offer would stay behind as doubles (only `addTrack` ones are matched with m-lines, JSEP 5.10).
   */
  yieldsTo(signal: Signal): boolean {
    return isOffer(signal) && this.#polite && !this.negotiated && (this.#makingOffer || this.offered);
  }

  /**
   * Nothing is awaited before the peer connection has it: its own operations chain is the queue. Resolves to false for a
   * signal that could not be applied.
   */
  async receive(signal: Signal): Promise<boolean> {
    try {
      if ('description' in signal) await this.#describe(signal.description);
      if ('candidates' in signal) await this.#addCandidates(signal.candidates);
    } catch (error) {
      if (this.#ignoreOffer || this.#pc.signalingState === 'closed') return true;
      this.#fail(error);
      return false;
    }
    return true;
  }

  /** An open offer once more, with the candidates it has by now: it, or its answer, was lost. */
  resend(): void {
    if (this.offered) this.#sendDescription();
  }

  /**
   * Gathers anew, for a path over today's network. An open offer is replaced: what it names may be gone. Not by a rollback,
   * after which Chromium 156 shows nothing more of a track that came with the other side's first offer.
   */
  async restart(): Promise<void> {
    if (!this.negotiated || this.#pc.signalingState === 'closed') return;
    this.#tries = 0;
    this.#pc.restartIce();
    if (this.offered) await this.#offer(async () => this.#pc.setLocalDescription(await this.#pc.createOffer()));
  }

  /** New ICE servers hold from the next gathering on. */
  configure(configuration: RTCConfiguration): void {
    if (this.#pc.signalingState === 'closed') return;
    configured(
      { ...this.#pc.getConfiguration(), ...configuration },
      (usable) => this.#pc.setConfiguration(usable),
      this.#options.onfailure,
    );
  }

  /** Camera, microphone and screen come and go by `replaceTrack`: no renegotiation. */
  async setTrack(slot: Slot, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks[slot] = track;
    await this.#sender(slot)
      ?.replaceTrack(track)
      .catch((error: unknown) => this.#fail(error));
  }

  /** Whether this side has something to send there, and the other one takes it. */
  sends(slot: Slot): boolean {
    return this.track(slot) !== null && this.carries(slot);
  }

  /** By both descriptions, what is sent there reaches the other side. */
  carries(slot: Slot): boolean {
    return this.#slots.carries(slot);
  }

  track(slot: Slot): MediaStreamTrack | null {
    return this.#tracks[slot] ?? null;
  }

  /** Makes an m-line for it; the browser asks for the negotiation. */
  ask(slot: Slot): void {
    if (this.#slots.has(slot) || this.#pc.signalingState === 'closed') return;
    this.#add(slot);
    this.#attach([slot]);
  }

  /** Whether the other side was asked to take it, and has not answered yet. */
  open(slot: Slot): boolean {
    return this.#slots.get(slot)?.currentDirection === null;
  }

  /**
   * Changes how a slot's track is sent, in the middle of it: no renegotiation. `undefined` takes a limit away. `whole`: the
   * next picture is a key frame (webrtc-extensions, "RTCSetParameterOptions"; browsers that do not know it ignore it).
   */
  async encode(
    slot: Slot,
    { degradationPreference, ...limits }: Encoding,
    { whole = false }: { whole?: boolean } = {},
  ): Promise<void> {
    const sender = this.#sender(slot);
    const parameters = sender?.getParameters();
    if (!sender || !parameters) return;
    for (const encoding of parameters.encodings) Object.assign(encoding, limits);
    if (degradationPreference) parameters.degradationPreference = degradationPreference;
    const setParameters: SetParameters = sender.setParameters.bind(sender);
    const options = whole && sender.track ? [{ encodingOptions: parameters.encodings.map(() => KEY_FRAME) }] : [];
    await setParameters(parameters, ...options).catch((error: unknown) => this.#fail(error));
  }

  /** The name of a slot's m-line; null before there is one. */
  mid(slot: Slot): string | null {
    return this.#slots.get(slot)?.mid ?? null;
  }

  /** All that the browser counts of this connection. */
  async stats(): Promise<RTCStatsReport> {
    return this.#pc.getStats();
  }

  /** Whether a packet of sound or picture came since this was asked last. Cheap: no statistics are gathered for it. */
  flowed(): boolean {
    const sources = this.#pc.getReceivers().flatMap((receiver) => receiver.getSynchronizationSources());
    return this.#packets.came(sources, steadyNow());
  }

  /**
   * One picture a second into a path that is lost. Once it is back the browser sends the packets of the last 3 s again, as
   * padding for its probes; the other side takes many pictures that come so late for a long way, and delays the next ones.
   */
  thinPictures(): void {
    for (const slot of PICTURES) {
      const [encoding] = this.#sender(slot)?.getParameters().encodings ?? [];
      if (!encoding || this.#thinned.has(slot)) continue;
      this.#thinned.set(slot, encoding.maxFramerate);
      void this.encode(slot, { maxFramerate: THIN_FPS });
    }
  }

  /**
   * All pictures again, and the next one whole: after a gap the other side has lost what the next ones build on, and the
   * browser there would ask for it only every 3 s.
   */
  refreshPictures(): void {
    for (const slot of PICTURES) {
      const limits = this.#thinned.has(slot) ? { maxFramerate: this.#thinned.get(slot) } : {};
      this.#thinned.delete(slot);
      void this.encode(slot, limits, { whole: true });
    }
  }

  /** Grows while anything comes in on any path. Firefox counts no bytes of a transport, only those of its media. */
  async bytesReceived(): Promise<number> {
    const report = await this.#pc.getStats();
    let bytes = 0;
    for (const { type, bytesReceived = 0 } of report.values())
      if (type === 'transport' || type === 'inbound-rtp') bytes += bytesReceived;
    return bytes;
  }

  /** Safe at any time, twice too. */
  close(): void {
    this.#pc.onnegotiationneeded = null;
    this.#pc.onicecandidate = null;
    this.#pc.onconnectionstatechange = null;
    this.#pc.onsignalingstatechange = null;
    this.#pc.close();
  }

  async #negotiate(): Promise<void> {
    // Before the first offer is applied there is nothing to negotiate; Firefox asks for it once all the same.
    if (this.negotiated && this.#tries++ < MAX_TRIES) await this.#offer(() => this.#pc.setLocalDescription());
  }

  async #offer(apply: () => Promise<void>): Promise<void> {
    if (this.#makingOffer) return;
    try {
      this.#makingOffer = true;
      this.#offerId = ++Peer.#offers;
      await apply();
      this.#sendDescription();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  async #describe(description: SessionDescription): Promise<void> {
    const { signalingState } = this.#pc;
    const ready = !this.#makingOffer && (signalingState === 'stable' || this.#settingAnswer);
    this.#ignoreOffer = description.type === 'offer' && !ready && !this.#polite;
    // A second answer to an offer that was sent twice.
    if (this.#ignoreOffer || (description.type === 'answer' && ready) || this.#late(description)) return;
    if (description.type === 'offer') await this.#acceptOffer(description);
    else await this.#acceptAnswer(description);
  }

  #late({ type, id }: SessionDescription): boolean {
    if (id === undefined) return false;
    return type === 'offer' ? id < this.#answering : id !== this.#offerId;
  }

  async #acceptOffer({ type, sdp, id }: SessionDescription): Promise<void> {
    this.#answering = id ?? this.#answering;
    const accepting = ++this.#accepting;
    this.#openChannels();
    await this.#pc.setRemoteDescription({ type, sdp });
    this.#retryCandidates();
    if (accepting === this.#accepting) await this.#answer(accepting);
  }

  async #acceptAnswer({ type, sdp }: SessionDescription): Promise<void> {
    this.#settingAnswer = true;
    try {
      await this.#pc.setRemoteDescription({ type, sdp });
    } finally {
      this.#settingAnswer = false;
    }
    this.#retryCandidates();
    this.#slots.adopt([]);
  }

  /** There is another description. */
  #retryCandidates(): void {
    const early = this.#early;
    this.#early = [];
    this.#addCandidates(early).catch((error: unknown) => this.#fail(error));
  }

  async #addCandidates(candidates: readonly IceCandidate[]): Promise<void> {
    await Promise.all(candidates.map((candidate) => this.#addCandidate(candidate)));
  }

  async #addCandidate(candidate: IceCandidate): Promise<void> {
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch (error) {
      this.#early = [...this.#early, candidate].slice(-MAX_EARLY);
      if (this.#pc.remoteDescription) throw error;
    }
  }

  /** Adopts the offer's transceivers in the task that applied it, so that the answer says `sendrecv`. */
  async #answer(accepting: number): Promise<void> {
    this.#attach(this.#slots.adopt(this.#pc.getTransceivers()));
    if (this.negotiated) await this.#pc.setLocalDescription();
    else await this.#answerFirst(accepting);
    // With a newer offer on its way in, this answer would go out under that one's number.
    if (accepting === this.#accepting) this.#sendDescription();
  }

  async #answerFirst(accepting: number): Promise<void> {
    const answer = await this.#pc.createAnswer();
    if (accepting === this.#accepting) await this.#applyFirst(answer);
  }

  /** Every later description is made from the first one, with its channels; without them is better than not at all. */
  async #applyFirst(description: RTCSessionDescriptionInit): Promise<void> {
    await this.#pc
      .setLocalDescription(this.#inStereo(description))
      .catch(() => this.#pc.setLocalDescription(description));
  }

  /** A screen's sound is no speech. */
  #inStereo({ type, sdp = '' }: RTCSessionDescriptionInit) {
    const screenAudio = this.#slots.get('screenAudio');
    const line = this.#pc.getTransceivers().findIndex((transceiver) => transceiver === screenAudio);
    return { type, sdp: withStereo(sdp, line) };
  }

  #attach(added: readonly Slot[]): void {
    for (const stream of [this.#remote, this.#remoteScreen])
      for (const track of stream.getTracks()) if (track.readyState === 'ended') stream.removeTrack(track);
    for (const [slot, transceiver] of this.#slots) {
      if (transceiver.direction !== 'sendrecv') transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams?.(...this.#streams(slot));
      const track = this.track(slot);
      if (transceiver.sender.track !== track) void this.setTrack(slot, track);
      if (slot === 'camera' && added.includes(slot)) void this.encode(slot, FIRST_PICTURE);
      const stream = slot === 'mic' || slot === 'camera' ? this.#remote : this.#remoteScreen;
      const { track: received } = transceiver.receiver;
      // Who shows it knows that it may stand still.
      if (slot === 'screen') received.contentHint = 'detail';
      stream.addTrack(received);
    }
  }

  #add(slot: Slot): void {
    this.#tries = 0;
    const init: RTCRtpTransceiverInit = { direction: 'sendrecv', streams: this.#streams(slot) };
    this.#slots.set(slot, this.#pc.addTransceiver(kindOf(slot), init));
  }

  #streams(slot: Slot): MediaStream[] {
    return [slot === 'mic' || slot === 'camera' ? this.#local : this.#localScreen];
  }

  #sender(slot: Slot): RTCRtpSender | undefined {
    return this.#slots.get(slot)?.sender;
  }

  #openChannels(): void {
    if (this.#channel) return;
    this.#channel = this.#pc.createDataChannel('control', { negotiated: true, id: 0 });
    this.#options.onchannels(this.#channel, Heartbeat.open(this.#pc), this.#pc);
  }

  #sendDescription(): void {
    const { type, sdp = '' } = this.#pc.localDescription ?? {};
    if (type === 'offer') this.#options.send({ description: { type, sdp, id: this.#offerId } });
    if (type === 'answer') this.#options.send({ description: { type, sdp, id: this.#answering } });
  }

  #sendCandidate(candidate: RTCIceCandidate): void {
    const { candidate: line, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    this.#options.send({ candidates: [{ candidate: line, sdpMid, sdpMLineIndex, usernameFragment }] });
  }

  #fail(error: unknown): void {
    if (this.#pc.signalingState !== 'closed') this.#options.onfailure(error);
  }
}

export const isOffer = (signal: Signal): boolean => 'description' in signal && signal.description.type === 'offer';

/** TypeScript's DOM does not have the second argument yet. */
interface KeyFrameOptions {
  readonly encodingOptions: readonly { readonly keyFrame: boolean }[];
}
type SetParameters = (parameters: RTCRtpSendParameters, options?: KeyFrameOptions) => Promise<void>;
const KEY_FRAME = { keyFrame: true };

interface Start {
  /** Who gives way in a glare: the callee. */
  readonly polite: boolean;
  readonly configuration?: RTCConfiguration;
  /** Whether the offer still has to be sent; in the handshake it already was. */
  readonly send: boolean;
}
