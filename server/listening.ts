/** What the command says of where it listens, to people who want to open it on another device. */
import { generate } from 'lean-qr';
import { networkAddresses, reachable, urlOf } from './network.js';
import type { Config } from './config.js';

/** Of the quiet zone around a code (ISO/IEC 18004 asks for 4; phones are content with 2). */
const QUIET = 2;

type Where = Pick<Config, 'https' | 'tlsCert' | 'host' | 'basePath'>;
const schemeOf = ({ https, tlsCert }: Where): 'http' | 'https' => (https || tlsCert !== undefined ? 'https' : 'http');

const pageOf = ({ basePath }: Where): string => basePath && `${basePath}/`;

/** URLs for other devices of the network, which browsers give camera and microphone to. */
export function networkUrls(config: Where, port: number, addresses = networkAddresses()): string[] {
  if (schemeOf(config) === 'http') return [];
  return reachable(config.host, addresses).map((address) => urlOf('https', address, port) + pageOf(config));
}

export function addressLines(config: Where, port: number, fingerprint = '', addresses = networkAddresses()): string[] {
  const first = `rtc-call: ${urlOf(schemeOf(config), 'localhost', port)}${pageOf(config)}`;
  if (!config.https || config.tlsCert !== undefined) return [first];
  const urls = networkUrls(config, port, addresses).map((url) => `on other devices of this network: ${url}`);
  return [first, ...urls, `browsers warn of this certificate once; its fingerprint (SHA-256) is ${fingerprint}`];
}

/** Two rows of a code in each line, light on dark: read by phones in terminals of either colour. */
export function qrText(url: string): string {
  const code = generate(url);
  const range = (step: number): number[] =>
    Array.from({ length: Math.ceil((code.size + 2 * QUIET) / step) }, (_, index) => index * step - QUIET);
  const cell = (x: number, y: number): string => HALVES[(code.get(x, y) ? 0 : 2) + (code.get(x, y + 1) ? 0 : 1)] ?? ' ';
  return range(2)
    .map((y) =>
      range(1)
        .map((x) => cell(x, y))
        .join(''),
    )
    .join('\n');
}

/** Which halves of a cell are light: none, the lower, the upper, both. */
const HALVES = [' ', '▄', '▀', '█'];
