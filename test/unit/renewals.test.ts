import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientSocket } from '../../server/place.js';
import { Renewals } from '../../server/renewals.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As much of a socket as is used here. */
const socketAt = (beat: number): ClientSocket => ({ data: { place: { beat } } }) as unknown as ClientSocket;

function house(count = 0, fault?: Error) {
  const sockets: ClientSocket[] = [];
  const renewed: ClientSocket[] = [];
  /** Ends of renewals that are under way. */
  const ends: (() => void)[] = [];
  const failures: unknown[] = [];
  let rounds = 0;
  const renewals = new Renewals({
    sockets: () => sockets,
    renew: (socket) => {
      renewed.push(socket);
      return new Promise<void>((resolve, reject) => void ends.push(fault ? () => reject(fault) : resolve));
    },
    onfailed: (_socket, error) => void failures.push(error),
    onround: () => (rounds += 1),
  });
  const sit = (): ClientSocket => {
    const socket = socketAt(renewals.beat);
    sockets.push(socket);
    return socket;
  };
  for (let n = 0; n < count; n += 1) sit();
  return { renewals, sit, renewed, ends, failures, rounds: () => rounds };
}

describe('seats', () => {
  test('are renewed every ten seconds each, from the moment on in which they were taken', () => {
    const { sit, renewed, rounds, renewals } = house();
    const early = sit();
    vi.advanceTimersByTime(3_000);
    const late = sit();
    vi.advanceTimersByTime(6_000);
    expect(renewed).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(renewed).toEqual([early]);
    vi.advanceTimersByTime(3_000);
    expect(renewed).toEqual([early, late]);
    vi.advanceTimersByTime(10_000);
    expect(renewed).toEqual([early, late, early, late]);
    expect(rounds()).toBe(2);
    renewals.close();
  });

  test('are renewed no more after the end', () => {
    const { sit, renewed, renewals } = house();
    sit();
    renewals.close();
    vi.advanceTimersByTime(60_000);
    expect(renewed).toEqual([]);
  });

  test('that cannot be renewed are told of, and hold up no others', async () => {
    const fault = new Error('no seat');
    const { renewals, renewed, ends, failures, sit } = house(201, fault);
    const all = renewals.all();
    for (const end of ends.splice(0)) end();
    await vi.advanceTimersByTimeAsync(0);
    for (const end of ends.splice(0)) end();
    await all;
    expect(failures).toEqual(Array.from({ length: 201 }, () => fault));
    sit();
    await vi.advanceTimersByTimeAsync(10_000);
    for (const end of ends.splice(0)) end();
    await vi.advanceTimersByTimeAsync(0);
    expect(failures).toHaveLength(renewed.length);
    renewals.close();
  });

  test('are all renewed out of turn in portions, once however often it is asked for meanwhile', async () => {
    const { renewals, renewed, ends } = house(450);
    const all = renewals.all();
    await renewals.all();
    for (const portion of [200, 400, 450]) {
      expect(renewed).toHaveLength(portion);
      for (const end of ends.splice(0)) end();
      // The next portion begins when the one before has ended.
      await vi.advanceTimersByTimeAsync(0);
    }
    await all;
    expect(new Set(renewed).size).toBe(450);
    void renewals.all();
    expect(renewed).toHaveLength(650);
    renewals.close();
  });
});
