import { assert, json, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_LABEL, MAX_LETTER, MAX_LINE, parseHistory, parseLine, parseWord } from '../../shared/parse-data.js';

const letter = (post: unknown): unknown => {
  const parsed = parseWord(JSON.stringify({ type: 'letter', n: 1, post }));
  return parsed.ok && parsed.value.type === 'letter' ? parsed.value.post : parsed;
};
const chat = { kind: 'chat', text: 'hello', at: 1 };
const textOf = (text: string): string | undefined => {
  const parsed = parseLine({ text, at: 0 });
  return parsed.ok ? parsed.value.text : undefined;
};

describe('a line of the chat', () => {
  it('is taken with what belongs to it, and without what does not', () => {
    const own = { kind: 'poll', body: '{}' };
    expect(letter({ ...chat, own, more: 1 })).toEqual({ ...chat, own });
    expect(letter(chat)).toEqual(chat);
  });

  it.each([
    ['no text', { ...chat, text: undefined }],
    ['an empty text', { ...chat, text: '' }],
    ['a text of nothing to see', { ...chat, text: ' \n\u0000\u202e' }],
    ['a text that is none', { ...chat, text: { toString: 1 } }],
    ['no time', { ...chat, at: undefined }],
    ['a time before all time', { ...chat, at: -1 }],
    ['a time between two milliseconds', { ...chat, at: 0.5 }],
    ['a time after all time', { ...chat, at: 1e300 }],
    ['a kind without a name', { ...chat, own: { kind: '', body: '1' } }],
    ['a kind with a long name', { ...chat, own: { kind: 'x'.repeat(MAX_LABEL + 1), body: '1' } }],
    ['a kind with a long body', { ...chat, own: { kind: 'x', body: 'x'.repeat(MAX_LETTER + 1) } }],
    ['a kind that is none', { ...chat, own: 'poll' }],
    ['a mark of nothing', { kind: 'read' }],
    ['a mark of a letter that cannot be', { kind: 'read', of: 0 }],
  ])('with %s is nothing, and the letter counts', (_, post) => {
    expect(letter(post)).toEqual({});
  });

  it('that is too long is cut by who writes it and by who reads it', () => {
    const text = 'x'.repeat(MAX_LINE);
    expect(parseLine({ text: `${text}x`, at: 1 })).toEqual({ ok: true, value: { text, at: 1 } });
    expect(letter({ ...chat, text: `${text}x` })).toEqual({ ...chat, text });
  });

  it('is short enough to be sent, whatever is in it', () => {
    assert(
      property(string({ unit: 'binary', maxLength: MAX_LINE }), (text) => {
        const clean = textOf(text) ?? '';
        expect(JSON.stringify({ ...chat, text: clean }).length).toBeLessThan(MAX_LETTER);
        expect(textOf(clean) ?? '').toBe(clean);
        expect(clean).not.toMatch(/(?![\n\t])\p{Cc}|\p{Cs}|[\u2028-\u202e\u2066-\u2069]/u);
      }),
    );
    expect(JSON.stringify({ ...chat, text: textOf('"'.repeat(MAX_LINE)) }).length).toBeLessThan(MAX_LETTER);
  });
});

describe('that somebody writes', () => {
  it.each(['yes', 1, null, undefined])('is not %j', (on) => {
    expect(parseWord(JSON.stringify({ type: 'typing', on })).ok).toBe(false);
  });

  it.each([true, false])('is %j', (on) => {
    expect(parseWord(JSON.stringify({ type: 'typing', on, more: 1 }))).toEqual({
      ok: true,
      value: { type: 'typing', on },
    });
  });
});

describe('what is kept of a chat over a reload', () => {
  const kept = { lines: [{ text: 'x', at: 1, n: 1, mine: true, state: 'read' }], seen: 0, told: 0, telling: null };

  it('is what it was', () => {
    expect(parseHistory(JSON.stringify(kept))).toEqual(kept);
  });

  it('is nothing where it is none of ours, and never an error', () => {
    for (const text of [null, '', '{', '{}', JSON.stringify({ ...kept, lines: [{ ...kept.lines[0], state: 'x' }] })])
      expect(parseHistory(text)).toBeNull();
    assert(property(json(), (text) => void parseHistory(text)));
  });
});
