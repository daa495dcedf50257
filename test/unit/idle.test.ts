import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Connection } from '../../server/backlog.js';
import { Idle } from '../../server/idle.js';

const LIMIT_MS = 600_000;

/** As much of a connection as is used here. */
class Line extends EventEmitter {
  open = true;

  close(): void {
    this.open = false;
    this.emit('close');
  }
}

function house(limitMs = LIMIT_MS) {
  let now = 0;
  const seated = new Set<Connection>();
  const ended: number[] = [];
  const idle = new Idle({ limitMs, seated: () => seated, onended: (count) => ended.push(count), now: () => now });
  const come = (): { line: Line; connection: Connection } => {
    const line = new Line();
    const connection = line as unknown as Connection;
    idle.watch(connection);
    return { line, connection };
  };
  const lookAfter = (ms: number): void => {
    now += ms;
    idle.look();
  };
  return { come, seated, ended, lookAfter };
}

describe('a connection', () => {
  test('without a seat is ended when its time is over, and not before', () => {
    const { come, ended, lookAfter } = house();
    const { line } = come();
    lookAfter(LIMIT_MS - 1);
    expect(line.open).toBe(true);
    lookAfter(1);
    expect(line.open).toBe(false);
    expect(ended).toEqual([1]);
  });

  test('with a seat is never ended, and has all its time again when it has none any more', () => {
    const { come, seated, lookAfter } = house();
    const { line, connection } = come();
    seated.add(connection);
    for (let looks = 0; looks < 5; looks += 1) lookAfter(LIMIT_MS);
    seated.delete(connection);
    lookAfter(LIMIT_MS - 1);
    expect(line.open).toBe(true);
    lookAfter(1);
    expect(line.open).toBe(false);
  });

  test('that ended by itself is not remembered', () => {
    const { come, seated, ended, lookAfter } = house();
    const { line, connection } = come();
    line.close();
    seated.add(connection); // Its socket is about to be released.
    lookAfter(LIMIT_MS);
    lookAfter(LIMIT_MS);
    expect(ended).toEqual([]);
    expect(line.listenerCount('close')).toBe(0);
  });

  test('stays for ever where there is no limit', () => {
    const { come, lookAfter } = house(0);
    const { line } = come();
    lookAfter(1e9);
    expect(line.open).toBe(true);
  });
});
