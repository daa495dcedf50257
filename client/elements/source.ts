/** What a person is seen and heard by, and its name. */
import type { DeviceKind } from '../call/media.js';
import type { Labels } from '../locales/labels.js';

export type Source = DeviceKind | 'screen';

const NAMES = { mic: 'microphone', camera: 'camera', screen: 'screen' } as const;

export const deviceName = ([kind = 'mic', other]: readonly Source[], labels: Labels): string =>
  labels[other ? 'cameraAndMicrophone' : NAMES[kind]];
