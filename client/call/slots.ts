/**
 * Which transceiver carries which medium. The side that offers makes all four; the side that answers takes those of the offer
 * by their kind, since no standard fixes the order of m-lines (JSEP 5.2.1). What was assigned stays until it is stopped.
 */
export const SLOTS = ['mic', 'camera', 'screen', 'screenAudio'] as const;
export type Slot = (typeof SLOTS)[number];

export const kindOf = (slot: Slot): 'audio' | 'video' => (slot === 'mic' || slot === 'screenAudio' ? 'audio' : 'video');

export class Slots extends Map<Slot, RTCRtpTransceiver> {
  /** After a description was applied: new transceivers go into the first free slots of their kind. Returns those slots. */
  adopt(transceivers: readonly RTCRtpTransceiver[]): Slot[] {
    for (const [slot, transceiver] of this) if (isStopped(transceiver)) this.delete(slot);
    const known = new Set(this.values());
    return transceivers.flatMap((transceiver) => {
      if (known.has(transceiver) || isStopped(transceiver)) return [];
      const slot = SLOTS.find((free) => !this.has(free) && kindOf(free) === transceiver.receiver.track.kind);
      if (slot) this.set(slot, transceiver);
      return slot ?? [];
    });
  }

  /** By both descriptions, what is sent there reaches the other side. */
  carries(slot: Slot): boolean {
    return this.get(slot)?.currentDirection?.startsWith('send') ?? false;
  }
}

/** Every browser ends the track; not every one says `stopped`, or says it in the same place. */
const isStopped = ({ receiver }: RTCRtpTransceiver): boolean => receiver.track.readyState === 'ended';
