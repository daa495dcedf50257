import { assert, integer, property, string } from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MAX_NAME, parseControl, parseHandshake, parsePeerNews } from '../../shared/parse.js';
import { fileName, parseWord } from '../../shared/parse-data.js';
import { parseRingAnswer } from '../../shared/parse-ring.js';
import { MAX_REASON } from '../../shared/protocol.js';
import { cut, plainText } from '../../shared/text.js';
import { person } from '../support/client.js';

/** Eleven UTF-16 units, and one character to whoever reads it. */
const FAMILY = '👩‍👩‍👧‍👧';

/** A browser that cannot tell what a character is. */
function withoutSegmenter(): void {
  vi.stubGlobal('Intl', { ...Intl, Segmenter: undefined });
  onTestFinished(() => void vi.unstubAllGlobals());
}

describe('a text', () => {
  test.each([
    ['that fits is left as it is', 'Ada', 3, 'Ada'],
    ['is cut at its limit', 'Ada Lovelace', 4, 'Ada '],
    ['loses no half of a pair', '😀😀', 3, '😀'],
    ['loses no part of a family', `${FAMILY}${FAMILY}`, 21, FAMILY],
    ['loses no accent', 'Zoe\u0308', 3, 'Zo'],
    ['loses no half of a flag', '🇨🇳🇨🇳', 7, '🇨🇳'],
    ['loses no syllable', 'नमस्ते', 4, 'नम'],
    ['keeps whole code points of a character that is longer by itself', `e${'\u0301'.repeat(99)}`, 3, 'e\u0301\u0301'],
    ['that may have none has none', 'Ada', 0, ''],
  ])('%s', (_what, text, most, expected) => {
    expect(cut(text, most)).toBe(expected);
  });

  test('is cut between code points where the browser knows no characters', () => {
    withoutSegmenter();
    expect(cut('a😀😀', 4)).toBe('a😀');
    expect(cut(FAMILY, 4)).toBe('👩‍');
  });

  test('is never longer than its limit, ends in no half, and is cut once and for all', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 300 }), integer({ min: 1, max: 100 }), (text, most) => {
        const plain = plainText(text, most);
        expect(plain.length).toBeLessThanOrEqual(most);
        expect(plain).not.toMatch(/\p{Cs}/u);
        expect(plainText(plain, most)).toBe(plain);
      }),
    );
  });

  test.each([
    [null, ''],
    [undefined, ''],
    [42, '42'],
  ])('is made of %j, which a page without types may set', (value, text) => {
    expect([cut(value, 9), plainText(value, 9)]).toEqual([text, text]);
  });

  test.each([
    ['films', `${'x'.repeat(300)}.mp4`, `${'x'.repeat(251)}.mp4`],
    ['names without an ending', 'x'.repeat(300), 'x'.repeat(255)],
    ['names whose dot ends a sentence', `${'x'.repeat(250)}. And so on and on`, `${'x'.repeat(250)}. And`],
    ['names of families', `${FAMILY.repeat(30)}.jpg`, `${FAMILY.repeat(22)}.jpg`],
    ['names that fit', 'a\u202egpj.exe', 'agpj.exe'],
  ])('of a file keeps its ending: %s', (_which, name, expected) => {
    expect(fileName(name)).toBe(expected);
  });
});

describe('of any length is taken, and cut', () => {
  const long = FAMILY.repeat(2_000);
  const name = FAMILY.repeat(Math.floor(MAX_NAME / FAMILY.length));
  const peer = { instance: 'ann', state: 'here' };
  const media = { type: 'media', mic: true, camera: true };
  const letter = (post: object) => parseWord(JSON.stringify({ type: 'letter', n: 1, post }));

  test.each([
    ['a name in a handshake', () => parseHandshake(person({ name: long })), { name }],
    ['a name in news of the other one', () => parsePeerNews({ ...peer, name: long }), { name }],
    ['a name on the control channel', () => parseControl(JSON.stringify({ ...media, name: long })), { name }],
    [
      'a name of a file',
      () => letter({ kind: 'file', file: { name: long, size: 1, type: '', at: 1 } }),
      { post: { file: { name: FAMILY.repeat(23) } } },
    ],
    [
      'a line of the chat',
      () => letter({ kind: 'chat', text: long, at: 1 }),
      { post: { text: FAMILY.repeat(Math.floor(4_000 / FAMILY.length)) } },
    ],
  ])('%s', (_what, parse, value) => {
    expect(parse()).toMatchObject({ ok: true, value });
  });

  test('the words of a decline', () => {
    const reason = FAMILY.repeat(Math.floor(MAX_REASON / FAMILY.length));
    expect(parseRingAnswer({ ok: true, outcome: 'declined', reason: long })).toMatchObject({ ok: true, reason });
  });
});
