/** A hostile client that polls. */
import { Agent, request } from 'node:http';
import type { Packet } from './packets.js';
import type { Tally } from './tally.js';

const SEPARATOR = '\u001e';
/** Only a request that the server has forgotten waits so long: it pings every 10 s. */
const GIVE_UP_MS = 40_000;

export class Polls {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #address: string;
  readonly #port: number;
  readonly #tally: Tally;
  #sid = '';

  constructor(port: number, address: string, tally: Tally) {
    this.#port = port;
    this.#address = address;
    this.#tally = tally;
  }

  get sid(): string {
    return this.#sid;
  }

  /** Whether the server took it. */
  async open(): Promise<boolean> {
    const words = await this.get();
    this.#sid = /"sid":"([^"]+)"/.exec(words)?.[1] ?? '';
    return this.#sid !== '';
  }

  /** What the server has to tell, once it has. */
  async get(): Promise<string> {
    const words = await this.#ask('GET');
    for (const packet of words.split(SEPARATOR)) if (words !== '') this.#tally.packet(packet);
    return words;
  }

  post(packets: readonly Packet[], type = 'text/plain'): Promise<string> {
    const parts = packets.map((packet) => (typeof packet === 'string' ? packet : `b${packet.toString('base64')}`));
    return this.#ask('POST', parts.join(SEPARATOR), type);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Empty where it was refused, or broken off. */
  #ask(method: string, body = '', type = 'text/plain'): Promise<string> {
    const sid = this.#sid && `&sid=${this.#sid}`;
    return new Promise((resolve) => {
      const asked = request({
        agent: this.#agent,
        host: '127.0.0.1',
        port: this.#port,
        method,
        path: `/socket.io/?EIO=4&transport=polling${sid}`,
        headers: { 'X-Forwarded-For': this.#address, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) },
        timeout: GIVE_UP_MS,
      });
      const broken = (why: string): void => {
        this.#tally.heard(why);
        resolve('');
      };
      asked.on('timeout', () => {
        broken('no answer');
        asked.destroy();
      });
      asked.on('error', () => broken('connection broken'));
      asked.on('response', (response) => {
        const { statusCode = 0 } = response;
        let words = '';
        response.setEncoding('utf8').on('data', (part: string) => (words += part));
        response.on('error', () => broken('connection broken'));
        response.on('end', () => {
          this.#tally.heard(`HTTP ${statusCode}`);
          resolve(statusCode === 200 && method === 'GET' ? words : '');
        });
      });
      asked.end(body);
    });
  }
}
