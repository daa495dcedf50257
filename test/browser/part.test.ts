/** What is loaded on demand, tried again while it is wanted. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Part } from '../../client/call/part.js';

const SECOND_MS = 1_000;
const LONG_MS = 600_000;

/** Fails so many times before it is there. */
function failing(times: number, message = 'offline') {
  const loaded = { name: 'loaded' };
  const load = vi.fn(async () => {
    if (load.mock.calls.length <= times) throw new TypeError(message);
    return loaded;
  });
  return { part: new Part(load), load, loaded };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('one attempt', () => {
  it('is shared by all who ask, and what is loaded is loaded once', async () => {
    const { part, load, loaded } = failing(0);
    expect(await Promise.all([part.load(), part.load()])).toEqual([loaded, loaded]);
    expect(await part.load()).toBe(loaded);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('rejects where it fails, and the next call is another one', async () => {
    const { part, load, loaded } = failing(1);
    await expect(part.load()).rejects.toThrow('offline');
    expect(await part.load()).toBe(loaded);
    expect(load).toHaveBeenCalledTimes(2);
  });
});

describe('a part that is wanted', () => {
  it('and hangs is tried again, and taken when it comes', async () => {
    const time = new AbortController();
    const limit = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(time.signal);
    onTestFinished(() => limit.mockRestore());
    let come: (loaded: object) => void = () => undefined;
    const promise = new Promise<object>((resolve) => (come = resolve));
    const [part, onfailure] = [new Part(() => promise), vi.fn()];
    const wanted = part.whileWanted(new AbortController().signal, onfailure);
    time.abort(new DOMException('over', 'TimeoutError'));
    await vi.advanceTimersByTimeAsync(SECOND_MS);
    expect(onfailure).toHaveBeenCalledTimes(1);
    const loaded = {};
    come(loaded);
    expect(await wanted).toBe(loaded);
  });

  it('is tried again with longer and longer pauses, and each failure is told', async () => {
    const { part, load, loaded } = failing(3);
    const onfailure = vi.fn();
    const wanted = part.whileWanted(new AbortController().signal, onfailure);
    await vi.advanceTimersByTimeAsync(0);
    for (const [attempts, pause] of [1, 2, 4].entries()) {
      await vi.advanceTimersByTimeAsync(pause * SECOND_MS - 1);
      expect(load).toHaveBeenCalledTimes(attempts + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(load).toHaveBeenCalledTimes(attempts + 2);
    }
    expect(await wanted).toBe(loaded);
    expect(onfailure).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(load).toHaveBeenCalledTimes(4);
  });

  it('is tried at once when the browser is online again', async () => {
    const { part, loaded } = failing(1);
    const wanted = part.whileWanted(new AbortController().signal);
    await vi.advanceTimersByTimeAsync(0);
    window.dispatchEvent(new Event('online'));
    expect(await wanted).toBe(loaded);
  });

  it('is null, and not tried again, once it is not wanted', async () => {
    const { part, load } = failing(Infinity);
    const life = new AbortController();
    const wanted = part.whileWanted(life.signal);
    await vi.advanceTimersByTimeAsync(0);
    life.abort();
    expect(await wanted).toBeNull();
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(load).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is null where it comes too late', async () => {
    const life = new AbortController();
    const part = new Part(async () => {
      life.abort();
      return {};
    });
    expect(await part.whileWanted(life.signal)).toBeNull();
  });
});

it('is asked for under another address where the browser names the one that failed', async () => {
  const { part } = failing(Infinity, `Failed to fetch dynamically imported module: https://call.example/part.js`);
  await expect(part.load()).rejects.toThrow('https://call.example/part.js');
  await expect(part.load()).rejects.toThrow('https://call.example/part.js?retry=1');
  await expect(part.load()).rejects.toThrow('https://call.example/part.js?retry=2');
});
