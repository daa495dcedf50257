/** The product: `call.stream()`, and `call.request()` for small messages. Without devices: what is measured is the data. */
import type { RtcCall } from '../../../client/elements/rtc-call.js';
import type { Role, Way } from './way.js';

const LABEL = 'bench';
/** What a file is read in. */
const PIECE = 65_536;

export class ProductWay implements Way {
  readonly #call: RtcCall;

  static async open(role: Role, room: string): Promise<ProductWay> {
    const call = document.createElement('rtc-call');
    const attributes = { room, as: role, 'mic-muted': '', 'camera-off': '', autojoin: '' };
    for (const [name, value] of Object.entries(attributes)) call.setAttribute(name, value);
    document.body.append(call);
    while (!call.matches(':state(connected)')) await new Promise((resolve) => setTimeout(resolve, 50));
    await call.respond(() => null);
    return new ProductWay(call);
  }

  private constructor(call: RtcCall) {
    this.#call = call;
  }

  async send(bytes: number): Promise<void> {
    const { writable } = await this.#call.stream(LABEL);
    const writer = writable.getWriter();
    const piece = new Uint8Array(PIECE);
    for (let sent = 0; sent < bytes; sent += piece.length) await writer.write(piece);
    await writer.close();
  }

  async receive(bytes: number): Promise<void> {
    const { readable, writable } = await this.#call.stream(LABEL);
    const reader = readable.getReader();
    let came = 0;
    for (let next = await reader.read(); !next.done; next = await reader.read()) came += next.value.length;
    await writable.close();
    if (came !== bytes) throw new Error(`${came} bytes came, not ${bytes}`);
  }

  ask(): Promise<unknown> {
    return this.#call.request(null);
  }
}
