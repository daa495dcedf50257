import { afterEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../client/call/emitter.js';

interface Events {
  counted: number;
  named: string;
}

class Source extends Emitter<Events> {
  count(n: number): void {
    this.emit('counted', n);
  }
}

function heardBy(source: Source): { heard: number[]; stop: () => void } {
  const heard: number[] = [];
  return { heard, stop: source.on('counted', (n) => heard.push(n)) };
}

describe('a listener', () => {
  afterEach(() => void vi.unstubAllGlobals());

  test('that throws breaks neither the others nor who tells, and is reported', () => {
    const source = new Source();
    const [reported, trouble] = [vi.fn(), new Error('in a listener')];
    vi.stubGlobal('reportError', reported);
    source.on('counted', () => {
      throw trouble;
    });
    const { heard } = heardBy(source);
    source.count(1);
    source.count(2);
    expect([heard, reported.mock.calls]).toEqual([
      [1, 2],
      [[trouble], [trouble]],
    ]);
  });

  test('hears what comes after it began, in order', () => {
    const source = new Source();
    source.count(1);
    const { heard } = heardBy(source);
    source.count(2);
    source.count(3);
    expect(heard).toEqual([2, 3]);
  });

  test('hears nothing any more when it has stopped, and may stop twice', () => {
    const source = new Source();
    const one = heardBy(source);
    const other = heardBy(source);
    one.stop();
    one.stop();
    source.count(1);
    expect(one.heard).toEqual([]);
    expect(other.heard).toEqual([1]);
  });

  test('may stop while it is told', () => {
    const source = new Source();
    const first: number[] = [];
    const stop = source.on('counted', (n) => {
      first.push(n);
      stop();
    });
    const { heard } = heardBy(source);
    source.count(1);
    source.count(2);
    expect(first).toEqual([1]);
    expect(heard).toEqual([1, 2]);
  });

  test('hears its own events only', () => {
    const source = new Source();
    const names: string[] = [];
    source.on('named', (name) => names.push(name));
    source.count(1);
    expect(names).toEqual([]);
  });
});
