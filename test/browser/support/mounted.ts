/** Elements in a page: mounts them until the test ends, and looks at what a person sees and presses. */
import { onTestFinished } from 'vitest';
import type { RtcCall } from '../../../client/elements/rtc-call.js';
import type { RtcVideo } from '../../../client/elements/rtc-video.js';

export const ROOM = 'abcd-efgh-jkmn';
/** A port that browsers refuse to call: no server, at once. */
export const NO_SERVER = 'http://127.0.0.1:9';

export function mount<E extends HTMLElement>(element: E, parent: Node = document.body): E {
  parent.appendChild(element);
  onTestFinished(() => element.remove());
  return element;
}

export function mountCall(properties: Partial<RtcCall> = {}, parent?: Node): RtcCall {
  return mount(Object.assign(document.createElement('rtc-call'), { server: NO_SERVER, ...properties }), parent);
}

export function mountVideo(properties: Partial<RtcVideo> = {}): RtcVideo {
  return mount(Object.assign(document.createElement('rtc-video'), properties));
}

/** The first element of that class and selector in the shadow root of `host`. */
export function shadow<E extends Element>(host: Element, kind: new () => E, selector: string): E | null {
  const found = host.shadowRoot?.querySelector(selector);
  return found instanceof kind ? found : null;
}

/** All text that an element shows. */
export const textOf = (host: Element): string =>
  [...(host.shadowRoot?.children ?? [])]
    .filter(({ localName }) => localName !== 'style')
    .map(({ textContent }) => textContent)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The button with this text or label. */
export function button(host: Element, name: string): HTMLButtonElement | null {
  const buttons = [...(host.shadowRoot?.querySelectorAll('button') ?? [])];
  return buttons.find((button) => [button.ariaLabel, button.textContent?.trim()].includes(name)) ?? null;
}

/** Every line that comes to the live region of devices and screens from now on. */
export function logged(host: Element): string[] {
  const lines: string[] = [];
  const log = shadow(host, HTMLElement, '[role=log]');
  if (!log) throw new Error('no live region');
  const observer = new MutationObserver((records) => {
    for (const { addedNodes } of records)
      for (const node of addedNodes) if (node instanceof HTMLElement) lines.push(node.textContent ?? '');
  });
  observer.observe(log, { childList: true, subtree: true });
  onTestFinished(() => observer.disconnect());
  return lines;
}
