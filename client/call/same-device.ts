/** Which device of a list is the one that is meant. */

/** By its id; else the one device of that name, since some browsers give all of them new ids with each load. */
export function sameDevice<T extends Pick<MediaDeviceInfo, 'deviceId' | 'label'>>(
  list: readonly T[],
  id: string | null,
  label: string,
): T | undefined {
  const named = list.filter((entry) => label && entry.label === label);
  return list.find(({ deviceId }) => deviceId === id) ?? (named.length === 1 ? named[0] : undefined);
}
