import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Hearing } from '../../client/call/hearing.js';

const START = 100_000;

describe('when somebody is heard', () => {
  test('silence is counted from the beginning of the pair while nothing was heard', () => {
    const hearing = new Hearing(START);
    expect(hearing.silent(START + 2_500)).toBe(false);
    expect(hearing.silent(START + 2_501)).toBe(true);
  });

  test('media that stops is missed after eight tenths of a second', () => {
    const hearing = new Hearing(START);
    hearing.flowed(START);
    expect(hearing.silent(START + 800)).toBe(false);
    expect(hearing.silent(START + 801)).toBe(true);
  });

  test('beats alone are given more time: nobody sees a picture stand still', () => {
    const hearing = new Hearing(START);
    hearing.flowed(START);
    hearing.heard(START + 600);
    expect(hearing.silent(START + 600 + 2_500)).toBe(false);
    expect(hearing.silent(START + 600 + 2_501)).toBe(true);
  });

  test('a beat in the middle of flowing media does not make it patient', () => {
    const hearing = new Hearing(START);
    hearing.flowed(START);
    hearing.heard(START + 100);
    expect(hearing.silent(START + 901)).toBe(true);
  });

  test('four tenths of a second of nothing is quiet, and not yet silent', () => {
    const hearing = new Hearing(START);
    hearing.flowed(START);
    expect([hearing.quiet(START + 400), hearing.quiet(START + 401)]).toEqual([false, true]);
    expect(hearing.silent(START + 401)).toBe(false);
  });

  test('bytes that arrive end a silence, and the first count is only where to count from', () => {
    const hearing = new Hearing(START);
    hearing.flowed(START);
    hearing.count(5_000, START + 600);
    expect(hearing.at).toBe(START);
    hearing.count(5_001, START + 800);
    expect(hearing.at).toBe(START + 800);
  });

  test('bytes counted in an earlier silence say nothing about this one', () => {
    const hearing = new Hearing(START);
    hearing.count(100, START + 600);
    hearing.heard(START + 700);
    hearing.count(900, START + 1_300);
    expect(hearing.at).toBe(START + 700);
  });
});

test('20 % of loss is never silence while 50 packets a second are sent, and is never quiet for long', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 500, maxLength: 500 }), (luck) => {
      const hearing = new Hearing(START);
      luck.forEach((drawn, packet) => {
        const now = START + packet * 20;
        expect(hearing.silent(now)).toBe(false);
        if (drawn > 20) hearing.flowed(now);
      });
    }),
  );
});
