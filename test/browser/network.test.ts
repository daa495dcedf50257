import '../../client/define.js';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Pairing } from '../../client/call/pairing.js';
import { listenForHints } from '../../client/call/network.js';

import { Clock } from './support/clock.js';
import { Couple } from './support/couple.js';
import { eventually } from './support/eventually.js';

/** How many hints came, and how to listen no more. */
function listen(): { readonly count: number; readonly stop: () => void } {
  let count = 0;
  const stop = listenForHints(() => (count += 1));
  onTestFinished(stop);
  return {
    get count() {
      return count;
    },
    stop,
  };
}

/** The page is as `state` says, until the test ends. */
function show(state: DocumentVisibilityState): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
  onTestFinished(() => void Reflect.deleteProperty(document, 'visibilityState'));
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('a hint of another network, or of a sleep that is over', () => {
  it.each([
    ['the browser is online again', () => dispatchEvent(new Event('online'))],
    [
      'the page comes from the back-forward cache',
      () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
    ],
    ['the page goes on after it was frozen', () => document.dispatchEvent(new Event('resume'))],
    ['the page is seen again', () => show('visible')],
  ])('is given when %s', (_what, happen) => {
    const hints = listen();
    happen();
    expect(hints.count).toBe(1);
  });

  it('is given when the interface changes, where the browser says so', () => {
    const hints = listen();
    const { connection } = navigator as { connection?: EventTarget };
    expect(connection).toBeInstanceOf(EventTarget);
    connection?.dispatchEvent(new Event('change'));
    expect(hints.count).toBe(1);
  });

  it('is not given when the page is loaded: every page is shown then', () => {
    const hints = listen();
    dispatchEvent(new PageTransitionEvent('pageshow'));
    expect(hints.count).toBe(0);
  });

  it('is not given when the page is hidden', () => {
    const hints = listen();
    show('hidden');
    expect(hints.count).toBe(0);
  });

  it('is not given any more once nobody listens', () => {
    const hints = listen();
    hints.stop();
    dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('resume'));
    expect(hints.count).toBe(0);
  });

  it('is a gap between two ticks of a call, too: nobody tells of a computer that slept', async () => {
    const hint = vi.spyOn(Pairing.prototype, 'hint');
    onTestFinished(() => hint.mockRestore());
    const { ada } = await Couple.meet();
    const before = hint.mock.calls.length;
    const clock = new Clock();
    clock.pass(60_000);
    await eventually(() => hint.mock.calls.length).toBeGreaterThan(before);
    await eventually(() => ada.call.state.name).toBe('connected');
  });

  it('is a step of the wall clock alone, too: in some browsers the steady one stands still in sleep', async () => {
    const hint = vi.spyOn(Pairing.prototype, 'hint');
    onTestFinished(() => hint.mockRestore());
    const { ada, bob } = await Couple.meet();
    const states: string[] = [];
    for (const { call } of [ada, bob]) call.on('state', ({ state }) => states.push(state.name));
    const before = hint.mock.calls.length;
    const clock = new Clock();
    clock.set(3_600_000);
    await eventually(() => hint.mock.calls.length).toBeGreaterThan(before);
    expect(states).toEqual([]);
  });
});

it('what the other page is told of the call does not jump when somebody sets the clock', async () => {
  const { ada, bob } = await Couple.meet();
  const began = 'since' in bob.call.state ? bob.call.state.since : 0;
  new Clock().set(3_600_000);
  await ada.call.toggleMic(false);
  await eventually(() => bob.call.peer?.mic).toBe(false);
  expect(bob.call.state).toMatchObject({ name: 'connected', since: began });
});
