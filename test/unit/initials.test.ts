import { describe, expect, test } from 'vitest';
import { initialsOf } from '../../client/elements/initials.js';

describe('the initials of a name', () => {
  test.each([
    ['Ada Lovelace', 'AL'],
    ['grace brewster murray hopper', 'GH'],
    ['  Ada  ', 'A'],
    ['张伟', '张'],
    ['林 语堂', '林语'],
    ['ليلى', 'ل'],
    ['محمد علي', 'م\u200cع'],
    ['דוד לוי', 'דל'],
    ['नितिन शर्मा', 'निश'],
    ['क्षमा', 'क्'],
    ['김 민준', '김민'],
    ['Ärne E\u0301mile', 'ÄE\u0301'],
    ['😀 Smile', '😀S'],
    ['👩‍💻 Ada', '👩‍💻A'],
    ['🇩🇪', '🇩🇪'],
    ['👍🏽 Ada', '👍🏽A'],
    ['❤️', '❤️'],
    ['(Ada) @lovelace', 'AL'],
    ['Ada – Lovelace', 'AL'],
    ['4th floor', '4F'],
    ['', ''],
    ['   ', ''],
    ['!? …', ''],
  ])('%j: %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
