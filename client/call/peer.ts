/**
 * Perfect negotiation (webrtc-pc, "Perfect Negotiation Example") around one RTCPeerConnection, with fixed transceivers
 * and one negotiated data channel, so that a call needs one offer and one answer. Knows no socket and no timer.
 */
import type { SessionDescription, Signal } from '../../shared/protocol.js';

/** The transceivers in their fixed order: the one who offers makes them, the one who answers adopts them. */
const SLOTS = ['mic', 'camera', 'screen', 'screenAudio'] as const;
export type Slot = (typeof SLOTS)[number];
const KIND: Readonly<Record<Slot, 'audio' | 'video'>> = {
  mic: 'audio',
  camera: 'video',
  screen: 'video',
  screenAudio: 'audio',
};

/**
 * A connection begins with an estimate of 300 kbit/s: a whole picture of a 720p camera would take twice as long to come
 * as one of half the width (measured in Chromium 156: 291 against 129 to 150 ms to the first frame).
 */
const START_SCALE = 2;

export interface PeerOptions {
  readonly configuration: RTCConfiguration;
  readonly send: (signal: Signal) => void;
  /** The connection's or the negotiation's state changed; read it from the object. */
  readonly onchange: () => void;
  readonly onchannel: (channel: RTCDataChannel) => void;
  /** A signal that could not be applied. Nothing to mend: the next resync does. */
  readonly onfailure: (error: unknown) => void;
}

export class Peer {
  readonly #pc: RTCPeerConnection;
  readonly #options: PeerOptions;
  readonly #remote = new MediaStream();
  /** Groups this side's tracks for the other one. */
  readonly #local = new MediaStream();
  readonly #tracks: Partial<Record<Slot, MediaStreamTrack | null>> = {};
  #channel: RTCDataChannel | null = null;
  #polite = true;
  #makingOffer = false;
  #ignoreOffer = false;
  #settingAnswer = false;
  /** Not in the example: our offers may be sent again. Of several that come at once only the newest is answered. */
  #offers = 0;
  #prepared: RTCSessionDescriptionInit | null = null;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#pc = new RTCPeerConnection({
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
      ...options.configuration,
    });
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

  /** Whether both descriptions were there once. */
  get negotiated(): boolean {
    return this.#pc.currentRemoteDescription !== null;
  }

  /** The other side's microphone and camera. */
  get remoteStream(): MediaStream {
    return this.#remote;
  }

  /** Transceivers, channel and an offer whose credentials are fixed; nothing is gathered before `start`. */
  async prepare(): Promise<SessionDescription> {
    this.#makingOffer = true;
    for (const slot of SLOTS)
      this.#pc.addTransceiver(KIND[slot], { direction: 'sendrecv', streams: this.#streams(slot) });
    this.#openChannel();
    this.#attach();
    this.#prepared = await this.#pc.createOffer();
    return { type: 'offer', sdp: this.#prepared.sdp ?? '' };
  }

  /** Applies the prepared offer, which the other side has or gets now (`send`). */
  async start({ polite, configuration, send }: Start): Promise<void> {
    this.#polite = polite;
    try {
      if (configuration) this.configure(configuration);
      if (this.#prepared) await this.#pc.setLocalDescription(this.#prepared);
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
    const offer = 'description' in signal && signal.description.type === 'offer';
    return offer && this.#polite && !this.negotiated && (this.#makingOffer || this.offered);
  }

  /** Nothing is awaited before the peer connection has it: its own operations chain is the queue. */
  async receive(signal: Signal): Promise<void> {
    try {
      if ('description' in signal) await this.#describe(signal.description);
      else await Promise.all(signal.candidates.map((candidate) => this.#pc.addIceCandidate(candidate)));
    } catch (error) {
      if (!this.#ignoreOffer) this.#fail(error);
    }
  }

  /** After a gap in signaling: an open offer again, with the candidates it has by now; else a restart if `restart`. */
  resync({ restart }: { restart: boolean }): void {
    if (this.offered) this.#sendDescription();
    else if (restart && this.negotiated) this.#pc.restartIce();
  }

  /** New ICE servers hold from the next gathering on. */
  configure(configuration: RTCConfiguration): void {
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), ...configuration });
  }

  /** Camera, microphone and screen come and go by `replaceTrack`: no renegotiation. */
  async setTrack(slot: Slot, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks[slot] = track;
    await this.#sender(slot)
      ?.replaceTrack(track)
      .catch((error: unknown) => this.#fail(error));
  }

  /** The camera's picture is sent `by` times smaller in each direction; 1 is its full size. */
  async scaleCamera(by: number): Promise<void> {
    const sender = this.#sender('camera');
    const parameters = sender?.getParameters();
    if (!sender || !parameters) return;
    for (const encoding of parameters.encodings) encoding.scaleResolutionDownBy = by;
    await sender.setParameters(parameters).catch((error: unknown) => this.#fail(error));
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
    if (this.#makingOffer || !this.negotiated) return;
    try {
      this.#makingOffer = true;
      await this.#pc.setLocalDescription();
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
    if (this.#ignoreOffer || (description.type === 'answer' && ready)) return;
    if (description.type === 'offer') await this.#acceptOffer(description);
    else await this.#acceptAnswer(description);
  }

  async #acceptOffer(offer: SessionDescription): Promise<void> {
    const id = ++this.#offers;
    this.#openChannel();
    await this.#pc.setRemoteDescription(offer);
    if (id === this.#offers) await this.#answer();
  }

  async #acceptAnswer(answer: SessionDescription): Promise<void> {
    this.#settingAnswer = true;
    try {
      await this.#pc.setRemoteDescription(answer);
    } finally {
      this.#settingAnswer = false;
    }
  }

  /** Adopts the offer's transceivers in the task that applied it, so that the answer says `sendrecv`. */
  async #answer(): Promise<void> {
    this.#attach();
    await this.#pc.setLocalDescription();
    this.#sendDescription();
  }

  #attach(): void {
    for (const [index, transceiver] of this.#pc.getTransceivers().slice(0, SLOTS.length).entries()) {
      const slot = SLOTS[index];
      if (!slot) continue;
      if (transceiver.direction !== 'sendrecv') transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams?.(...this.#streams(slot));
      const track = this.#tracks[slot] ?? null;
      if (transceiver.sender.track !== track) void this.setTrack(slot, track);
      if (slot === 'camera') void this.scaleCamera(START_SCALE);
      if (slot === 'mic' || slot === 'camera') this.#remote.addTrack(transceiver.receiver.track);
    }
  }

  #streams(slot: Slot): MediaStream[] {
    return slot === 'mic' || slot === 'camera' ? [this.#local] : [];
  }

  #sender(slot: Slot): RTCRtpSender | undefined {
    return this.#pc.getTransceivers()[SLOTS.indexOf(slot)]?.sender;
  }

  #openChannel(): void {
    if (this.#channel) return;
    this.#channel = this.#pc.createDataChannel('control', { negotiated: true, id: 0 });
    this.#options.onchannel(this.#channel);
  }

  #sendDescription(): void {
    const description = this.#pc.localDescription;
    if (description?.type === 'offer' || description?.type === 'answer')
      this.#options.send({ description: { type: description.type, sdp: description.sdp } });
  }

  #sendCandidate(candidate: RTCIceCandidate): void {
    const { candidate: line, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    this.#options.send({ candidates: [{ candidate: line, sdpMid, sdpMLineIndex, usernameFragment }] });
  }

  #fail(error: unknown): void {
    if (this.#pc.signalingState !== 'closed') this.#options.onfailure(error);
  }
}

interface Start {
  /** Who gives way in a glare: the callee. */
  readonly polite: boolean;
  readonly configuration?: RTCConfiguration;
  /** Whether the offer still has to be sent; in the handshake it already was. */
  readonly send: boolean;
}
