/** What the browser allows, in a test's hands: camera and microphone are granted until a test says otherwise. */
import { onTestFinished, vi } from 'vitest';
import type { DeviceKind } from '../../../client/call/device.js';
import { eventually, turns } from './eventually.js';

class Status extends EventTarget {
  state: PermissionState = 'granted';
}

export class Permissions {
  readonly #statuses: Readonly<Record<DeviceKind, Status>> = { mic: new Status(), camera: new Status() };
  /** A browser that does not know these names, as Firefox below 132. */
  unknown = false;
  #asked = 0;

  constructor() {
    const real = navigator.permissions.query.bind(navigator.permissions);
    const spy = vi.spyOn(navigator.permissions, 'query').mockImplementation(async (descriptor) => {
      const name: string = descriptor.name;
      if (name !== 'camera' && name !== 'microphone') return real(descriptor);
      this.#asked += 1;
      if (this.unknown) throw new TypeError(`${name} is no permission name`);
      // All that the client reads of a PermissionStatus.
      return this.#statuses[name === 'camera' ? 'camera' : 'mic'] as unknown as PermissionStatus;
    });
    onTestFinished(() => spy.mockRestore());
  }

  /** Somebody wanted to know, so many times. */
  async asked(times: number): Promise<void> {
    await eventually(() => this.#asked).toBeGreaterThanOrEqual(times);
    await turns();
  }

  set(kind: DeviceKind, state: PermissionState): void {
    this.#statuses[kind].state = state;
    this.#statuses[kind].dispatchEvent(new Event('change'));
  }
}
