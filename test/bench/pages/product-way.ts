/** The product: `call.stream()` or a file, and `call.request()` for small messages. Without devices: what is measured is the data. */
import type { Files } from '../../../client/data/files/files.js';
import type { Transfer } from '../../../client/data/files/transfer.js';
import type { RtcCall } from '../../../client/elements/rtc-call.js';
import type { Role, Way } from './way.js';

const LABEL = 'bench';
/** What is written at a time. */
const PIECE = 65_536;

export class ProductWay implements Way {
  readonly #call: RtcCall;

  static async open(role: Role, room: string): Promise<ProductWay> {
    return new ProductWay(await callIn(role, room));
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

/** A file of the disk that is accepted as soon as it is offered: read, hashed, and stored by the browser while it comes. */
export class FileWay implements Way {
  readonly #call: RtcCall;

  static async open(role: Role, room: string): Promise<FileWay> {
    return new FileWay(await callIn(role, `${room}-files`));
  }

  private constructor(call: RtcCall) {
    this.#call = call;
  }

  async send(bytes: number): Promise<void> {
    const file = document.querySelector('input')?.files?.[0];
    if (file?.size !== bytes) throw new Error(`no file of ${bytes} bytes is chosen`);
    const files = await this.#call.files();
    await over(await files.send(file));
  }

  async receive(): Promise<void> {
    const files = await this.#call.files();
    const transfer = await offered(files);
    transfer.accept();
    await over(transfer);
  }

  ask(): Promise<unknown> {
    return this.#call.request(null);
  }
}

/** It may be there before anybody asks for it: the pages are told one after the other. */
function offered(files: Files): Promise<Transfer> | Transfer {
  const there = files.transfers.find(({ state }) => state === 'offered');
  if (there) return there;
  return new Promise((resolve) => {
    const stop = files.on('offer', (transfer) => {
      stop();
      resolve(transfer);
    });
  });
}

/** Resolves when all of it is stored. */
async function over(transfer: Transfer): Promise<void> {
  await new Promise<void>((resolve) => transfer.on('change', () => transfer.over && resolve()));
  if (transfer.error) throw transfer.error;
}

async function callIn(role: Role, room: string): Promise<RtcCall> {
  const call = document.createElement('rtc-call');
  const attributes = { room, as: role, 'mic-muted': '', 'camera-off': '', autojoin: '' };
  for (const [name, value] of Object.entries(attributes)) call.setAttribute(name, value);
  const connected = new Promise<void>((resolve) =>
    call.addEventListener('rtc-state-change', ({ state }) => state.name === 'connected' && resolve()),
  );
  document.body.append(call);
  await connected;
  await call.respond(() => null);
  return call;
}
