/** Two pages that tell each other things over real connections, without a call around them. */
import { onTestFinished } from 'vitest';
import { Tab } from '../../../client/call/tab.js';
import type { ByteStream } from '../../../client/data/byte-stream.js';
import type { RtcChannel } from '../../../client/data/channel.js';
import type { Data } from '../../../client/data/data.js';
import { Door, type DataEvents } from '../../../client/data/door.js';
import type { FileLimits } from '../../../client/data/files/limits.js';

/** One of them, with what it was told. */
export class Side {
  readonly messages: unknown[] = [];
  readonly channels: RtcChannel[] = [];
  readonly streams: ByteStream[] = [];
  readonly door: Door;
  limits: FileLimits = {};

  constructor(room: string) {
    const tell = (type: keyof DataEvents, event: unknown): void => {
      if (type === 'message') this.messages.push(event);
      if (type === 'channel') this.channels.push(event as RtcChannel);
      if (type === 'stream') this.streams.push(event as ByteStream);
    };
    this.door = new Door(new Tab({ server: '', room, as: 'auto' }, []), tell, () => this.limits);
    onTestFinished(() => this.door.close());
  }

  get data(): Promise<Data> {
    return this.door.open();
  }
}

export class Sides {
  readonly left = new Side('left');
  readonly right = new Side('right');
  #open: RTCPeerConnection[] = [];

  constructor() {
    onTestFinished(() => this.cut());
  }

  /** The connections of today. */
  get connections(): readonly RTCPeerConnection[] {
    return this.#open;
  }

  /** A new one, in the place of the one before if there is one. */
  async connect(): Promise<void> {
    this.cut();
    const [here, there] = (this.#open = [new RTCPeerConnection(), new RTCPeerConnection()]);
    if (!here || !there) return;
    here.onicecandidate = ({ candidate }) => void there.addIceCandidate(candidate ?? undefined);
    there.onicecandidate = ({ candidate }) => void here.addIceCandidate(candidate ?? undefined);
    this.left.door.watch(here);
    this.right.door.watch(there);
    await here.setLocalDescription();
    if (here.localDescription) await there.setRemoteDescription(here.localDescription);
    await there.setLocalDescription();
    if (there.localDescription) await here.setRemoteDescription(there.localDescription);
  }

  cut(): void {
    for (const connection of this.#open) connection.close();
    this.#open = [];
  }
}
